"""JSON and lines of JSON: each object a record of its named fields, its name or title a heading."""

from __future__ import annotations

import json
from collections.abc import Iterator

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.extract import ExtractedText

_NAMES = ("title", "name", "subject", "heading", "headline")
_LONG = 80
"""Characters; a longer value is prose and stands by itself, a shorter one beside its field's name."""


def read_json(data: bytes) -> ExtractedText:
    """One JSON value."""
    text, notes = decode_text(data)
    extract = ExtractedText(warnings=list(notes))
    try:
        _add(extract, json.loads(text), "")
    except ValueError as error:
        raise PinciteError(f"this is broken JSON ({str(error)[:120]}).") from error
    return extract


def read_jsonl(data: bytes) -> ExtractedText:
    """A JSON value a line; a broken line is left out and counted, unless all are."""
    text, notes = decode_text(data)
    extract = ExtractedText(warnings=list(notes))
    broken, good = 0, 0
    for line in text.split("\n"):
        try:
            if line.strip():
                _add(extract, json.loads(line), "")
                good += 1
        except ValueError:
            broken += 1
    if broken and not good:
        raise PinciteError("no line of it is JSON.")
    if broken:
        extract.warnings.append(
            f"{broken:,} of {broken + good:,} lines are broken JSON and left out"
        )
        extract.losses["lines skipped"] += broken
    return extract


def _add(extract: ExtractedText, value: object, path: str) -> None:
    if isinstance(value, dict):
        _add_object(extract, value, path)
    elif isinstance(value, list):
        scalars = [_scalar(item) for item in value if not isinstance(item, dict | list)]
        extract.add("; ".join(filter(None, scalars)) if path == "" else "")
        for item in value:
            if isinstance(item, dict | list):
                _add(extract, item, path)
    else:
        extract.add(_scalar(value))


def _add_object(extract: ExtractedText, value: dict[str, object], path: str) -> None:
    title = next(
        (words for key in _NAMES if isinstance(words := value.get(key), str) and len(words) <= 200),
        "",
    )
    extract.add(title, heading=True)
    prefix = f"{path}." if path else ""
    short = [
        f"{prefix}{key}: {words}"
        for key, words in _fields(value)
        if len(words) <= _LONG and words != title
    ]
    extract.add("; ".join(" ".join(field.split()) for field in short))
    for _, words in _fields(value):
        if len(words) > _LONG and words != title:
            extract.add(words)
    for key, inner in value.items():
        if isinstance(inner, dict) or (
            isinstance(inner, list) and any(isinstance(item, dict | list) for item in inner)
        ):
            _add(extract, inner, f"{prefix}{key}")


def _fields(value: dict[str, object]) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if isinstance(inner, list) and not any(isinstance(item, dict | list) for item in inner):
            yield key, ", ".join(filter(None, map(_scalar, inner)))
        elif not isinstance(inner, dict | list | None) and (words := _scalar(inner)):
            yield key, words


def _scalar(value: object) -> str:
    if value is None or isinstance(value, str):
        return (value or "").strip()
    return json.dumps(value)

"""JSON and JSON Lines: each object becomes a record of named fields under its title or name."""

from __future__ import annotations

import json
from collections.abc import Iterator

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.extract import ExtractedText

_TITLE_KEYS = ("title", "name", "subject", "heading", "headline")
_MAX_FIELD_CHARS = 80
"""A longer value is prose and becomes a paragraph; a shorter one follows its field's name."""


def read_json(data: bytes) -> ExtractedText:
    text, warnings = decode_text(data)
    extract = ExtractedText(warnings=list(warnings))
    try:
        _add(extract, json.loads(text), "")
    except ValueError as error:
        raise PinciteError(f"this is not valid JSON ({str(error)[:120]}).") from error
    return extract


def read_jsonl(data: bytes) -> ExtractedText:
    """One JSON value per line. An invalid line is skipped and counted.

    Raises PinciteError if all lines are invalid.
    """
    text, warnings = decode_text(data)
    extract = ExtractedText(warnings=list(warnings))
    invalid, valid = 0, 0
    for line in text.split("\n"):
        try:
            if line.strip():
                _add(extract, json.loads(line), "")
                valid += 1
        except ValueError:
            invalid += 1
    if invalid and not valid:
        raise PinciteError("none of its lines is valid JSON.")
    if invalid:
        extract.warnings.append(
            f"{invalid:,} of {invalid + valid:,} lines are not valid JSON and were skipped"
        )
        extract.losses["lines skipped"] += invalid
    return extract


def _add(extract: ExtractedText, value: object, path: str) -> None:
    if isinstance(value, dict):
        _add_object(extract, value, path)
    elif isinstance(value, list):
        nested = [item for item in value if isinstance(item, dict | list)]
        if path == "":
            scalars = [_scalar(item) for item in value if not isinstance(item, dict | list)]
            extract.add("; ".join(filter(None, scalars)))
        for item in nested:
            _add(extract, item, path)
    else:
        extract.add(_scalar(value))


def _add_object(extract: ExtractedText, value: dict[str, object], path: str) -> None:
    title = _title(value)
    extract.add(title, heading=True)
    prefix = f"{path}." if path else ""
    fields = [(key, text) for key, text in _fields(value) if text != title]
    short = [f"{prefix}{key}: {text}" for key, text in fields if len(text) <= _MAX_FIELD_CHARS]
    extract.add("; ".join(" ".join(field.split()) for field in short))
    for _, text in fields:
        if len(text) > _MAX_FIELD_CHARS:
            extract.add(text)
    for key, inner in value.items():
        if isinstance(inner, dict) or (isinstance(inner, list) and not _is_flat(inner)):
            _add(extract, inner, f"{prefix}{key}")


def _title(value: dict[str, object]) -> str:
    for key in _TITLE_KEYS:
        text = value.get(key)
        if isinstance(text, str) and len(text) <= 200:
            return text
    return ""


def _fields(value: dict[str, object]) -> Iterator[tuple[str, str]]:
    """(name, text) of the scalars, and of the lists of scalars."""
    for key, inner in value.items():
        if isinstance(inner, list) and _is_flat(inner):
            yield key, ", ".join(filter(None, map(_scalar, inner)))
        elif not isinstance(inner, dict | list | None) and (text := _scalar(inner)):
            yield key, text


def _is_flat(values: list[object]) -> bool:
    return not any(isinstance(value, dict | list) for value in values)


def _scalar(value: object) -> str:
    if value is None or isinstance(value, str):
        return (value or "").strip()
    return json.dumps(value)

"""JSON and lines of JSON: each object is a record of its named fields, its name or title a heading.

Every value is in the text, with the path of its field.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.tables import add_table

_NAMES = ("title", "name", "subject", "heading", "headline")
_LONG = 80
"""Characters; a longer value is a paragraph, a shorter one stands in a row with other fields."""


def read_json(data: bytes) -> ExtractedText:
    """One JSON value."""
    text, notes = decode_text(data)
    extract = ExtractedText(warnings=list(notes))
    try:
        value = json.loads(text)
    except ValueError as error:
        if _is_lines(text):
            return read_jsonl(data)
        raise PinciteError(f"this is broken JSON ({str(error)[:120]}).") from error
    _add(extract, value, "")
    return extract


def _is_lines(text: str) -> bool:
    """True if each of the first lines is a JSON value, whatever the name of the file says."""
    lines = [line for line in text.split("\n", 20)[:20] if line.strip()]
    try:
        return len(lines) > 1 and all(isinstance(json.loads(line), dict | list) for line in lines)
    except ValueError:
        return False


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
        if table := _as_table(value):
            add_table(extract, table, has_header=True)
        else:
            _add_object(extract, value, path)
    elif isinstance(value, list):
        _add_list(extract, value, path)
    else:
        extract.add(f"{path}: {_scalar(value)}" if path else _scalar(value))


def _add_list(extract: ExtractedText, value: list[object], path: str) -> None:
    if _are_rows(value):
        extract.add(f"{path}:" if path else "")
        add_table(extract, [list(map(_scalar, row)) for row in value if isinstance(row, list)])
        return
    scalars = [_scalar(item) for item in value if not isinstance(item, dict | list)]
    words = "; ".join(filter(None, scalars))
    extract.add(f"{path}: {words}" if path and words else words)
    for item in value:
        if isinstance(item, dict | list):
            _add(extract, item, path)


def _are_rows(value: object) -> bool:
    """True for a list of lists of scalars."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, list) for row in value)
        and not any(isinstance(cell, dict | list) for row in value for cell in row)
    )


def _as_table(value: dict[str, object]) -> list[list[str]]:
    """Rows of {"columns": [...], "data": [[...], ...]}, as pandas writes them, names first."""
    columns, rows = value.get("columns"), value.get("data")
    if not (isinstance(columns, list) and isinstance(rows, list) and _are_rows(rows)):
        return []
    if set(value) - {"columns", "data", "index"}:
        return []
    names = [_scalar(name) for name in columns]
    return [names, *([_scalar(cell) for cell in row] for row in rows if isinstance(row, list))]


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
    extract.row("; ".join(" ".join(field.split()) for field in short))
    for key, words in _fields(value):
        if len(words) > _LONG and words != title:
            extract.add(f"{prefix}{key}: {words}")
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

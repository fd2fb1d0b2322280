"""JSON and lines of JSON: each object is a row of its fields "path: value", its title a heading.

Every value but null and "" is in the text with the path of its field; in a row, the first field
has the whole path and the others theirs within the object. Numbers are as written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.data.json_tables import are_rows, as_table, scalar
from index.formats.extract import ExtractedText
from index.formats.tables import add_record, add_table

_TITLES = ("title", "subject", "heading", "headline")
_NAMES = (*_TITLES, "name", "label", "id", "key", "code", "number")
_MAX_TITLE_CHARS = 200
_MAX_SECTION_CHARS = 80
_SHORT = 80  # characters; a longer text of several sentences is a paragraph, others are in a row
_LONG = 300
_SENTENCE_END = re.compile(r"[.?!]\s")
_FEW = 6  # fields of an inner object that stand in the row of the outer one


def read_json(data: bytes) -> ExtractedText:
    """One JSON value, or several one after another, on lines of their own or not."""
    text, warnings = decode_text(data)
    try:
        values = [_DECODER.decode(text)]
    except ValueError as error:
        values = _several(text)
        if not values and _has_lines(text):
            return read_jsonl(data)
        if not values:
            raise PinciteError(f"this is broken JSON ({str(error)[:120]}).") from error
    return _extract(values, warnings)


def read_jsonl(data: bytes) -> ExtractedText:
    """A JSON value a line; a broken line is left out and counted, unless all are."""
    text, warnings = decode_text(data)
    extract = ExtractedText(warnings=list(warnings))
    broken, good = 0, 0
    for line in filter(str.strip, text.split("\n")):
        try:
            value = _DECODER.decode(line)
        except ValueError:
            broken += 1
            continue
        good += 1
        _add(extract, value, "", "", is_one_of_many=True)
    if broken > good and (values := _several(text)):
        return _extract(values, warnings)  # values on several lines each
    if broken and not good:
        raise PinciteError("no line of it is JSON.")
    if broken:
        extract.warnings.append(
            f"{broken:,} of {broken + good:,} lines are broken JSON and left out"
        )
        extract.losses["lines skipped"] += broken
    return extract


def _extract(values: Sequence[object], warnings: Sequence[str]) -> ExtractedText:
    extract = ExtractedText(warnings=list(warnings))
    for value in values:
        _add(extract, value, "", "", is_one_of_many=len(values) > 1)
    return extract


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A field that is there twice is read twice: "a", "a (2)"."""
    fields = dict(pairs)
    if len(fields) == len(pairs):
        return fields
    seen: dict[str, int] = {}
    fields = {}
    for key, value in pairs:
        seen[key] = seen.get(key, 0) + 1
        fields[key if seen[key] == 1 else f"{key} ({seen[key]})"] = value
    return fields


_DECODER = json.JSONDecoder(
    parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_object
)


def _several(text: str) -> list[object]:
    """The values of a text that is nothing but JSON values, at least two; else none."""
    values: list[object] = []
    at = len(text) - len(text.lstrip())
    try:
        while at < len(text):
            value, at = _DECODER.raw_decode(text, at)
            values.append(value)
            while at < len(text) and text[at].isspace():
                at += 1
    except ValueError:
        return []
    return values if all(isinstance(value, dict | list) for value in values) else []


def _has_lines(text: str) -> bool:
    """True if one of the first lines is an object or a list."""
    for line in text.split("\n", 20)[:20]:
        try:
            if isinstance(_DECODER.decode(line), dict | list):
                return True
        except ValueError:
            continue
    return False


def _add(
    extract: ExtractedText, value: object, path: str, section: str, *, is_one_of_many: bool = False
) -> None:
    """Adds a value that is found at `path`; `section` says which record it belongs to."""
    if isinstance(value, dict):
        if table := as_table(value):
            add_table(extract, table, has_header=1, has_spans=False, section=section or path)
        else:
            _add_object(extract, value, path, section, is_one_of_many)
    elif isinstance(value, list):
        _add_list(extract, value, path, section)
    elif words := scalar(value):
        extract.add(_joined(section, f"{path}: {words}" if path else words))


def _add_list(extract: ExtractedText, items: list[object], path: str, section: str) -> None:
    if are_rows(items):
        lines = [list(map(scalar, row)) for row in items if isinstance(row, list)]
        add_table(extract, lines, has_spans=False, section=_joined(section, path))
        return
    words = [text for item in items if (text := scalar(item))]
    if len(words) > 1 and not any(map(_is_prose, words)):
        first, *others = words
        add_record(extract, [f"{path}: {first}" if path else first, *others], section=section)
    else:
        for text in words:
            _add(extract, text, path, section)
    for item in items:
        if isinstance(item, dict | list):
            _add(extract, item, path, section, is_one_of_many=True)


def _add_object(
    extract: ExtractedText, value: dict[str, object], path: str, section: str, is_one_of_many: bool
) -> None:
    fields: list[tuple[str, str]] = []
    inner: list[tuple[str, object]] = []
    _flatten(value, "", fields, inner)
    short: list[str] = []
    prose: list[tuple[str, str]] = []
    for name, words in fields:
        if _is_prose(words):
            prose.append((_below(path, name), words))
        else:  # the first field has the whole path
            name = name if short else _below(path, name)
            short.append(f"{name}: {' '.join(words.split())}")
    title = _title(value, _NAMES if prose or (inner and not section) else _TITLES)
    extract.add(title, heading=True)
    add_record(extract, short, section=section)
    if is_one_of_many and fields:
        own = _own_name(fields, path)
        section = _joined(section, own) if len(section) < _LONG else own
    for name, words in prose:
        extract.add(_joined("" if title else section, f"{name}: {words}"))
    for name, item in inner:
        _add(extract, item, _below(path, name), section)


def _flatten(
    value: dict[str, object],
    path: str,
    fields: list[tuple[str, str]],
    inner: list[tuple[str, object]],
) -> None:
    """Sorts what an object contains into fields of its row and values that have their own.

    Their names are those from the object that is a row.
    """
    are_alike = _have_like_objects(value)
    for key, item in value.items():
        name = _below(path, key)
        if isinstance(item, dict):
            if (
                are_alike
                or len(item) > _FEW
                or any(isinstance(each, dict | list) for each in item.values())
            ):
                inner.append((name, item))
            else:
                _flatten(item, name, fields, inner)
        elif isinstance(item, list):
            words = ", ".join(filter(None, map(scalar, item)))
            if any(isinstance(each, dict | list) for each in item) or len(words) > _SHORT:
                inner.append((name, item))
            elif words:
                fields.append((name, words))
        elif words := scalar(item):
            fields.append((name, words))


def _have_like_objects(value: dict[str, object]) -> bool:
    """True for records by their names: {"Rex": {"age": 3}, "Mia": {"age": 5}}."""
    objects = [item for item in value.values() if isinstance(item, dict) and item]
    return len(objects) > 1 and all(
        2 * len(objects[0].keys() & item.keys()) > len(item) for item in objects
    )


def _title(value: dict[str, object], names: Sequence[str]) -> str:
    """A short text with a letter in a field of one of the names."""
    words = (value.get(name) for name in names)
    return next(
        (
            text.strip()
            for text in words
            if isinstance(text, str)
            and len(text) <= _MAX_TITLE_CHARS
            and any(map(str.isalpha, text))
            and not _is_prose(text)
        ),
        "",
    )


def _own_name(fields: Sequence[tuple[str, str]], path: str) -> str:
    """The field that tells a record from others: its name, or the first one; "" if that is long."""
    name, words = next((field for field in fields if field[0] in _NAMES), fields[0])
    own = " ".join(f"{_below(path, name)}: {words}".split())
    return own if len(own) <= _MAX_SECTION_CHARS else ""


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _joined(section: str, words: str) -> str:
    return f"{section}; {words}" if section and words else section or words


def _is_prose(words: str) -> bool:
    return len(words) > _LONG or (len(words) > _SHORT and bool(_SENTENCE_END.search(words)))

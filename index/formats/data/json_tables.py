"""Tables in JSON: lists of rows, and the ways in which pandas and others write columns."""

from __future__ import annotations

from itertools import zip_longest

_FEWEST_ROWS = 3  # of columns that are lists; two lists of equal length may be anything


def scalar(value: object) -> str:
    """A text, number, true or false as written; "" for null, objects and lists."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.strip() if isinstance(value, str) else ""


def are_rows(items: list[object]) -> bool:
    """True for a list of lists of values that are no objects or lists."""
    return bool(items) and all(
        isinstance(row, list) and not any(isinstance(cell, dict | list) for cell in row)
        for row in items
    )


def as_table(value: dict[str, object]) -> list[list[str]]:
    """The names of columns and the rows of a table that is an object; [] if it is none.

    {"columns": [...], "data": [[...], ...]}; {"Name": {"0": ..., "1": ...}, "Age": {...}}; and
    {"Name": [...], "Age": [...]} with columns of equal length.
    """
    return _split(value) or _by_index(value) or _by_column(value)


def _split(value: dict[str, object]) -> list[list[str]]:
    names, rows = value.get("columns"), value.get("data")
    if not isinstance(names, list) or not isinstance(rows, list) or not are_rows(rows):
        return []
    if set(value) - {"columns", "data", "index"} or not all(map(scalar, names)):
        return []
    return [list(map(scalar, names)), *(list(map(scalar, row)) for row in rows)]


def _by_index(value: dict[str, object]) -> list[list[str]]:
    columns = [column for column in value.values() if isinstance(column, dict)]
    if len(columns) < len(value) or not columns or not all(value):
        return []
    index = [str(place) for place in range(len(columns[0]))]
    if not index or any(list(column) != index for column in columns):
        return []
    return _table(list(value), [list(column.values()) for column in columns])


def _by_column(value: dict[str, object]) -> list[list[str]]:
    columns = [column for column in value.values() if isinstance(column, list)]
    if len(columns) < max(len(value), 2) or not all(value):
        return []
    if len({len(column) for column in columns}) > 1 or len(columns[0]) < _FEWEST_ROWS:
        return []
    return _table(list(value), columns)


def _table(names: list[str], columns: list[list[object]]) -> list[list[str]]:
    cells = [cell for column in columns for cell in column]
    if any(isinstance(cell, dict | list) for cell in cells):
        return []
    return [names, *(list(map(scalar, row)) for row in zip_longest(*columns))]

"""Tables as text: each row becomes a sentence "name: value; name: value" with its own column names.

Readers give the grid of a table with merged cells repeated and empty cells as "". Empty cells are
left out of a row, so no value moves to another column. Rows above the column names that hold one
value (a title, a unit, a date of export) become paragraphs of their own, and rows without any value
separate two tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.formats.extract import ExtractedText

Row = Sequence[str]

SpannedCell = tuple[str, int, int]
"""The text of a cell, and how many columns and rows it spans."""

_MAX_SPAN = 1_000

MAX_ROW_CHARS = 1_000
"""Longer rows are split; each part begins with the first cell, so that it says what it is about."""

_NUMBER = re.compile(r"[-+−(]?[^\w\s]{0,3}\s?[\d.,\s']+\s?\)?\s?(%|[A-Z]{3}|[^\w\s])?")
_YEAR = re.compile(r"(1[5-9]|20)\d\d")
_LOOKAHEAD = 20  # rows that are compared with the column names


def add_table(
    extract: ExtractedText, rows: Iterable[Row], *, has_header: bool | None = None
) -> None:
    """Adds the rows of a table.

    `has_header` says if its first row names the columns; None guesses from the values.
    """
    names: list[str] = []
    for block in _blocks(rows):
        body = list(block)
        if has_header is None:
            body = _add_title_rows(extract, body)
        header = bool(body) and (
            names_columns(body[0], body[1:]) if has_header is None else has_header and not names
        )
        if header:
            names = _distinct(body.pop(0))
        if header and not body:
            extract.row(" | ".join(filter(None, names)))
        for row in body:
            for sentence in _sentences(names, row):
                extract.row(sentence)


def expand_spans(rows: Iterable[Iterable[SpannedCell]]) -> list[list[str]]:
    """The grid of a table: cells that span columns or rows are repeated in each of them.

    >>> expand_spans([[("a", 2, 1), ("b", 1, 2)], [("c", 1, 1), ("d", 1, 1)]])
    [['a', 'a', 'b'], ['c', 'd', 'b']]
    """
    grid: list[list[str]] = []
    above: dict[int, tuple[str, int]] = {}  # column to a value from above and the rows it fills
    for row in rows:
        cells = {column: value for column, (value, _) in above.items()}
        above = {column: (value, left - 1) for column, (value, left) in above.items() if left > 1}
        column = 0
        for value, width, height in row:
            while column in cells:
                column += 1
            for _ in range(max(1, min(width, _MAX_SPAN))):
                cells[column] = value
                if height > 1:
                    above[column] = value, min(height, _MAX_SPAN) - 1
                column += 1
        grid.append([cells.get(column, "") for column in range(max(cells, default=-1) + 1)])
    return grid


def join_cells(cells: Iterable[str]) -> str:
    """The filled cells of a row without names, separated by bars."""
    return " | ".join(words for cell in cells if (words := " ".join(cell.split())))


def names_columns(first: Row, following: Sequence[Row] = ()) -> bool:
    """True if the first row looks like the names of columns.

    It has more than one name and no number, except for years above columns of values ("Crop, 2019,
    2020"). Names may repeat only if the rows below differ from them in kind (numbers below words).
    """
    names = [cell for cell in first if cell]
    if len(names) < 2:
        return False
    numbers = [name for name in names if _is_number(name)]
    if numbers:
        years = all(_YEAR.fullmatch(name) for name in numbers)
        return years and bool(first[0]) and not _is_number(first[0]) and _differs(first, following)
    return len(set(names)) == len(names) or _differs(first, following)


def _is_number(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell)) and any(character.isdigit() for character in cell)


def _differs(first: Row, following: Sequence[Row]) -> bool:
    """True if a column has numbers below a name, or other values below a year."""
    below = following[:_LOOKAHEAD]
    for column, name in enumerate(first):
        values = [row[column] for row in below if column < len(row) and row[column]]
        if not name or not values:
            continue
        if _YEAR.fullmatch(name) and not any(_YEAR.fullmatch(value) for value in values):
            return True
        if not _is_number(name) and all(_is_number(value) for value in values):
            return True
    return False


def _blocks(rows: Iterable[Row]) -> Iterator[list[list[str]]]:
    """Runs of rows with a value, the white space in their cells collapsed."""
    block: list[list[str]] = []
    for row in rows:
        cells = [" ".join(cell.split()) for cell in row]
        if any(cells):
            block.append(cells)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _add_title_rows(extract: ExtractedText, body: list[list[str]]) -> list[list[str]]:
    """Adds what stands above the column names; returns the rest.

    A row above counts as a title if it fills fewer columns than the row that names them: one value
    (or a merged one), or a name and its value ("Created, 2024-02-01").
    """
    width = max((len(set(filter(None, row))) for row in body), default=0)
    rest = body
    while len(rest) > 1 and width > 1:
        values = list(dict.fromkeys(filter(None, rest[0])))
        if len(values) > 1 and not (len(values) < width and _header_comes(rest, width)):
            break
        if len(values) == 1 and not any(len(set(filter(None, row))) > 1 for row in rest[1:]):
            break
        extract.add(": ".join(values))
        rest = rest[1:]
    return rest


def _header_comes(rows: Sequence[Row], width: int) -> bool:
    """True if a full row of column names follows within the next rows."""
    return any(
        len(set(filter(None, row))) == width and names_columns(row, rows[place + 1 :])
        for place, row in enumerate(rows[1:5], 1)
    )


def _distinct(names: Row) -> list[str]:
    """Column names; a repeated one gets its number: "Phone", "Phone (2)"."""
    seen: dict[str, int] = {}
    distinct = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if not name or seen[name] == 1 else f"{name} ({seen[name]})")
    return distinct


def _sentences(names: Sequence[str], row: Row) -> Iterator[str]:
    """The row as one sentence, or as several that begin with its first value if it is long."""
    values = [
        f"{names[column]}: {cell}" if column < len(names) and names[column] else cell
        for column, cell in enumerate(row)
        if cell
    ]
    separator = "; " if names else " | "
    part: list[str] = []
    for value in values:
        if part[1:] and len(separator.join((*part, value))) > MAX_ROW_CHARS:
            yield separator.join(part)
            part = part[:1]
        part.append(value)
    if part:
        yield separator.join(part)

"""The grid of a data table: spans, the names of its columns, groups of rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import TYPE_CHECKING

from index.formats.extract import ExtractedText
from index.formats.tables import ROW_END, SpannedCell, add_table, expand_spans, names_columns
from index.formats.web.blocks import Block

if TYPE_CHECKING:
    from lxml.etree import _Element

_YEAR = re.compile(r"(1[5-9]|20)\d\d")
_MAX_LABEL = 80
_MAX_SPANNED = 500_000
"""Cells of a table after spans are repeated; a larger one is read without repeating them."""


@dataclass(slots=True)
class Cell:
    element: _Element
    blocks: list[Block]
    text: str = ""

    @property
    def is_header(self) -> bool:
        return str(self.element.tag) == "th"


def joined(blocks: Sequence[Block]) -> str:
    """The text of a cell or a term: items of a list are separated by commas."""
    if len(blocks) == 1 and blocks[0].rows is None:
        return " ".join(blocks[0].text.split())
    text = ""
    for block in blocks:
        words = " ".join(block.text.split()) if block.rows is None else _table_text(block)
        if text and words:
            is_item = block.context.is_item and text[-1] not in ".,;:?!"
            text += ", " if is_item else " "
        text += words
    return text


def _table_text(block: Block) -> str:
    """A table within a cell: its rows are parts of one sentence."""
    extract = ExtractedText()
    add_table(extract, block.rows or (), has_header=block.has_header)
    return "; ".join(row.removesuffix(ROW_END) for row in extract.text.split("\n\n"))


def header_rows(rows: Sequence[Sequence[Cell]], head: int) -> int:
    """How many rows name the columns: those of the head, or those above with header cells only."""
    if head:
        return head
    count = next((i for i, row in enumerate(rows) if not _names_all(row)), len(rows))
    if count == len(rows):
        return min(1, count)
    return count or int(_first_stands_out(rows))


def _names_all(row: Sequence[Cell]) -> bool:
    """Are all cells header cells, but for an empty one in the corner?"""
    named = row if not row or row[0].text else row[1:]
    return any(cell.text for cell in named) and all(cell.is_header for cell in named)


def _first_stands_out(rows: Sequence[Sequence[Cell]]) -> bool:
    """Are the cells of the first row in bold type or named a head, and of no other row?"""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    return any(
        all(map(test, rows[0])) and not any(all(map(test, row)) for row in rows[1:3])
        for test in (_is_bold, _is_called_head)
    )


def _is_called_head(cell: Cell) -> bool:
    row = cell.element.getparent()
    names = f"{cell.element.get('class', '')} {'' if row is None else row.get('class', '')}"
    return "head" in names[:200].lower()


def _is_bold(cell: Cell) -> bool:
    return bool(cell.blocks) and all(block.is_bold for block in cell.blocks)


def labels_values(rows: Sequence[Sequence[Cell]]) -> bool:
    """Does each row consist of a name, in a header cell, and of values?"""
    long = [row for row in rows if len(row) > 1]
    return bool(long) and all(
        row[0].is_header and not any(cell.is_header for cell in row[1:]) for row in long
    )


def guess(grid: Sequence[Sequence[str]]) -> bool:
    """Does the first row name the columns? No cell of the table says so.

    It does if it has no digits, but for years, and another column than the first has them below.
    """
    if len(grid) < 2 or not names_columns(grid[0], grid[1:]):
        return False
    if any(map(_has_digits, (cell for cell in grid[0] if not _YEAR.fullmatch(cell)))):
        return False
    for column in range(1, len(grid[0])):
        values = [row[column] for row in grid[1:] if column < len(row) and row[column]]
        if grid[0][column] and values and all(map(_has_digits, values)):
            return True
    return False


def _has_digits(text: str) -> bool:
    return any(map(str.isdigit, text))


def expanded(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The texts of the grid, spanned cells repeated; but once in columns under one spanned name."""
    if not any(_is_spanned(cell) for row in rows for cell in row):
        return [[cell.text for cell in row] for row in rows]
    texts = [cell.text for row in rows for cell in row]
    numbers = map(str, count())
    spanned: list[list[SpannedCell]] = [
        [
            (next(numbers), span(cell, "colspan"), span(cell, "rowspan", len(rows) - i))
            for cell in row
        ]
        for i, row in enumerate(rows)
    ]
    size = sum(width * height for row in spanned for _, width, height in row)
    if size > _MAX_SPANNED:
        return [[cell.text for cell in row] for row in rows]
    grid = expand_spans(spanned)
    first = grid[0] if grid else []
    joined_columns = {
        column for column, (left, right) in enumerate(pairwise(first), 1) if left == right
    }
    doubled = {
        column
        for column in joined_columns
        if all(len(row) <= column or row[column] == row[column - 1] for row in grid)
    }
    return [
        [
            ""
            if number == "" or (i and column in joined_columns and number == row[column - 1])
            else texts[int(number)]
            for column, number in enumerate(row)
            if column not in doubled
        ]
        for i, row in enumerate(grid)
    ]


def span(cell: Cell, name: str, rest: int = 1_000) -> int:
    value = cell.element.get(name)
    if value is None:
        return min(1, rest)
    value = value.strip()
    number = int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else 1
    return min(rest if number == 0 and name == "rowspan" else max(number, 1), rest, 1_000)


def _is_spanned(cell: Cell) -> bool:
    return cell.element.get("colspan") is not None or cell.element.get("rowspan") is not None


def merged(head: Sequence[Sequence[str]]) -> list[str]:
    """The names of columns from the rows of the head: "Fares" above "Adult" is "Fares Adult"."""
    width = max(map(len, head), default=0)
    return [
        " ".join(dict.fromkeys(row[column] for row in head if column < len(row) and row[column]))
        for column in range(width)
    ]


def parts(
    rows: Sequence[Sequence[Cell]], grid: Sequence[list[str]], width: int
) -> Iterator[tuple[list[list[str]], str]]:
    """The rows up to each note over all columns. Those below a group's name begin with it."""
    names = [spanning(row, width) for row in rows]
    is_group = [
        bool(name) and len(name) <= _MAX_LABEL and name[-1] not in ".!?" and not following
        for name, following in pairwise((*names, "end"))
    ]
    part: list[list[str]] = []
    group = ""
    for name, starts_group, row in zip(names, is_group, grid, strict=True):
        if starts_group:
            group = name
        elif name:
            yield part, name
            part = []
        else:
            part.append([group, *row] if any(is_group) else row)
    yield part, ""


def spanning(row: Sequence[Cell], width: int) -> str:
    """The text of a row's only cell, if it runs over all columns."""
    return row[0].text if len(row) == 1 < width <= span(row[0], "colspan") else ""

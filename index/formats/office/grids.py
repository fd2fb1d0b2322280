"""Tables of office documents whose format says which rows name the columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar
from xml.etree.ElementTree import Element

from index.formats.extract import ExtractedText
from index.formats.tables import add_table, names_columns

T = TypeVar("T")

MAX_CELLS = 2_000_000
"""Of one table, repeated cells included."""

_LAYOUT_PARAGRAPHS = 6  # in one cell: a page is laid out in columns, these are no values
_LAYOUT_CHARS = 1_500  # in one cell
_DIGIT = re.compile(r"\d")
_NAME = re.compile(
    r"\w+(-\w+)*( [a-z(][\w)-]*)*"
)  # of a column: only its first word is capitalised


@dataclass(slots=True)
class Cell:
    """The blocks of a cell. `nested` are the tables in it that are read on their own."""

    blocks: list[Element]
    nested: list[Element] = field(default_factory=list)
    text: str = ""
    paragraphs: int = 0
    """How many of the blocks have words."""
    length: int = 0
    """Characters in them."""


@dataclass(slots=True)
class Grid:
    """The rows of a table; a merged cell stands in each place that it fills."""

    rows: list[list[Cell | None]]
    header_rows: int | None
    """How many rows at the top name the columns; None if the document does not say."""
    has_labels: bool = False
    """Whether the first column looks like names of what stands beside it."""

    @property
    def is_layout(self) -> bool:
        """True for a frame around text and for columns of whole paragraphs."""
        filled = [cell for cell in self.cells() if cell.paragraphs]
        if max(map(len, self.rows), default=0) < 2 or len(filled) < 2:
            return True
        if len(self.rows) == 1 and any(cell.nested for cell in filled):
            return True
        is_long = any(
            cell.paragraphs > _LAYOUT_PARAGRAPHS or cell.length > _LAYOUT_CHARS for cell in filled
        )
        return is_long and (len(self.rows) <= 3 or (self.header_rows is None and len(filled) <= 4))

    @property
    def has_spans(self) -> bool:
        """True if a row is one cell over the whole width."""
        return any(
            len(row) > 1 and row[0] is not None and all(cell is row[0] for cell in row)
            for row in self.rows
        )

    @property
    def has_merged(self) -> bool:
        """True if a cell spans columns."""
        pairs = (pair for row in self.rows for pair in pairwise(row))
        return any(left is right and left is not None for left, right in pairs)

    def cells(self) -> Iterator[Cell]:
        """Each cell once, in reading order."""
        seen: set[int] = set()
        for row in self.rows:
            for cell in row:
                if cell is not None and id(cell) not in seen:
                    seen.add(id(cell))
                    yield cell

    def segments(self) -> Iterator[tuple[list[list[str]], list[Element]]]:
        """The texts of all rows; or, if cells contain tables, of the rows up to such a one with
        the column names, and the tables to be added after them."""
        texts = [["" if cell is None else cell.text for cell in row] for row in self.rows]
        has_nested = any(cell.nested for cell in self.cells())
        if has_nested and self.header_rows is None and names_columns(texts[0], texts[1:]):
            self.header_rows = 1
        names = texts[: self.header_rows or 0]
        pending: list[list[str]] = []
        seen: set[int] = set()
        for place, row in enumerate(self.rows):
            pending.append(texts[place])
            cells = [cell for cell in row if cell is not None and id(cell) not in seen]
            seen.update(map(id, cells))
            if nested := list(dict.fromkeys(table for cell in cells for table in cell.nested)):
                yield pending, nested
                pending = list(names)
        if pending[len(names) :] or not has_nested:
            yield pending, []

    def contents(self) -> Iterator[Element]:
        """An element per cell with its blocks, to be read as if there were no table."""
        for cell in self.cells():
            holder = Element("body")
            holder.extend(cell.blocks)
            yield holder


def add_grid(
    extract: ExtractedText,
    grid: Grid,
    add: Callable[[Element], None],
    add_table: Callable[[Element], None],
    cell_text: Callable[[Cell, list[T]], str],
) -> list[T]:
    """Adds a table as rows, or as paragraphs if it only arranges them on the page.

    `add` adds the blocks of an element, `add_table` a table within a cell, `cell_text` reads a
    cell and appends the paragraphs to which something is anchored. Returns these paragraphs.
    """
    anchored: list[T] = []
    if grid.is_layout:
        for element in grid.contents():
            add(element)
        return anchored
    for cell in grid.cells():
        cell.text = cell_text(cell, anchored)
    for rows, nested in grid.segments():
        add_rows(
            extract,
            rows,
            grid.header_rows,
            has_labels=grid.has_labels,
            has_spans=grid.has_spans,
            has_merged=grid.has_merged,
        )
        for table in nested:
            add_table(table)
    return anchored


def add_rows(
    extract: ExtractedText,
    rows: Sequence[Sequence[str]],
    header_rows: int | None = None,
    *,
    has_labels: bool = False,
    has_spans: bool = True,
    has_merged: bool | None = None,
) -> None:
    """Adds the rows of a table, spanned cells repeated. Blank rows and columns do not divide it.

    `header_rows` says how many rows at the top name the columns; None: that is found out from the
    values. `has_labels` says that the first column is set as labels: of two columns, these are
    then names and values. `has_spans` says that a cell may extend over a whole row, `has_merged`
    (`has_spans` by default) that one may over some columns.
    """
    body = [row for row in rows if any(map(str.strip, row))]
    width = max(map(len, body), default=0)
    filled = [
        column
        for column in range(width)
        if any(len(row) > column and row[column].strip() for row in body)
    ]
    body = [[row[column] if len(row) > column else "" for column in filled] for row in body]
    if header_rows is None and len(filled) == 2 and (has_labels or _are_pairs(body)):
        header_rows = 0
    add_table(extract, body, has_header=header_rows, has_spans=has_spans, has_merged=has_merged)


def _are_pairs(rows: Sequence[Sequence[str]]) -> bool:
    """True for names and values in two columns without names of their own.

    That is so for two rows of words, of which the first is not more likely to be names; and where
    a good part of the values, but not all, have digits and the first is not such as a name.
    """
    has_digit = [bool(_DIGIT.search(value)) for _, value in rows]
    if any(_DIGIT.search(name) for name, _ in rows) or has_digit[0]:
        return False
    below = has_digit[1:]
    is_mixed = len(below) > 1 and not all(below) and sum(below) > len(below) / 3
    return not any(has_digit) if len(rows) == 2 else is_mixed and not _NAME.fullmatch(rows[0][1])


def in_one_line(texts: list[str]) -> str:
    """The paragraphs of a cell; numbers below each other stay apart."""
    line = ""
    for text in (" ".join(text.split()) for text in texts):
        glued = line[-1:].isdigit() and text[:1].isdigit()
        line += f"{', ' if glued else ' ' if line and text else ''}{text}"
    return line

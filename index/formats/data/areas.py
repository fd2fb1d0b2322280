"""Finds the tables of a grid: blank rows and columns separate them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from index.errors import PinciteError
from index.formats.data.kinds import kind_of
from index.formats.limits import MAX_LINES

Area = tuple[int, list[list[str]]]
"""The column at which a table starts, and its rows, each with a value."""

_MAX_CELLS = 20_000_000  # empty ones included
_MAX_COLUMNS = 2_000  # of a grid in which tables side by side are looked for
_HEAD = 50  # rows of which one without an empty cell says that there is no empty column
_MAX_NESTING = 8


def find_areas(rows: Iterable[Sequence[str]]) -> Iterator[Area]:
    """The tables of a grid, white space in cells collapsed.

    Raises PinciteError for more rows than a document may have.
    """
    for block in _between_blank_rows(clean_rows(rows)):
        yield from _beside(0, block, _MAX_NESTING)


def clean_rows(rows: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    """The rows with white space in cells collapsed; [] for rows without a value.

    Raises PinciteError for more rows than a document may have, or more cells than fit in memory.
    """
    count, size = 0, 0
    for row in rows:
        cells = list(row) if _is_clean(row) else [" ".join(cell.split()) for cell in row]
        if not any(cells):
            yield []
            continue
        count += 1
        size += len(cells)
        if count > MAX_LINES:
            raise PinciteError(f"it has more than {MAX_LINES:,} lines or rows. Split it.")
        if size > _MAX_CELLS:
            raise PinciteError(f"its tables have more than {_MAX_CELLS:,} cells. Split it.")
        yield cells


def _is_clean(row: Sequence[str]) -> bool:
    """True if no cell has white space to be collapsed."""
    text = "|".join(("", *row, ""))
    return (
        text.isprintable() and "  " not in text and "| " not in text and " |" not in text
    )  # of all white space, only the space is printable


def _between_blank_rows(rows: Iterable[list[str]]) -> Iterator[list[list[str]]]:
    block: list[list[str]] = []
    for row in rows:
        if row:
            block.append(row)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _beside(offset: int, block: list[list[str]], nesting: int) -> Iterator[Area]:
    """The tables that stand beside each other in a block, from left to right."""
    gap = _gap(block) if nesting else None
    if gap is None:
        yield offset, block
        return
    before, after = gap
    for start, rows in (
        (0, [row[:before] for row in block]),
        (after, [row[after:] for row in block]),
    ):
        for part in _between_blank_rows(row if any(row) else [] for row in rows):
            yield from _beside(offset + start, part, nesting - 1)


def _gap(block: list[list[str]]) -> tuple[int, int] | None:
    """The first empty columns that separate two tables: end of the left, start of the right one.

    Both have more than one column, and the right one begins with a column of different words:
    numbers beside an empty column belong to the names on the left.
    """
    width = max(map(len, block))
    is_dense = any(len(row) == width and all(row) and len(set(row)) > 1 for row in block[:_HEAD])
    if is_dense or width > _MAX_COLUMNS:
        return None
    used = [0] * width
    for row in block:
        if len(set(filter(None, row))) > 1:  # a title may be merged over both
            for column, cell in enumerate(row):
                used[column] += bool(cell)
    filled = [column for column in range(width) if used[column]]
    for place, (before, after) in enumerate(pairwise(filled), 1):
        if after - before > 1 and 1 < place < len(filled) - 1 and _starts_table(block, after):
            return before + 1, after
    return None


def _starts_table(block: list[list[str]], column: int) -> bool:
    cells = [row[column] for row in block if column < len(row) and row[column]]
    words = sum(kind_of(cell) in ("words", "code") for cell in cells)
    return len(cells) > 1 and len(set(cells)) == len(cells) and 2 * words > len(cells)

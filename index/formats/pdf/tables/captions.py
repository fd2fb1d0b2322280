"""Values with small captions above or below them, as on cards, forms and invoices."""

from __future__ import annotations

from collections.abc import Sequence

from index.formats.pdf.boxes import bounding_box
from index.formats.pdf.layout.page import Line, Table

_SMALL = 0.88  # of the height of the values
_ALIGNED = 2.5  # points, between the left sides of a caption and its value
_MAX_GAP = 2.0  # times the height, between a caption and its value
_MAX_CHARS = 60  # of one of them


def captioned_values(rows: Sequence[list[Line]]) -> list[Table]:
    """Tables of two rows, the captions as the names of columns; from the top of the page.

    What goes on in the same columns and letters is a longer table, or text in columns.
    """
    tables: list[Table] = []
    at = 0
    while at + 1 < len(rows):
        one, other = rows[at], rows[at + 1]
        if not _are_pairs(one, other) or any(
            _goes_on(rows[near], pair)
            for near, pair in ((at - 1, one), (at + 2, other))
            if 0 <= near < len(rows)
        ):
            at += 1
            continue
        captions, values = (one, other) if one[0].height < other[0].height else (other, one)
        lines = [*captions, *values]
        cells = [[line.text for line in row] for row in (captions, values)]
        tables.append(Table(bounding_box([x.box for x in lines]), cells, lines, "set apart"))
        at += 2
    return tables


def _are_pairs(one: Sequence[Line], other: Sequence[Line]) -> bool:
    """Whether each line of a row has one right above or below it, in smaller or larger letters."""
    if not 2 <= len(one) == len(other):
        return False
    low, high = sorted((one[0].height, other[0].height))
    if low > _SMALL * high or one[0].box[1] - other[0].box[1] > _MAX_GAP * high:
        return False
    if not all(_is_cell(line) for line in (*one, *other)):
        return False
    same = all(abs(line.height - row[0].height) < 0.1 for row in (one, other) for line in row)
    return same and all(_are_aligned(a, b) for a, b in zip(one, other, strict=True))


def _is_cell(line: Line) -> bool:
    return len(line.text) <= _MAX_CHARS and any(map(str.isalnum, line.text))


def _are_aligned(one: Line, other: Line) -> bool:
    return abs(one.box[0] - other.box[0]) < _ALIGNED


def _goes_on(row: Sequence[Line], pair: Sequence[Line]) -> bool:
    """Whether a row near a pair has lines in its columns, in the same letters."""
    return any(
        _are_aligned(a, b) and abs(a.height - b.height) < 0.1 and len(row) > 1
        for a in row
        for b in pair
    )

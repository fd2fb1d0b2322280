"""The reading order of the shapes of a slide: rows and columns, found by the gaps between them."""

from __future__ import annotations

from collections.abc import Sequence

Box = tuple[int, int, int, int]
"""Left, top, right and bottom, all in one unit."""

_SHARE = 0.1  # of a shape may overlap with the next one
_CLEARLY = 1.5  # columns are read one by one if the gap between them is so much wider
_MAX_SHAPES = 400
_MAX_DEPTH = 30

Unit = tuple[Box, list[int]]


def reading_order(boxes: Sequence[Box | None]) -> list[int]:
    """The places of the boxes in the order of reading. One without a box follows the one before.

    >>> reading_order([(6, 0, 9, 9), (0, 0, 4, 4), None, (0, 5, 4, 9)])
    [1, 2, 3, 0]
    """
    units: list[Unit] = []
    for place, box in enumerate(boxes):
        if box is None and units:
            units[-1][1].append(place)
        else:
            units.append((box or (0, 0, 0, 0), [place]))
    return _ordered(units)


def _ordered(units: Sequence[Unit], depth: int = 0) -> list[int]:
    """Cuts the slide along the widest gaps into rows and columns, and those again."""
    if len(units) < 2:
        return [place for _, unit in units for place in unit]
    rows, row_gap = _cut(units, 1)
    columns, column_gap = _cut(units, 0)
    if len(units) > _MAX_SHAPES or depth > _MAX_DEPTH or len(rows) == len(columns) == 1:
        by_place = sorted(units, key=lambda each: (each[0][1], each[0][0]))
        return [place for _, unit in by_place for place in unit]
    by_columns = len(rows) == 1 or (len(columns) > 1 and column_gap > _CLEARLY * row_gap)
    parts = columns if by_columns else rows
    return [place for part in parts for place in _ordered(part, depth + 1)]


def _cut(units: Sequence[Unit], axis: int) -> tuple[list[list[Unit]], float]:
    """Groups of units that do not overlap on an axis (0: from left to right), and the widest gap
    between them."""
    groups: list[list[Unit]] = []
    end, widest = float("-inf"), float("-inf")
    for box, unit in sorted(units, key=lambda each: (each[0][axis], each[0][1 - axis])):
        length = box[axis + 2] - box[axis]
        start = box[axis] + _SHARE * length
        if start >= end:
            if groups:
                widest = max(widest, start - end)
            groups.append([])
        groups[-1].append((box, unit))
        end = max(end, box[axis + 2] - _SHARE * length)
    return groups, widest

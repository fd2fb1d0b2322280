"""Columns of aligned text: upright strips that are empty in every line of a table divide them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

from index.formats.pdf.boxes import Box
from index.formats.pdf.layout.page import Line, Word, text_of

Interval = tuple[float, float]

_MIN_RIVER = 0.6  # times the height, between two columns within a line


class Part:
    """Words of a line between wide spaces, or at its ends; as high as the whole line."""

    __slots__ = ("box", "height", "words")

    def __init__(self, words: list[Word], line: Line) -> None:
        self.words = words
        self.box: Box = (words[0].box[0], line.box[1], words[-1].box[2], line.box[3])
        self.height = line.height

    @property
    def text(self) -> str:
        return text_of(self.words)


@dataclass(slots=True)
class Row:
    """Lines side by side, and their parts: what a wide space or a cell's border would divide."""

    parts: list[Line | Part]
    lines: list[Line]

    @property
    def height(self) -> float:
        return self.parts[0].height


def merged(intervals: Sequence[Interval], gap: float = 0.0) -> list[Interval]:
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1] + gap:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def place_of(columns: Sequence[Interval], box: Box) -> int:
    """The column that shares most with a box: the one with its middle, if there is one."""
    middle = (box[0] + box[2]) / 2
    place = bisect_right(columns, (middle, inf)) - 1
    if place >= 0 and middle <= columns[place][1]:
        return place
    shares = [min(end, box[2]) - max(start, box[0]) for start, end in columns]
    return shares.index(max(shares))


def count_touched(columns: Sequence[Interval], line: Line | Part) -> int:
    return sum(start < line.box[2] and line.box[0] < end for start, end in columns)


def columns_of(group: Sequence[Row]) -> list[Interval]:
    """Columns of a group: no part crosses the space between them. Narrow spaces count, too."""
    several = [row for row in group if len(row.parts) > 1]
    wide = merged([(part.box[0], part.box[2]) for row in several for part in row.parts])
    for row in group:
        if len(row.parts) == 1 and count_touched(wide, row.parts[0]) == 1:
            wide = merged([*wide, (row.parts[0].box[0], row.parts[0].box[2])])
    columns: list[Interval] = []
    for start, end in wide:
        inside = [
            [word.box for part in row.parts for word in part.words if start <= word.box[0] < end]
            for row in several
        ]
        columns += _narrow_columns([boxes for boxes in inside if boxes], (start, end))
    return _complementary(columns, several)


def _narrow_columns(rows: Sequence[Sequence[Box]], whole: Interval) -> list[Interval]:
    """Parts of a column: each line has a space between them, most have words on both sides."""
    if not rows:
        return [whole]
    height = median(box[3] - box[1] for row in rows for box in row)
    gap = _MIN_RIVER * height
    columns = merged([(box[0], box[2]) for row in rows for box in row], gap)
    for place in range(len(columns) - 1, 0, -1):
        river = (columns[place - 1][1] + columns[place][0]) / 2
        both = sum(
            any(b[0] < river for b in row) and any(b[0] > river for b in row) for row in rows
        )
        if both < max(3, 0.6 * len(rows)):
            columns[place - 1 : place + 1] = [(columns[place - 1][0], columns[place][1])]
    if len(columns) == 1:
        return [whole]
    return columns


def _complementary(columns: list[Interval], rows: Sequence[Row]) -> list[Interval]:
    """Columns; a name at the left and the numbers below it at the right are one."""
    filled = [{place_of(columns, part.box) for part in row.parts} for row in rows]
    for place in range(len(columns) - 1, 0, -1):
        left = [number for number, row in enumerate(filled) if place - 1 in row]
        right = [number for number, row in enumerate(filled) if place in row]
        if set(left).isdisjoint(right) and 0 in (max(left, default=0), max(right, default=0)):
            columns[place - 1 : place + 1] = [(columns[place - 1][0], columns[place][1])]
            filled = [{i if i < place else i - 1 for i in each} for each in filled]
    return columns

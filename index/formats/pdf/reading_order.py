"""From lines on a page to text in reading order: which column comes first, which lines are one paragraph. Pure geometry.

Boxes are (left, bottom, right, top) in points, y upwards, as PDF has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

Box = tuple[float, float, float, float]

_BINS = 100  # of the page's width, in which gutters are looked for
_FEWEST_LINES = 4  # of a column
_MOST_ACROSS = 0.4  # of the lines may run over both columns: titles, wide figures
_LEAST_FILL = (
    0.5  # of a column's width is what its middling line takes; the cells of a table take less
)
_LIST_ITEM = re.compile(r"([-*•–—◦▪]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)]|\(?[ivxlc]{1,5}[.)])\s")

LINE_ENDS = ("\ufffe", "\x02", "-", "\xad", "\u2010")
"""Hyphens: first pdfium's own signs for one at a line end."""


@dataclass(frozen=True, slots=True)
class Line:
    """Characters [start, end) of a page's raw text and where they stand."""

    start: int
    end: int
    box: Box
    text: str

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


def blocks(
    boxes: Sequence[Box], indices: Sequence[int] | None = None, depth: int = 0
) -> list[list[int]]:
    """Indices of `boxes` in reading order, a list for each run of lines that stand below one another.

    Where a gutter parts enough lines to the left from enough to the right, the left ones come first; lines across the gutter cut the
    page into bands, which are read from the top.

    >>> blocks([(10, 90 - y, 40, 98 - y) for y in range(0, 50, 10)] + [(60, 90 - y, 90, 98 - y) for y in range(0, 50, 10)])
    [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]
    """
    chosen = list(range(len(boxes))) if indices is None else list(indices)
    gutter = _gutter([boxes[i] for i in chosen]) if depth < 3 else None
    if gutter is None:
        return [_downwards(boxes, chosen)] if chosen else []
    found: list[list[int]] = []
    for band in _bands(boxes, chosen, gutter):
        if _crosses(boxes[band[0]], gutter):
            found.append(_downwards(boxes, band))
            continue
        for side in (
            [i for i in band if boxes[i][2] <= gutter],
            [i for i in band if boxes[i][2] > gutter],
        ):
            found += blocks(boxes, side, depth + 1)
    return found


def _gutter(boxes: Sequence[Box]) -> float | None:
    """The x of the widest support: no or few lines across it, full columns on both sides."""
    if len(boxes) < 2 * _FEWEST_LINES:
        return None
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    if right - left < 1:
        return None
    ends, starts = [0] * (_BINS + 2), [0] * (_BINS + 2)
    for box in boxes:
        ends[int((box[2] - left) / (right - left) * _BINS) + 1] += 1
        starts[int((box[0] - left) / (right - left) * _BINS)] += 1
    before, after, best = 0, len(boxes), (0, 0.0)
    for place in range(_BINS + 1):
        before += ends[place]
        here = min(before, after) - 2 * (len(boxes) - before - after)
        if (
            here > best[0]
            and min(before, after) >= _FEWEST_LINES
            and len(boxes) - before - after <= _MOST_ACROSS * len(boxes)
        ):
            best = here, left + (right - left) * place / _BINS
        after -= starts[place]
    return best[1] if best[0] > 0 and _full(boxes, best[1]) else None


def _full(boxes: Sequence[Box], gutter: float) -> bool:
    """Are these columns of prose on both sides, side by side, rather than the cells of a table?"""
    sides = [[box for box in boxes if box[2] <= gutter], [box for box in boxes if box[0] >= gutter]]
    for side in sides:
        width = max(box[2] for box in side) - min(box[0] for box in side)
        if median(box[2] - box[0] for box in side) < _LEAST_FILL * width or width < 5 * median(
            box[3] - box[1] for box in side
        ):
            return False
    bottom, top = (
        max(min(box[1] for box in side) for side in sides),
        min(max(box[3] for box in side) for side in sides),
    )
    return bottom < top


def _bands(boxes: Sequence[Box], chosen: Sequence[int], gutter: float) -> Iterator[list[int]]:
    """Downwards: runs of lines across the gutter, and of lines beside it."""
    band: list[int] = []
    for i in sorted(chosen, key=lambda i: -(boxes[i][1] + boxes[i][3])):
        if band and _crosses(boxes[i], gutter) != _crosses(boxes[band[-1]], gutter):
            yield band
            band = []
        band.append(i)
    yield band


def _crosses(box: Box, gutter: float) -> bool:
    return box[0] < gutter < box[2]


def _downwards(boxes: Sequence[Box], chosen: Sequence[int]) -> list[int]:
    """Line by line from the top; what stands on one line from left to right."""
    lines: list[list[int]] = []
    for i in sorted(chosen, key=lambda i: (-(boxes[i][1] + boxes[i][3]), i)):
        if lines and are_side_by_side(boxes[lines[-1][0]], boxes[i]):
            lines[-1].append(i)
        else:
            lines.append([i])
    return [i for line in lines for i in sorted(line, key=lambda i: (boxes[i][0], i))]


def are_side_by_side(one: Box, other: Box) -> bool:
    """On one line: they share more than half of the lower one's height."""
    low, high = (one, other) if one[3] - one[1] < other[3] - other[1] else (other, one)
    top = low[3] if low[3] < high[3] else high[3]
    bottom = low[1] if low[1] > high[1] else high[1]
    return top - bottom > 0.5 * (low[3] - low[1])


def sort_lines(boxes: Sequence[Box], found: Sequence[Sequence[int]]) -> bool:
    """Is the reading order the order in which the boxes came (but for those side by side within a block)?"""
    before = -1
    for block in found:
        for place, i in enumerate(block):
            if i < before and not (place and are_side_by_side(boxes[block[place - 1]], boxes[i])):
                return False
            before = max(before, i)
    return True


def rotated(box: Box, degrees: int) -> Box:
    """The box as it lies when the page is turned clockwise by a multiple of 90 degrees, about the origin."""
    left, bottom, right, top = box
    if degrees % 360 == 90:
        return bottom, -right, top, -left
    if degrees % 360 == 180:
        return -right, -top, -left, -bottom
    return (-top, left, -bottom, right) if degrees % 360 == 270 else box


def bounding_box(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds them all."""
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines of one block that are one paragraph."""
    edge = max((line.box[2] for line in lines), default=0.0)
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and _begins(paragraph[-1], line, edge):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _begins(above: Line, line: Line, edge: float) -> bool:
    """Is `line` a new paragraph? The line above was left short, or there is room between, other type, or a list item."""
    if are_side_by_side(above.box, line.box) or (
        above.text[-1:] in LINE_ENDS and above.text[-2:-1].isalnum()
    ):
        return False
    height = max(min(above.height, line.height), 1.0)
    first = line.text.split(maxsplit=1)[0] if line.text.strip() else ""
    room = edge - above.box[2]
    needed = (len(first) + 1) * (line.box[2] - line.box[0]) / max(len(line.text), 1)
    return (
        above.box[1] - line.box[3] > 0.6 * height
        or line.box[1] > above.box[3]
        or max(above.height, line.height) > 1.25 * height
        or room > needed + height
        or _LIST_ITEM.match(line.text) is not None
    )

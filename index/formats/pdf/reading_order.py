"""Reading order of a PDF page from the geometry of its lines: columns, bands, paragraphs.

Boxes are (left, bottom, right, top) in points, y upwards, as in PDF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

Box = tuple[float, float, float, float]

_BINS = 100  # parts of the page's width in which a gutter is searched
_MIN_COLUMN_LINES = 4
_MAX_ACROSS = 0.4  # share of the lines that may cross the gutter: titles, wide figures
_MIN_FILL = 0.5  # median line width / column width; in the cells of a table it is less
_LIST_ITEM = re.compile(r"([-*•–—◦▪]|\(?\d{1,3}[.)]|\(?[A-Za-z][.)]|\(?[ivxlc]{1,5}[.)])\s")

LINE_ENDS = ("\ufffe", "\x02", "-", "\xad", "\u2010")
"""Hyphens at a line end; the first two are pdfium's own characters for one."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line: characters [start, end) of a page's raw text, their box and their text."""

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
    """Indices of `boxes` in reading order, one list per block of lines below one another.

    If a gutter separates two columns, the left one is read first. Lines that cross the gutter
    divide the page into bands, which are read from the top.

    >>> left = [(10, 90 - y, 40, 98 - y) for y in range(0, 50, 10)]
    >>> right = [(60, 90 - y, 90, 98 - y) for y in range(0, 50, 10)]
    >>> blocks(left + right)
    [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]
    """
    chosen = list(range(len(boxes))) if indices is None else list(indices)
    gutter = _gutter([boxes[i] for i in chosen]) if depth < 3 else None
    if gutter is None:
        return [_top_down(boxes, chosen)] if chosen else []
    result: list[list[int]] = []
    for band in _bands(boxes, chosen, gutter):
        if _crosses(boxes[band[0]], gutter):
            result.append(_top_down(boxes, band))
            continue
        left = [i for i in band if boxes[i][2] <= gutter]
        right = [i for i in band if boxes[i][2] > gutter]
        result += blocks(boxes, left, depth + 1)
        result += blocks(boxes, right, depth + 1)
    return result


def _gutter(boxes: Sequence[Box]) -> float | None:
    """The x with few or no lines across it and most lines on both sides; None if there is none."""
    if len(boxes) < 2 * _MIN_COLUMN_LINES:
        return None
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    if right - left < 1:
        return None
    ends, starts = [0] * (_BINS + 2), [0] * (_BINS + 2)
    for box in boxes:
        ends[int((box[2] - left) / (right - left) * _BINS) + 1] += 1
        starts[int((box[0] - left) / (right - left) * _BINS)] += 1
    before, after = 0, len(boxes)
    best_score, gutter = 0, 0.0
    for i in range(_BINS + 1):
        before += ends[i]
        across = len(boxes) - before - after
        score = min(before, after) - 2 * across
        enough_lines = min(before, after) >= _MIN_COLUMN_LINES
        if score > best_score and enough_lines and across <= _MAX_ACROSS * len(boxes):
            best_score, gutter = score, left + (right - left) * i / _BINS
        after -= starts[i]
    return gutter if best_score > 0 and _are_columns(boxes, gutter) else None


def _are_columns(boxes: Sequence[Box], gutter: float) -> bool:
    """Whether both sides are columns of prose, side by side, rather than cells of a table."""
    sides = [[box for box in boxes if box[2] <= gutter], [box for box in boxes if box[0] >= gutter]]
    for side in sides:
        width = max(box[2] for box in side) - min(box[0] for box in side)
        line_width = median(box[2] - box[0] for box in side)
        line_height = median(box[3] - box[1] for box in side)
        if line_width < _MIN_FILL * width or width < 5 * line_height:
            return False
    bottom = max(min(box[1] for box in side) for side in sides)
    top = min(max(box[3] for box in side) for side in sides)
    return bottom < top


def _bands(boxes: Sequence[Box], chosen: Sequence[int], gutter: float) -> Iterator[list[int]]:
    """From the top: groups of lines that all cross the gutter, or all do not."""
    band: list[int] = []
    for i in sorted(chosen, key=lambda i: -(boxes[i][1] + boxes[i][3])):
        if band and _crosses(boxes[i], gutter) != _crosses(boxes[band[-1]], gutter):
            yield band
            band = []
        band.append(i)
    yield band


def _crosses(box: Box, gutter: float) -> bool:
    return box[0] < gutter < box[2]


def _top_down(boxes: Sequence[Box], chosen: Sequence[int]) -> list[int]:
    """Line by line from the top, and each line from left to right."""
    lines: list[list[int]] = []
    for i in sorted(chosen, key=lambda i: (-(boxes[i][1] + boxes[i][3]), i)):
        if lines and are_side_by_side(boxes[lines[-1][0]], boxes[i]):
            lines[-1].append(i)
        else:
            lines.append([i])
    return [i for line in lines for i in sorted(line, key=lambda i: (boxes[i][0], i))]


def are_side_by_side(one: Box, other: Box) -> bool:
    """Whether two boxes are on one line: they share over half of the smaller one's height."""
    low, high = (one, other) if one[3] - one[1] < other[3] - other[1] else (other, one)
    top = low[3] if low[3] < high[3] else high[3]
    bottom = low[1] if low[1] > high[1] else high[1]
    return top - bottom > 0.5 * (low[3] - low[1])


def is_in_reading_order(boxes: Sequence[Box], order: Sequence[Sequence[int]]) -> bool:
    """Whether the boxes come in reading order already; `order` is the result of `blocks`.

    Boxes side by side on one line of a block may come in any order.
    """
    last = -1
    for block in order:
        for position, i in enumerate(block):
            beside = position > 0 and are_side_by_side(boxes[block[position - 1]], boxes[i])
            if i < last and not beside:
                return False
            last = max(last, i)
    return True


def rotated(box: Box, degrees: int) -> Box:
    """The box after turning the page clockwise by a multiple of 90 degrees about the origin."""
    left, bottom, right, top = box
    if degrees % 360 == 90:
        return bottom, -right, top, -left
    if degrees % 360 == 180:
        return -right, -top, -left, -bottom
    return (-top, left, -bottom, right) if degrees % 360 == 270 else box


def bounding_box(boxes: Sequence[Box]) -> Box:
    """The smallest box that contains all of them."""
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of one block, grouped into paragraphs."""
    right_edge = max((line.box[2] for line in lines), default=0.0)
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and _starts_paragraph(paragraph[-1], line, right_edge):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _starts_paragraph(above: Line, line: Line, right_edge: float) -> bool:
    """Whether `line` starts a paragraph.

    It does if there is space between the lines, if they differ in height, if the line above is
    short although the next word would fit, or if it is a list item.
    """
    ends_with_hyphen = above.text[-1:] in LINE_ENDS and above.text[-2:-1].isalnum()
    if ends_with_hyphen or are_side_by_side(above.box, line.box):
        return False
    height = max(min(above.height, line.height), 1.0)
    first_word = line.text.split(maxsplit=1)[0] if line.text.strip() else ""
    room = right_edge - above.box[2]
    char_width = (line.box[2] - line.box[0]) / max(len(line.text), 1)
    return (
        above.box[1] - line.box[3] > 0.6 * height
        or line.box[1] > above.box[3]
        or max(above.height, line.height) > 1.25 * height
        or room > (len(first_word) + 1) * char_width + height
        or _LIST_ITEM.match(line.text) is not None
    )

"""Boxes on a PDF page: (left, bottom, right, top) in points, y upwards, as in PDF."""

from __future__ import annotations

from collections.abc import Sequence

Box = tuple[float, float, float, float]

LINE_ENDS = ("\ufffe", "\x02", "-", "\xad", "\u2010")
"""Hyphens at a line end; the first two are pdfium's own characters for one."""


def are_side_by_side(one: Box, other: Box) -> bool:
    """Whether two boxes are on one line: they share over half of the smaller one's height."""
    low, high = (one, other) if one[3] - one[1] < other[3] - other[1] else (other, one)
    top = low[3] if low[3] < high[3] else high[3]
    bottom = low[1] if low[1] > high[1] else high[1]
    return top - bottom > 0.5 * (low[3] - low[1])


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

"""Shapes of a slide in reading order: by their places, which placeholders take from the layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from index.formats.office.markup import choice, number

Box = tuple[int, int, int, int]
"""Left, top, right and bottom, in EMU."""

_SHAPES = frozenset(("sp", "grpSp", "graphicFrame", "pic", "oleObj", "chart", "contentPart"))
_TITLES = frozenset(("title", "ctrTitle"))
_SHARE = 0.1  # of a shape may overlap with the next one
_CLEARLY = 1.5  # columns are read one by one if the gap between them is so much wider
_MAX_SHAPES = 400
_MAX_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Shape:
    node: Element
    box: Box | None
    """None if neither the shape nor a layout says where it is."""

    @property
    def placeholder(self) -> str | None:
        """The type of a placeholder, "obj" if it states none; None for another shape."""
        node = _placeholder(self.node)
        return None if node is None else node.get("type", "obj")

    @property
    def is_title(self) -> bool:
        return self.placeholder in _TITLES


class Layouts:
    """The places of placeholders in the slide's layout and its master."""

    def __init__(self, *roots: Element | None) -> None:
        self._placed = [
            (mark, box)
            for root in roots
            if root is not None
            for shape in root.iter("sp")
            if (mark := _placeholder(shape)) is not None and (box := _stated_box(shape)) is not None
        ]

    def box(self, shape: Element) -> Box | None:
        """The place that the shape states, or that of the placeholder that it fills."""
        own = _stated_box(shape)
        mark = _placeholder(shape)
        if own is not None or mark is None:
            return own
        index, kind = mark.get("idx", ""), _kind(mark)
        for same in (
            lambda other: bool(index) and other.get("idx", "") == index,
            lambda other: _kind(other) == kind,
        ):
            for other, box in self._placed:
                if same(other):
                    return box
        return None


def shapes_of(tree: Element, layouts: Layouts) -> list[Shape]:
    """The shapes of a slide or group in reading order, titles first."""
    shapes = [Shape(node, layouts.box(node)) for node in _shapes(tree)]
    titles = [shape for shape in shapes if shape.is_title]
    return [*titles, *_ordered(_units([shape for shape in shapes if not shape.is_title]))]


def _shapes(tree: Element) -> Iterator[Element]:
    for child in tree:
        if child.tag == "AlternateContent":
            yield from _shapes(choice(child))
        elif child.tag in _SHAPES:
            yield child


def _units(shapes: Sequence[Shape]) -> list[list[Shape]]:
    """Shapes with a place, each with those after it that have none."""
    units: list[list[Shape]] = []
    for shape in shapes:
        if shape.box is None and units:
            units[-1].append(shape)
        else:
            units.append([shape])
    return units


def _ordered(units: list[list[Shape]], depth: int = 0) -> list[Shape]:
    """Cuts the slide along the widest gaps into rows and columns, and those again."""
    placed = [(unit[0].box or (0, 0, 0, 0), unit) for unit in units]
    if len(units) < 2:
        return [shape for unit in units for shape in unit]
    rows, row_gap = _cut(placed, 1)
    columns, column_gap = _cut(placed, 0)
    if len(units) > _MAX_SHAPES or depth > _MAX_DEPTH or len(rows) == len(columns) == 1:
        placed.sort(key=lambda each: (each[0][1], each[0][0]))
        return [shape for _, unit in placed for shape in unit]
    by_columns = len(rows) == 1 or (len(columns) > 1 and column_gap > _CLEARLY * row_gap)
    parts = columns if by_columns else rows
    return [shape for part in parts for shape in _ordered(part, depth + 1)]


def _cut(
    placed: Sequence[tuple[Box, list[Shape]]], axis: int
) -> tuple[list[list[list[Shape]]], float]:
    """Groups of units that do not overlap on an axis (0: from left to right), and the widest gap
    between them."""
    groups: list[list[list[Shape]]] = []
    end, widest = float("-inf"), float("-inf")
    for box, unit in sorted(placed, key=lambda each: (each[0][axis], each[0][1 - axis])):
        length = box[axis + 2] - box[axis]
        start = box[axis] + _SHARE * length
        if start >= end:
            if groups:
                widest = max(widest, start - end)
            groups.append([])
        groups[-1].append(unit)
        end = max(end, box[axis + 2] - _SHARE * length)
    return groups, widest


def _placeholder(shape: Element) -> Element | None:
    for child in shape:
        if child.tag in ("nvSpPr", "nvPicPr", "nvGraphicFramePr"):
            return child.find("nvPr/ph")
    return None


def _kind(mark: Element) -> str:
    kind = mark.get("type", "obj")
    return "title" if kind in _TITLES else "body" if kind in ("obj", "subTitle") else kind


def _stated_box(shape: Element) -> Box | None:
    for path in ("spPr/xfrm", "grpSpPr/xfrm", "xfrm"):
        found = shape.find(path)
        offset = None if found is None else found.find("off")
        extent = None if found is None else found.find("ext")
        if offset is not None and extent is not None:
            left, top = number(offset.get("x", "")), number(offset.get("y", ""))
            width, height = number(extent.get("cx", "")), number(extent.get("cy", ""))
            return left, top, left + max(width, 0), top + max(height, 0)
    return None

"""Shapes of a slide in reading order: by their places, which placeholders take from the layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from index.formats.office.markup import choice, number
from index.formats.office.reading_order import Box, reading_order

_SHAPES = frozenset(("sp", "grpSp", "graphicFrame", "pic", "oleObj", "chart", "contentPart"))
_TITLES = frozenset(("title", "ctrTitle"))


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
    rest = [shape for shape in shapes if not shape.is_title]
    return [*titles, *(rest[place] for place in reading_order([shape.box for shape in rest]))]


def _shapes(tree: Element) -> Iterator[Element]:
    for child in tree:
        if child.tag == "AlternateContent":
            yield from _shapes(choice(child))
        elif child.tag in _SHAPES:
            yield child


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

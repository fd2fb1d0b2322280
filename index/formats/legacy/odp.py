"""OpenDocument presentations (.odp): a page for each slide, its title first, then its notes."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from index.formats.extract import ExtractedText
from index.formats.legacy.opendocument import (
    NO_TEXT,
    hidden_styles,
    mark_levels,
    package_of,
    paragraph_text,
    paragraphs,
    row_cells,
    start,
    table_rows,
)
from index.formats.office.reading_order import Box, reading_order
from index.formats.tables import add_table, expand_spans
from index.formats.zip_package import ZipPackage, get_attribute, local_name

_UNITS = {"mm": 100, "cm": 1_000, "in": 2_540, "pt": 2_540 / 72, "pc": 2_540 / 6, "px": 2_540 / 96}
_LENGTH = re.compile(r"(-?\d{1,6}(?:\.\d{1,9})?)(mm|cm|in|pt|pc|px)")
_MOVE = re.compile(rf"translate\s*\(\s*{_LENGTH.pattern}[\s,]+{_LENGTH.pattern}")

_SKIPPED = {
    "image": "pictures skipped",
    "object": "objects skipped",
    "plugin": "pictures skipped",
}


def read_odp(data: bytes) -> ExtractedText:
    package = ZipPackage(data)
    extract = start(package)
    root = package.xml("content.xml")
    hidden = hidden_styles(root)
    mark_levels(root)
    pages = [node for node in root.iter() if local_name(node) == "page" and "draw" in node.tag]
    for number, page in enumerate(pages, 1):
        if get_attribute(page, "style-name") in hidden:
            extract.losses["hidden slides skipped"] += 1
            continue
        extract.page(str(number))
        _add_page(extract, page)
    return extract


def read_fodp(data: bytes) -> ExtractedText:
    return read_odp(package_of(data))


def _add_page(extract: ExtractedText, page: Element) -> None:
    title = next((node for node in page if get_attribute(node, "class") == "title"), None)
    for frame in [title] if title is not None else []:
        words = " ".join(paragraphs(frame))
        extract.title = extract.title or words
        extract.add(words, heading=True)
    shapes = [node for node in page if node is not title and local_name(node) != "notes"]
    for place in reading_order([_box(shape) for shape in shapes]):
        add_shape(extract, shapes[place])
    for notes in (node for node in page if local_name(node) == "notes"):
        for paragraph in paragraphs(notes):
            extract.add(paragraph, kind="note")


def add_shape(extract: ExtractedText, shape: Element) -> None:
    """The text of a shape, or of each shape of a group."""
    name = local_name(shape)
    if name == "table":
        add_table(extract, expand_spans(list(row_cells(row)) for row in table_rows(shape)))
    elif name == "p":
        extract.add(" ".join(paragraph_text(shape).split()))
    elif name not in NO_TEXT:
        if name in _SKIPPED:
            extract.losses[_SKIPPED[name]] += 1
        children = list(shape)
        boxes = [_box(child) for child in children] if name == "g" else [None] * len(children)
        for place in reading_order(boxes):
            add_shape(extract, children[place])


def _box(shape: Element) -> Box | None:
    """The place of a shape on its slide, in hundredths of a millimetre; None if it states none."""
    if local_name(shape) == "g":
        inner = [box for child in shape if (box := _box(child)) is not None]
        if not inner:
            return None
        edges = list(zip(*inner, strict=True))
        return min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3])
    stated = [_LENGTH.fullmatch(get_attribute(shape, name)) for name in ("x", "y")]
    size = [_LENGTH.fullmatch(get_attribute(shape, name)) for name in ("width", "height")]
    moved = _MOVE.search(get_attribute(shape, "transform"))
    left, top = (_hundredths(found) for found in stated)
    if moved:
        left, top = _hundredths(moved, 1), _hundredths(moved, 3)
    elif None in stated:
        return None
    width, height = (_hundredths(found) for found in size)
    return left, top, left + width, top + height


def _hundredths(length: re.Match[str] | None, group: int = 1) -> int:
    return 0 if length is None else round(float(length[group]) * _UNITS[length[group + 1]])

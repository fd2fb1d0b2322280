"""Presentations (.pptx): a slide is a page, its title a heading; speaker notes follow the slide."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.extract import ExtractedText
from index.formats.tables import join_cells
from index.formats.zip_package import ZipPackage, get_attribute, local_name

_SKIPPED = {"pic": "pictures skipped", "chart": "charts skipped", "oleObj": "objects skipped"}


def read_pptx(data: bytes) -> ExtractedText:
    package = ZipPackage(data)
    core = package.core()
    extract = ExtractedText(
        core.get("title", ""),
        core.get("creator", ""),
        core.get("modified", "") or core.get("created", ""),
    )
    for number, name in enumerate(_slides(package), 1):
        extract.page(str(number))
        _add(extract, package.xml(name))
        for kind, notes in package.related(name).values():
            if kind == "notesSlide":
                for root in package.optional(notes):
                    _add(extract, root, notes=True)
    return extract


def _slides(package: ZipPackage) -> Iterator[str]:
    related = package.related("ppt/presentation.xml")
    for node in package.xml("ppt/presentation.xml").iter():
        if local_name(node) == "sldId":
            id = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
            if id in related:
                yield related[id][1]


def _add(extract: ExtractedText, root: Element, *, notes: bool = False) -> None:
    shapes = [node for node in root.iter() if local_name(node) in ("sp", "tbl", *_SKIPPED)]
    for shape in sorted(shapes, key=lambda shape: not _is_title(shape)):
        name = local_name(shape)
        if name == "sp":
            _add_shape(extract, shape, notes)
        elif name == "tbl":
            extract.losses["tables flattened"] += 1
            for row in (node for node in shape if local_name(node) == "tr"):
                extract.row(
                    join_cells(
                        [" ".join(_paragraphs(cell)) for cell in row if local_name(cell) == "tc"]
                    )
                )
        else:
            extract.losses[_SKIPPED[name]] += 1


def _add_shape(extract: ExtractedText, shape: Element, notes: bool) -> None:
    kinds = {get_attribute(node, "type") for node in shape.iter() if local_name(node) == "ph"}
    if kinds & {"sldNum", "dt", "ftr", "hdr"}:
        return
    if _is_title(shape) and not notes:
        title = " ".join(" ".join(_paragraphs(shape)).split())
        extract.title = extract.title or title
        extract.add(title, heading=True)
        return
    for paragraph in _paragraphs(shape):
        extract.add(paragraph)


def _is_title(shape: Element) -> bool:
    return any(
        get_attribute(node, "type") in ("title", "ctrTitle")
        for node in shape.iter()
        if local_name(node) == "ph"
    )


def _paragraphs(element: Element) -> list[str]:
    return ["".join(_text(node)) for node in element.iter() if local_name(node) == "p"]


def _text(paragraph: Element) -> Iterator[str]:
    for node in paragraph.iter():
        if local_name(node) == "t":
            yield node.text or ""
        elif local_name(node) == "br":
            yield "\n"

"""OpenDocument text (.odt): paragraphs, headings, list items, table rows; footnotes in place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.extract import ExtractedText
from index.formats.tables import join_cells
from index.formats.zip_package import ZipPackage, get_attribute, local_name

_HIDDEN = frozenset(
    (
        "tracked-changes",
        "annotation",
        "note-citation",
        "bookmark",
        "sequence-decls",
        "table-of-content",
    )
)
_SKIPPED = {
    "annotation": "comments skipped",
    "image": "pictures skipped",
    "object": "objects skipped",
}


def read_odt(data: bytes) -> ExtractedText:
    package = ZipPackage(data)
    meta = {
        local_name(node): (node.text or "").strip()
        for root in package.optional("meta.xml")
        for node in root.iter()
    }
    extract = ExtractedText(
        meta.get("title", ""),
        meta.get("creator", "") or meta.get("initial-creator", ""),
        meta.get("date", ""),
    )
    for body in (
        node
        for node in package.xml("content.xml").iter()
        if local_name(node) == "text" and "office" in node.tag
    ):
        _add(extract, body)
    return extract


def _add(extract: ExtractedText, element: Element) -> None:
    for child in element:
        name = local_name(child)
        if name in ("p", "h"):
            text = "".join(_text(child, extract)).strip()
            if name == "h" and get_attribute(child, "outline-level") in ("", "1"):
                extract.title = extract.title or " ".join(text.split())
            extract.add(text, heading=name == "h")
        elif name == "table":
            extract.losses["tables flattened"] += 1
            for row in (node for node in child.iter() if local_name(node) == "table-row"):
                extract.row(
                    join_cells(
                        [_cell(cell, extract) for cell in row if local_name(cell) == "table-cell"]
                    )
                )
        elif name not in _HIDDEN:
            _add(extract, child)


def _cell(cell: Element, extract: ExtractedText) -> str:
    return " ".join(
        "".join(_text(node, extract)) for node in cell.iter() if local_name(node) in ("p", "h")
    )


def _text(element: Element, extract: ExtractedText) -> Iterator[str]:
    yield _collapse(element.text)
    for child in element:
        name = local_name(child)
        if name == "s":
            count = get_attribute(child, "c")
            yield " " * (min(int(count), 100) if count.isdecimal() and len(count) < 5 else 1)
        elif name == "tab":
            yield "\t"
        elif name == "line-break":
            yield "\n"
        elif name not in _HIDDEN:
            is_note = name == "note-body"
            yield " (" if is_note else ""
            yield from _text(child, extract)
            yield ")" if is_note else ""
        if name in _SKIPPED:
            extract.losses[_SKIPPED[name]] += 1
        yield _collapse(child.tail)


def _collapse(text: str | None) -> str:
    """Runs of white space count as one space; further spaces are elements in this format."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")

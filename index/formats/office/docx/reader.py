"""Word documents (.docx): paragraphs, headings by style, table rows; notes at the end."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.extract import ExtractedText
from index.formats.tables import join_cells
from index.formats.zip_package import ZipPackage, get_attribute, local_name

_SKIPPED = {
    "drawing": "pictures skipped",
    "pict": "pictures skipped",
    "oMath": "formulas skipped",
    "object": "objects skipped",
}
_HIDDEN = frozenset(("Fallback", "delText", "instrText", "del", "moveFrom"))


def read_docx(data: bytes) -> ExtractedText:
    package = ZipPackage(data)
    core = package.core()
    extract = ExtractedText(
        core.get("title", ""),
        core.get("creator", ""),
        core.get("modified", "") or core.get("created", ""),
    )
    styles = dict(_headings(package))
    for body in package.xml("word/document.xml"):
        _add(extract, body, styles)
    for part, name in (("footnotes", "Footnotes"), ("endnotes", "Endnotes")):
        notes = [
            " ".join(_paragraphs(note))
            for root in package.optional(f"word/{part}.xml")
            for note in root
            if not get_attribute(note, "type")
        ]
        if any(note.strip() for note in notes):
            extract.add(name, heading=True)
            for note in notes:
                extract.add(note)
    extract.losses["headers and footers skipped"] += sum(
        name.startswith(("word/header", "word/footer")) for name in package.names()
    )
    extract.losses["comments skipped"] += sum(
        len(root) for root in package.optional("word/comments.xml")
    )
    return extract


def _headings(package: ZipPackage) -> Iterator[tuple[str, str]]:
    """(style id, built-in English name) of heading styles; Word uses it in every language."""
    for root in package.optional("word/styles.xml"):
        for style in root:
            names = [
                get_attribute(node, "val").casefold()
                for node in style
                if local_name(node) == "name"
            ]
            if any(name == "title" or name.startswith("heading") for name in names):
                yield get_attribute(style, "styleId"), names[0]


def _add(extract: ExtractedText, element: Element, styles: dict[str, str]) -> None:
    for child in element:
        name = local_name(child)
        if name == "p":
            heading_style = _heading_style(child, styles)
            text = "".join(_text(child, extract)).strip()
            if heading_style in ("title", "heading 1", "heading1"):
                extract.title = extract.title or " ".join(text.split())
            extract.add(text, heading=bool(heading_style))
        elif name == "tbl":
            extract.losses["tables flattened"] += 1
            for row in (node for node in child.iter() if local_name(node) == "tr"):
                extract.row(
                    join_cells(
                        [" ".join(_paragraphs(cell)) for cell in row if local_name(cell) == "tc"]
                    )
                )
        elif name in ("sdt", "sdtContent", "customXml", "ins", "smartTag"):
            _add(extract, child, styles)


def _heading_style(paragraph: Element, styles: dict[str, str]) -> str:
    """The name of the paragraph's style if that is a heading or the title; else ""."""
    properties = [node for child in paragraph if local_name(child) == "pPr" for node in child]
    style = next(
        (get_attribute(node, "val") for node in properties if local_name(node) == "pStyle"), ""
    )
    looks_like_heading = style.casefold().startswith("heading") or style == "Title"
    return styles.get(style, style.casefold() if looks_like_heading else "")


def _paragraphs(element: Element) -> list[str]:
    return [
        "".join(_text(node, ExtractedText())) for node in element.iter() if local_name(node) == "p"
    ]


def _text(element: Element, extract: ExtractedText) -> Iterator[str]:
    """The text of a paragraph as it would be printed.

    Text boxes are part of it; deleted text and field codes are not.
    """
    for child in element:
        name = local_name(child)
        if name == "t":
            yield child.text or ""
        elif name == "tab":
            yield "\t"
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "noBreakHyphen":
            yield "-"
        elif name not in _HIDDEN:
            if name in _SKIPPED:
                extract.losses[_SKIPPED[name]] += 1
            yield from _text(child, extract)
            if name == "p":
                yield "\n"

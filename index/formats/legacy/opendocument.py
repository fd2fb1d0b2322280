"""OpenDocument files: what spreadsheets, presentations and files of one XML part have in common."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.formats.extract import ExtractedText
from index.formats.office.characters import join_levels
from index.formats.office.odt.reader import read_odt, refuse_encrypted
from index.formats.office.texts import stated_title
from index.formats.tables import SpannedCell
from index.formats.zip_package import ZipPackage, get_attribute, local_name, pack

MOST_COLUMNS = 16_384
NO_TEXT = frozenset(("annotation", "tracked-changes", "forms", "shapes", "event-listeners"))


def read_fodt(data: bytes) -> ExtractedText:
    return read_odt(package_of(data))


def package_of(data: bytes) -> bytes:
    """A file of one part as a package: each part of it has what the one part has."""
    return pack(dict.fromkeys(("content.xml", "meta.xml", "styles.xml"), data))


def start(package: ZipPackage) -> ExtractedText:
    """A text with the title, author and date of the metadata. Refuses an encrypted file."""
    refuse_encrypted(package)
    meta = {
        local_name(node): (node.text or "").strip()
        for root in package.optional("meta.xml")
        for node in root.iter()
        if "meta" in node.tag or "dc/" in node.tag
    }
    author = meta.get("creator", "") or meta.get("initial-creator", "")
    return ExtractedText(stated_title(meta.get("title", "")), author, meta.get("date", ""))


def hidden_styles(root: Element) -> set[str]:
    """The names of the styles of hidden sheets and slides."""
    return {
        get_attribute(style, "name")
        for style in root.iter()
        if local_name(style) == "style"
        and any(
            get_attribute(node, "display") == "false"
            or get_attribute(node, "visibility") == "hidden"
            for node in style
        )
    }


def mark_levels(root: Element) -> None:
    """Marks raised and lowered text within paragraphs, so that it does not join a number."""
    levels = {}
    for style in (node for node in root.iter() if local_name(node) == "style"):
        for node in style:
            shift, _, size = get_attribute(node, "text-position").partition(" ")
            if size != "100%" and (shift[:1].isdigit() or shift[:1] == "-" or shift == "super"):
                levels[get_attribute(style, "name")] = -1 if shift[0] == "-" else 1
            elif shift == "sub":
                levels[get_attribute(style, "name")] = -1
    for paragraph in root.iter() if levels else ():
        before = paragraph.text or ""
        for node in paragraph:
            name = get_attribute(node, "style-name") if local_name(node) == "span" else ""
            if level := levels.get(name):
                pieces = [(before, 0), (node.text or "", level), ((node.tail or "")[:1], 0)]
                joined = join_levels(pieces)
                node.text = joined[len(before) : len(joined) - len(pieces[2][0])]
            before = f"{before}{node.text or ''}{node.tail or ''}"[-60:]


def paragraphs(element: Element) -> Iterator[str]:
    """The texts of the paragraphs within an element, without comments."""
    for node in element:
        if local_name(node) in ("p", "h"):
            if words := " ".join(paragraph_text(node).split()):
                yield words
        elif local_name(node) not in NO_TEXT:
            yield from paragraphs(node)


def paragraph_text(paragraph: Element) -> str:
    parts = [paragraph.text or ""]
    for node in paragraph:
        if local_name(node) == "page-number":
            parts.append("")
        elif local_name(node) in ("s", "tab", "line-break"):
            parts.append(" ")
        elif local_name(node) not in NO_TEXT:
            parts.append(paragraph_text(node))
        parts.append(node.tail or "")
    return "".join(parts)


def table_rows(sheet: Element) -> Iterator[Element]:
    """The rows, in groups and headers too, but not those of a table within a cell."""
    for node in sheet:
        if local_name(node) == "table-row":
            yield node
        elif local_name(node) in ("table-header-rows", "table-row-group", "table-rows"):
            yield from table_rows(node)


def row_cells(row: Element) -> Iterator[SpannedCell]:
    width, empty = 0, 0
    for cell in row:
        if local_name(cell) not in ("table-cell", "covered-table-cell"):
            continue
        if local_name(cell) == "covered-table-cell":
            continue  # filled by the cell that spans it
        text = " ".join(paragraphs(cell))
        times = number_of(cell, "number-columns-repeated")
        spans = number_of(cell, "number-columns-spanned"), number_of(cell, "number-rows-spanned")
        if text or spans != (1, 1):  # those after the last one are left out
            yield from [("", 1, 1)] * empty
            yield from [(text, *spans)] * min(times, MOST_COLUMNS - width)
        empty = 0 if text or spans != (1, 1) else min(empty + times, MOST_COLUMNS)
        width += times * spans[0]
        if width >= MOST_COLUMNS:
            return


def number_of(node: Element, name: str) -> int:
    value = get_attribute(node, name)
    return max(int(value), 1) if value.isdecimal() and len(value) < 8 else 1

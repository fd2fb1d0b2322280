"""OpenDocument texts (.odt): the text as printed, with automatic numbers, notes, tables, headers.

Changes that are tracked count as accepted; hidden text is left out. Both are told in the losses.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.errors import PinciteError
from index.formats.extract import ExtractedText
from index.formats.office.markup import optional, part
from index.formats.office.odt.body import BodyReader
from index.formats.office.odt.styles import Styles
from index.formats.office.texts import add_running, plain_words, stated
from index.formats.zip_package import ZipPackage

_MANIFEST = "META-INF/manifest.xml"
_HEADERS = ("header", "header-first", "header-left")
_FOOTERS = ("footer", "footer-first", "footer-left")


def read_odt(data: bytes) -> ExtractedText:
    package = ZipPackage(data)
    refuse_encrypted(package)
    extract = ExtractedText(*stated(_metadata(package)))
    content, other = part(package, "content.xml"), optional(package, "styles.xml")
    styles = Styles(content, other)
    pages = list(_master_pages(content, other))
    paragraphs = (node for node in content.iter() if node.tag in ("p", "h"))
    texts = {plain_words("".join(node.itertext())) for node in paragraphs} if pages else set()
    _add_running(extract, package, styles, pages, _HEADERS, texts)
    reader = BodyReader(extract, package, styles)
    for body in content.findall("body/text"):
        for region in body.iter("changed-region"):
            extract.losses["tracked deletions left out"] += region.find("deletion") is not None
            extract.losses["tracked insertions accepted"] += region.find("insertion") is not None
        reader.add(body)
    _add_running(extract, package, styles, pages, _FOOTERS, texts)
    first = [text for text, kind in reader.first[:1] if kind == "heading"]
    extract.title = extract.title or " ".join(" ".join((reader.titles or first)[:1]).split())
    return extract


def refuse_encrypted(package: ZipPackage) -> None:
    """Raises PinciteError for an OpenDocument file that needs a password."""
    if _MANIFEST in package.names() and b"encryption-data" in package.read(_MANIFEST):
        raise PinciteError("it is protected with a password. Save it without one.")


def _metadata(package: ZipPackage) -> dict[str, str]:
    root = optional(package, "meta.xml")
    found = {} if root is None else {node.tag: (node.text or "").strip() for node in root.iter()}
    return {
        "title": found.get("title", ""),
        "creator": found.get("creator", "") or found.get("initial-creator", ""),
        "modified": found.get("date", ""),
        "created": found.get("creation-date", ""),
    }


def _master_pages(content: Element, styles: Element | None) -> Iterator[Element]:
    """The layouts of the pages that the document uses: the default and those that styles name."""
    pages = (
        {}
        if styles is None
        else {page.get("name", ""): page for page in styles.iter("master-page")}
    )
    used = ["Standard", *(node.get("master-page-name", "") for node in content.iter("style"))]
    seen: set[str] = set()
    while used:
        name = used.pop(0)
        if name in pages and name not in seen:
            seen.add(name)
            yield pages[name]
            used.append(pages[name].get("next-style-name", ""))


def _add_running(
    extract: ExtractedText,
    package: ZipPackage,
    styles: Styles,
    pages: list[Element],
    tags: tuple[str, ...],
    known: set[str],
) -> None:
    for page in pages:
        for node in page:
            if node.tag in tags and node.get("display") != "false":
                inner = ExtractedText()
                BodyReader(inner, package, styles, is_running=True).add(node)
                add_running(extract, inner, known)

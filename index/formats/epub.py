"""Books (.epub): the chapters in the order of the spine, with their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.html import add_chapter, declared_charset
from index.formats.web.metadata import normal_date
from index.formats.web.parse import parse_xml
from index.formats.web.styles import Sheet, read_sheet
from index.formats.zip_package import ZipPackage, resolve

if TYPE_CHECKING:
    from lxml.etree import _Element

_PAGE_TYPES = (
    "application/xhtml+xml",
    "text/html",
    "application/x-dtbook+xml",
    "text/x-oeb1-document",
)
_PAGE_SUFFIXES = (".xhtml", ".html", ".htm", ".xml")
_FONT_ALGORITHMS = ("idpf.org/2008/embedding", "ns.adobe.com/pdf/enc#rc")
"""Obfuscation of fonts, which is no protection of the text."""
_MAX_SHEETS = 20
_FRAGMENT = re.compile(r"#.*", re.DOTALL)


@dataclass(slots=True)
class _Book:
    """What the package document of a book says."""

    package: ZipPackage
    folder: str
    nodes: list[_Element]
    names: dict[str, str] = field(default_factory=dict)
    """Entry names, also in small letters."""
    _by_tag: dict[str, list[_Element]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.nodes:
            self._by_tag.setdefault(_local(node), []).append(node)
        for name in self.package.names():
            self.names.setdefault(name.casefold(), name)
        self.names |= {name: name for name in self.package.names()}

    def entry(self, href: str, folder: str | None = None) -> str:
        """The entry that a reference leads to; "" if there is none."""
        path = _FRAGMENT.sub("", href)
        base = self.folder if folder is None else folder
        for each in (unquote(path), path):
            name = resolve(base, each)
            if found := self.names.get(name) or self.names.get(name.casefold()):
                return found
        return ""

    def all(self, name: str) -> Sequence[_Element]:
        """The elements of this name, in their order."""
        return self._by_tag.get(name, [])


def read_epub(data: bytes) -> ExtractedText:
    package = ZipPackage(data)
    name = _package_document(package)
    book = _Book(package, name.rpartition("/")[0], _elements(_xml(package, name)))
    protected = _protected(book)
    extract = ExtractedText()
    _add_metadata(extract, book)
    items = {node.get("id", ""): node for node in book.all("item")}
    labels = _labels(book)
    contents = _contents(book)
    sheet = _sheet(book)
    for item in _reading_order(book, items):
        chapter = book.entry(item.get("href", ""))
        if not chapter:
            extract.losses["chapters missing"] += 1
        elif chapter in protected:
            raise PinciteError("it is protected (DRM): its text is encrypted.")
        elif _is_page(item, chapter):
            data = package.read(chapter)
            text, warnings = decode_text(data, declared_charset(data))
            extract.add_warnings(warnings)
            is_contents = chapter in contents
            add_chapter(extract, text, labels.get(chapter, ()), sheet, is_contents=is_contents)
        else:
            extract.losses["pages with only a picture skipped"] += 1
    extract.losses["chapters missing"] += sum(
        node.get("idref", "") not in items for node in book.all("itemref")
    )
    told = (
        {""} | contents | {book.entry(item.get("href", "")) for item in _reading_order(book, items)}
    )
    extract.losses["pages outside the reading order skipped"] += sum(
        item.get("media-type", "").lower() in _PAGE_TYPES
        and book.entry(item.get("href", "")) not in told
        for item in items.values()
    )
    images = [node for node in items.values() if node.get("media-type", "").startswith("image/")]
    extract.losses["pictures skipped"] = max(extract.losses["pictures skipped"], len(images))
    return extract


def _package_document(package: ZipPackage) -> str:
    """The name of the entry that lists the book's parts (its .opf file)."""
    for node in _elements(_xml(package, "META-INF/container.xml")):
        if _local(node) == "rootfile" and (name := node.get("full-path")):
            return unquote(name) if name not in package.names() else name
    raise PinciteError(
        "this is not a book, or it is damaged: its META-INF/container.xml does not name a package "
        "document."
    )


def _xml(package: ZipPackage, name: str) -> _Element:
    """The root of an XML entry; its document type is ignored, and entities are not expanded."""
    root = parse_xml(package.read(name))
    if root is None:
        raise PinciteError(f"its part {name[:80]!r} is not valid XML.")
    return root


def _elements(root: _Element) -> list[_Element]:
    """Without references to entities."""
    return [node for node in root.iter() if isinstance(node.tag, str)]


def _local(node: _Element) -> str:
    """The tag without its namespace or prefix."""
    return str(node.tag).rpartition("}")[2].rpartition(":")[2]


def _attribute(node: _Element, name: str) -> str:
    """The attribute of this local name; "" if there is none."""
    found = (value for key, value in node.items() if re.split("[}:]", str(key))[-1] == name)
    return str(next(found, ""))


def _text(node: _Element) -> str:
    return " ".join("".join(map(str, node.itertext("*"))).split())


def _add_metadata(extract: ExtractedText, book: _Book) -> None:
    metadata = next(iter(book.all("metadata")), None)
    nodes = book.nodes if metadata is None else _elements(metadata)
    found: dict[str, list[_Element]] = {}
    for node in nodes:
        if _text(node):
            found.setdefault(_local(node), []).append(node)
    extract.title = next(map(_text, found.get("title", ())), "")
    creators = found.get("creator", [])
    authors = [node for node in creators if _attribute(node, "role") in ("aut", "")] or creators
    extract.author = ", ".join(dict.fromkeys(map(_text, authors)))
    dates = found.get("date", [])
    said = [
        node
        for node in dates
        if _attribute(node, "event") in ("publication", "", "original-publication")
    ]
    said.sort(key=lambda node: not _attribute(node, "event"))
    extract.date = next(map(normal_date, map(_text, said)), "")


def _reading_order(book: _Book, items: Mapping[str, _Element]) -> list[_Element]:
    """The items of the spine; of a book without one, all pages."""
    spine = [
        items[node.get("idref", "")]
        for node in book.all("itemref")
        if node.get("idref", "") in items
    ]
    if spine or book.all("itemref"):
        return spine
    return [item for item in items.values() if _is_page(item, item.get("href", ""))]


def _is_page(item: _Element, name: str) -> bool:
    kind = item.get("media-type", "").lower()
    return kind in _PAGE_TYPES or (
        not kind.startswith("image/") and name.lower().endswith(_PAGE_SUFFIXES)
    )


def _contents(book: _Book) -> set[str]:
    """The entries that are tables of contents."""
    found = {
        book.entry(item.get("href", ""))
        for item in book.all("item")
        if "nav" in item.get("properties", "").split()
    }
    return found | {
        book.entry(node.get("href", ""))
        for node in book.all("reference")
        if node.get("type", "").lower() in ("toc", "other.toc")
    }


def _sheet(book: _Book) -> Sheet:
    """The rules of the book's style sheets."""
    names = [
        book.entry(item.get("href", ""))
        for item in book.all("item")
        if item.get("media-type") == "text/css"
    ]
    return read_sheet(
        "\n".join(
            book.package.read(name).decode("utf-8", "replace")
            for name in names[:_MAX_SHEETS]
            if name
        )
    )


def _labels(book: _Book) -> dict[str, list[str]]:
    """What the book's tables of contents call its chapters, by entry."""
    labels: dict[str, list[str]] = {}
    for item in book.all("item"):
        is_nav = "nav" in item.get("properties", "").split()
        is_ncx = item.get("media-type", "") == "application/x-dtbncx+xml"
        name = book.entry(item.get("href", "")) if is_nav or is_ncx else ""
        root = parse_xml(book.package.read(name)) if name else None
        if root is not None:
            for href, label in _entries(root):
                chapter = book.entry(href, name.rpartition("/")[0])
                labels.setdefault(chapter, []).append(label)
    return labels


def _entries(root: _Element) -> Iterator[tuple[str, str]]:
    """(reference, label) of each entry of a table of contents."""
    label = ""
    for node in _elements(root):
        if _local(node) == "a" and node.get("href"):
            yield node.get("href", ""), _text(node)
        elif _local(node) == "navLabel":
            label = _text(node)
        elif _local(node) == "content" and label:
            yield node.get("src", ""), label


def _protected(book: _Book) -> set[str]:
    """The entries that META-INF/encryption.xml says are encrypted, fonts excepted."""
    if "META-INF/encryption.xml" not in book.names:
        return set()
    names: set[str] = set()
    algorithm = ""
    for node in _elements(_xml(book.package, "META-INF/encryption.xml")):
        if _local(node) == "EncryptionMethod":
            algorithm = node.get("Algorithm", "").lower()
        elif _local(node) == "CipherReference" and not algorithm.endswith(_FONT_ALGORITHMS):
            names.add(book.entry(node.get("URI", ""), ""))
    return names

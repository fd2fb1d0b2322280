"""Books (.epub): the chapters in the order of the spine, with their headings."""

from __future__ import annotations

from urllib.parse import unquote

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.html import blocks, declared_charset, refuse_deep
from index.formats.zip_package import ZipPackage, get_attribute, local_name, resolve


def read_epub(data: bytes) -> ExtractedText:
    package = ZipPackage(data)
    name = _package_document(package)
    nodes = list(package.xml(name).iter())
    meta: dict[str, str] = {}
    for node in nodes:
        if local_name(node) in ("title", "creator", "date"):
            meta.setdefault(local_name(node), " ".join((node.text or "").split()))
    extract = ExtractedText(meta.get("title", ""), meta.get("creator", ""), meta.get("date", ""))
    items = {get_attribute(node, "id"): node for node in nodes if local_name(node) == "item"}
    names = set(package.names())
    for node in nodes:
        if local_name(node) != "itemref":
            continue
        item = items.get(get_attribute(node, "idref"))
        href = unquote(get_attribute(item, "href")) if item is not None else ""
        chapter = resolve(name.rpartition("/")[0], href) if href else ""
        if chapter in names:
            _add_chapter(extract, package.read(chapter))
        else:
            extract.losses["chapters missing"] += 1
    extract.losses["pictures skipped"] += sum(
        get_attribute(node, "media-type").startswith("image/") for node in items.values()
    )
    return extract


def _package_document(package: ZipPackage) -> str:
    """The name of the entry that lists the book's parts (its .opf file)."""
    for node in package.xml("META-INF/container.xml").iter():
        if local_name(node) == "rootfile" and (name := get_attribute(node, "full-path")):
            return name
    raise PinciteError("its META-INF/container.xml does not name a package document.")


def _add_chapter(extract: ExtractedText, data: bytes) -> None:
    text, warnings = decode_text(data, declared_charset(data))
    refuse_deep(text)
    extract.add_warnings(warnings)
    blocks(extract, text)

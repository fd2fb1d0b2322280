"""Books (.epub): the chapters in the order of the spine, headings as they are marked."""

from __future__ import annotations

from urllib.parse import unquote

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.html import blocks, declared_charset, refuse_deep
from index.formats.zip_package import ZipPackage, get_attribute, local_name, resolve


def read_epub(data: bytes) -> ExtractedText:
    package = ZipPackage(data)
    name = next(
        (
            get_attribute(node, "full-path")
            for node in package.xml("META-INF/container.xml").iter()
            if local_name(node) == "rootfile"
        ),
        "",
    )
    if not name:
        raise PinciteError("its container names no book.")
    book = list(package.xml(name).iter())
    meta: dict[str, str] = {}
    for node in book:
        if local_name(node) in ("title", "creator", "date"):
            meta.setdefault(local_name(node), " ".join((node.text or "").split()))
    extract = ExtractedText(meta.get("title", ""), meta.get("creator", ""), meta.get("date", ""))
    items = {get_attribute(node, "id"): node for node in book if local_name(node) == "item"}
    known = set(package.names())
    for reference in (
        get_attribute(node, "idref") for node in book if local_name(node) == "itemref"
    ):
        chapter = (
            resolve(name.rpartition("/")[0], unquote(get_attribute(items[reference], "href")))
            if reference in items
            else ""
        )
        if chapter in known:
            page = package.read(chapter)
            text, notes = decode_text(page, declared_charset(page))
            refuse_deep(text)
            extract.warnings += [note for note in notes if note not in extract.warnings]
            blocks(extract, text)
        else:
            extract.losses["chapters missing"] += 1
    extract.losses["pictures skipped"] += sum(
        get_attribute(node, "media-type").startswith("image/") for node in items.values()
    )
    return extract

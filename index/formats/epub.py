"""Books (.epub): the chapters in the order of the spine, headings as they are marked."""

from __future__ import annotations

from urllib.parse import unquote

from index.errors import PinciteError
from index.formats.charset import decode
from index.formats.extract import Extract
from index.formats.html import blocks, declared_charset, refuse_deep
from index.formats.zip_package import Package, get, local, resolve


def read(data: bytes) -> Extract:
    package = Package(data)
    name = next((get(node, "full-path") for node in package.xml("META-INF/container.xml").iter() if local(node) == "rootfile"), "")
    if not name:
        raise PinciteError("its container names no book.")
    book = list(package.xml(name).iter())
    meta: dict[str, str] = {}
    for node in book:
        if local(node) in ("title", "creator", "date"):
            meta.setdefault(local(node), " ".join((node.text or "").split()))
    extract = Extract(meta.get("title", ""), meta.get("creator", ""), meta.get("date", ""))
    items = {get(node, "id"): node for node in book if local(node) == "item"}
    known = set(package.names())
    for reference in (get(node, "idref") for node in book if local(node) == "itemref"):
        chapter = resolve(name.rpartition("/")[0], unquote(get(items[reference], "href"))) if reference in items else ""
        if chapter in known:
            page = package.read(chapter)
            text, notes = decode(page, declared_charset(page))
            refuse_deep(text)
            extract.notes += [note for note in notes if note not in extract.notes]
            blocks(extract, text)
        else:
            extract.ledger["chapters missing"] += 1
    extract.ledger["pictures skipped"] += sum(get(node, "media-type").startswith("image/") for node in items.values())
    return extract

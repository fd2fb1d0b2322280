"""HTML: the main text of a page, found by trafilatura; or all text of a chapter or an email."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.limits import MAX_HTML_DEPTH
from index.formats.tables import join_cells

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,80}?encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = "area base br col embed hr img input link meta param source track wbr"
_OPTIONAL_END_TAG = "p li dt dd tr td th thead tbody tfoot option"
_NEVER_NESTED = frozenset(f"{_VOID} {_OPTIONAL_END_TAG}".split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_OTHER_BLOCKS = (
    "p li dt dd pre blockquote figcaption caption div section article td th body title address"
)
_BLOCKS = _HEADINGS | frozenset(_OTHER_BLOCKS.split())
_INVISIBLE = ("script", "style", "head", "template", "noscript")


def read_html(data: bytes) -> ExtractedText:
    """The main text of a page; all of its text if none is found, as on short pages."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document as Page

    text, warnings = decode_text(data, declared_charset(data))
    refuse_deep(text)
    extract = ExtractedText(warnings=list(warnings))
    page = bare_extraction(
        text,
        fast=True,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        deduplicate=False,
    )
    if isinstance(page, Page) and page.body is not None:
        extract.title = page.title or ""
        extract.author = page.author or ""
        extract.date = page.date or ""
        _add_elements(extract, page.body)
    if not extract.text:
        extract.add(_all_text(text))
    return extract


def declared_charset(data: bytes) -> str | None:
    """The encoding that a <meta> element or the XML declaration names."""
    match = _CHARSET.search(data[:2048])
    return match[1].decode("ascii") if match else None


def refuse_deep(text: str) -> None:
    """Raises PinciteError if elements are nested deeper than on any real page."""
    depth = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _NEVER_NESTED:
            depth = max(depth - 1, 0) if match[1] else depth + 1
            if depth > MAX_HTML_DEPTH:
                raise PinciteError(f"its elements are nested more than {MAX_HTML_DEPTH:,} deep.")


def blocks(extract: ExtractedText, text: str) -> None:
    """Adds all blocks of a page, navigation included. A table row is one block."""
    root = _parse(text)
    if root is not None:
        _walk(extract, root)


def _walk(extract: ExtractedText, root: _Element) -> None:
    """Adds blocks in document order, without recursion.

    A block ends where it is closed or another one begins.
    """
    from lxml import etree

    parts: list[str] = []
    cells: list[str] = []
    heading = False
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in ("td", "th") and event == "end":
            cells.append("".join(parts))
            parts = []
        elif tag == "tr" and event == "end":
            extract.row(join_cells([*cells, "".join(parts)]))
            parts, cells = [], []
        elif tag in _BLOCKS and not cells:
            extract.add("".join(parts), heading=heading)
            parts = []
            heading = tag in _HEADINGS and event == "start"
        elif event == "start" and (tag in _BLOCKS or tag == "br"):
            parts.append("\n")
        extract.losses["tables flattened"] += tag == "table" and event == "end"
        if event == "end":
            parts.append(element.tail or "")
        elif tag:
            parts.append(element.text or "")
    extract.add("".join(parts), heading=heading)


def _parse(text: str) -> _Element | None:
    from lxml import etree, html

    try:
        page = html.document_fromstring(
            text.encode(errors="replace"), parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, ValueError):  # nothing but comments
        return None
    etree.strip_elements(
        page, *_INVISIBLE, etree.Comment, etree.ProcessingInstruction, with_tail=False
    )
    return page


def _all_text(text: str) -> str:
    page = _parse(text)
    return "" if page is None else " ".join(str(part) for part in page.itertext())


def _add_elements(extract: ExtractedText, element: _Element) -> None:
    """Adds the elements of trafilatura's own result."""
    for child in element:
        if child.tag == "row":
            extract.row(join_cells([_text(cell) for cell in child]))
        elif child.tag in ("head", "p", "item", "quote", "code"):
            extract.add(_text(child), heading=child.tag == "head")
        else:
            extract.add(child.text or "")
            _add_elements(extract, child)
        extract.losses["tables flattened"] += child.tag == "table"
        extract.add(child.tail or "")


def _text(element: _Element) -> str:
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag == "lb" else "", _text(child), child.tail or ""]
    return "".join(parts).strip()

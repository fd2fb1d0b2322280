"""HTML: the main text of a page, found by trafilatura, or every block of a chapter or a mail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.limits import MAX_HTML_DEPTH

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,80}?encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = "area base br col embed hr img input link meta param source track wbr"
_CLOSED_BY_THE_NEXT = "p li dt dd tr td th thead tbody tfoot option"
_NEVER_DEEP = frozenset(f"{_VOID} {_CLOSED_BY_THE_NEXT}".split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_OTHER_BLOCKS = (
    "p li dt dd pre blockquote figcaption caption div section article td th body title address"
)
_BLOCKS = _HEADINGS | frozenset(_OTHER_BLOCKS.split())
_UNSEEN = ("script", "style", "head", "template", "noscript")


def read_html(data: bytes) -> ExtractedText:
    """Where trafilatura finds no main text (a very short page), all of the page's text."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document as Page

    text, notes = decode_text(data, declared_charset(data))
    refuse_deep(text)
    extract = ExtractedText(warnings=list(notes))
    page = bare_extraction(
        text,
        fast=True,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        deduplicate=False,
    )
    if isinstance(page, Page) and page.body is not None:
        extract.title, extract.author, extract.date = (
            page.title or "",
            page.author or "",
            page.date or "",
        )
        _add_elements(extract, page.body)
    if not extract.text:
        extract.add(_all_words(text))
    return extract


def declared_charset(data: bytes) -> str | None:
    match = _CHARSET.search(data[:2048])
    return match[1].decode("ascii") if match else None


def refuse_deep(text: str) -> None:
    """Raises PinciteError for more open elements than any real page has."""
    depth = 0
    for match in _TAG.finditer(text):
        if match[2].lower() not in _NEVER_DEEP:
            depth = max(depth - 1, 0) if match[1] else depth + 1
            if depth > MAX_HTML_DEPTH:
                raise PinciteError(f"its elements are nested more than {MAX_HTML_DEPTH:,} deep.")


def blocks(extract: ExtractedText, text: str) -> None:
    """Adds every block of a page, whatever it is for. Table cells are blocks of their row."""
    root = _parsed(text)
    if root is not None:
        _walk(extract, root)


def _walk(extract: ExtractedText, root: _Element) -> None:
    """In document order, without recursion; a block ends where another one begins or it is closed."""
    from lxml import etree

    words: list[str] = []
    cells: list[str] = []
    heading = False
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in ("td", "th") and event == "end":
            cells.append("".join(words))
            words = []
        elif tag == "tr" and event == "end":
            extract.row([*cells, "".join(words)])
            words, cells = [], []
        elif tag in _BLOCKS and not cells:
            extract.add("".join(words), heading=heading)
            words = []
            heading = tag in _HEADINGS and event == "start"
        elif event == "start" and (tag in _BLOCKS or tag == "br"):
            words.append("\n")
        extract.losses["tables flattened"] += tag == "table" and event == "end"
        words.append(
            (element.text if event == "start" and tag else element.tail if event == "end" else "")
            or ""
        )
    extract.add("".join(words), heading=heading)


def _parsed(text: str) -> _Element | None:
    from lxml import etree, html

    try:
        page = html.document_fromstring(
            text.encode(errors="replace"), parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, ValueError):  # nothing but comments
        return None
    etree.strip_elements(
        page, *_UNSEEN, etree.Comment, etree.ProcessingInstruction, with_tail=False
    )
    return page


def _all_words(text: str) -> str:
    page = _parsed(text)
    return "" if page is None else " ".join(str(words) for words in page.itertext())


def _add_elements(extract: ExtractedText, element: _Element) -> None:
    """Trafilatura's own elements."""
    for child in element:
        if child.tag == "row":
            extract.row([_words(cell) for cell in child])
        elif child.tag in ("head", "p", "item", "quote", "code"):
            extract.add(_words(child), heading=child.tag == "head")
        else:
            extract.add(child.text or "")
            _add_elements(extract, child)
        extract.losses["tables flattened"] += child.tag == "table"
        extract.add(child.tail or "")


def _words(element: _Element) -> str:
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag == "lb" else "", _words(child), child.tail or ""]
    return "".join(parts).strip()

"""Files to Documents: one small function per format, from bytes to text with its headings and pages marked.

The text of a document is what a person reads: Markdown and HTML without their markup, plain text exactly as it stands. Blocks of
Markdown and HTML (paragraphs, list items, table rows, headings) are joined by blank lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from index.charset import decode
from index.spans import Document, Mark, PinciteError

if TYPE_CHECKING:
    from lxml.etree import _Element
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?\r?\n)?(---|\.\.\.)[ \t]*(\r?\n|\Z)", re.DOTALL)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)


@dataclass(slots=True)
class _Extract:
    """Text in the making: blocks joined by blank lines, and the headings among them."""

    title: str = ""
    marks: list[Mark] = field(default_factory=list)
    _blocks: list[str] = field(default_factory=list)
    _length: int = 0

    def add(self, block: str, *, heading: bool = False) -> None:
        if not (block := block.strip()):
            return
        start = self._length + 2 * bool(self._blocks)
        self._blocks.append(block)
        self._length = start + len(block)
        if heading:
            self.marks.append(Mark("heading", start, self._length, " ".join(block.split())))

    @property
    def text(self) -> str:
        return "\n\n".join(self._blocks)


def read(source: str, data: bytes) -> Document:
    """The document in the bytes of a file named `source`, whose suffix names the format.

    Raises PinciteError for a suffix that is not in `SUFFIXES`, for bytes that are no text, and where there are no words to read.
    """
    name = PurePath(source)
    reader = _READERS.get(name.suffix.lower())
    if reader is None:
        raise PinciteError(f"{source}: cannot read {name.suffix or 'files without a suffix'}; these can be read: {' '.join(SUFFIXES)}.")
    if not data:
        raise PinciteError(f"{source}: the file is empty.")
    text, notes = decode(data, _declared_charset(data) if reader is _html else None, source)
    title, body, marks = reader(text)
    if not any(character.isalnum() for character in body):
        raise PinciteError(f"{source}: there are no words in it.")
    return Document(0, source, title or name.stem, body, marks, notes=notes)


_Read = tuple[str, str, tuple[Mark, ...]]
"""Title or "", text, marks."""


def _plain(text: str) -> _Read:
    """Plain text as it stands. Form feeds are page breaks, as printers and RFCs have them."""
    starts = [0, *(match.end() for match in re.finditer("\f", text))]
    if len(starts) == 1:
        return "", text, ()
    return "", text, tuple(Mark("page", start, start, str(number)) for number, start in enumerate(starts, 1) if text[start:].strip())


def _markdown(text: str) -> _Read:
    from markdown_it import MarkdownIt

    extract = _Extract()
    if match := _FRONT_MATTER.match(text):
        extract.title = _front_title(match[1] or "")
        text = text[match.end() :]
    _add_tokens(extract, MarkdownIt("commonmark").enable("table").parse(text))
    return extract.title, extract.text, tuple(extract.marks)


def _front_title(front: str) -> str:
    match = re.search(r"^title\s*:\s*(.+)$", front, re.MULTILINE)
    return match[1].strip().strip("'\"") if match else ""


def _add_tokens(extract: _Extract, tokens: list[Token]) -> None:
    row: list[str] | None = None
    before = None
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            extract.add(" | ".join(row or ()))
            row = None
        elif token.type in ("fence", "code_block"):
            extract.add(token.content)
        elif token.type == "html_block":
            extract.add(_without_tags(token.content))
        elif token.type == "inline":
            words = "".join(_inline_words(token.children or []))
            if row is not None:
                row.append(words.strip())
            elif before is not None and before.type == "heading_open":
                extract.title = extract.title or (words.strip() if before.tag == "h1" else "")
                extract.add(words, heading=True)
            else:
                extract.add(words)
        before = token


def _inline_words(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline"):
            yield token.content
        elif token.type == "softbreak":
            yield " "
        elif token.type == "hardbreak":
            yield "\n"
        elif token.type == "image":
            yield token.content  # the alternative text


def _without_tags(markup: str) -> str:
    return re.sub(r"<!--.*?-->|<[^<>]*>", " ", markup, flags=re.DOTALL)


def _declared_charset(data: bytes) -> str | None:
    match = _CHARSET.search(data[:2048])
    return match[1].decode("ascii") if match else None


def _html(text: str) -> _Read:
    """The main text of a page, found by trafilatura; where it finds none (a very short page), all of the page's text."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document as Page

    extract = _Extract()
    page = bare_extraction(text, fast=True, include_comments=False, include_tables=True, with_metadata=True, deduplicate=False)
    if isinstance(page, Page) and page.body is not None:
        extract.title = page.title or ""
        _add_elements(extract, page.body)
    if not extract.text:
        extract.add(_all_words(text))
    return extract.title, extract.text, tuple(extract.marks)


def _all_words(text: str) -> str:
    from lxml import etree, html

    try:
        page = html.document_fromstring(text)
    except (etree.ParserError, ValueError):  # nothing but comments; an XML declaration that names an encoding
        return ""
    etree.strip_elements(page, "script", "style", "head", etree.Comment, with_tail=False)
    return " ".join(str(words) for words in page.itertext())


def _add_elements(extract: _Extract, element: _Element) -> None:
    for child in element:
        if child.tag == "row":
            extract.add(" | ".join(_words(cell) for cell in child if _words(cell)))
        elif child.tag in ("head", "p", "item", "quote", "code"):
            extract.add(_words(child), heading=child.tag == "head")
        else:
            extract.add(child.text or "")
            _add_elements(extract, child)
        extract.add(child.tail or "")


def _words(element: _Element) -> str:
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag == "lb" else "", _words(child), child.tail or ""]
    return "".join(parts).strip()


_READERS: dict[str, Callable[[str], _Read]] = {
    ".txt": _plain,
    ".text": _plain,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
}

SUFFIXES = tuple(_READERS)
"""The endings of the files that can be read, each with its dot, in lower case."""

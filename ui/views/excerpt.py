"""Which part of a long document is shown, and the headings, pages and paragraphs in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.spans import Document, Marker, Span
from ui.views.paragraphs import paragraphs

SHOWN = 40_000
"""Characters: about twenty printed pages. A browser lays them out at once; a whole novel takes it seconds."""

_SLACK = 2_000
"""Characters by which a cut may move to find the end of a paragraph."""


@dataclass(frozen=True, slots=True)
class Block:
    """Characters `[start, end)` as a paragraph, as lines whose ends are meant, or as a heading; or the page that begins at `start`."""

    kind: Literal["paragraph", "lines", "heading", "page"]
    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """Characters `[start, end)` of a document; `before` and `after` count those left out."""

    document: Document
    start: int
    end: int

    @property
    def before(self) -> int:
        return self.start

    @property
    def after(self) -> int:
        return len(self.document.text) - self.end

    @property
    def blocks(self) -> tuple[Block, ...]:
        return blocks(self.document, self.start, self.end)


def window(span: Span, size: int = SHOWN) -> Window:
    """About `size` characters round `span`, cut between paragraphs where there is such a place; a shorter document whole."""
    length = len(span.document.text)
    if length <= size:
        return Window(span.document, 0, length)
    start = min(max((span.start + span.end - size) // 2, 0), length - size)
    end = start + size
    if start > 0:
        start = _cut(span.document.text, max(start - _SLACK, 0), min(start + _SLACK, span.start))
    if end < length:
        end = _cut(span.document.text, max(end - _SLACK, span.end), min(end + _SLACK, length))
    return Window(span.document, min(start, span.start), max(end, span.end))


def _cut(text: str, low: int, high: int) -> int:
    """The best place to cut between `low` and `high`: after a blank line, a line, a space; or at least not before a combining mark."""
    for separator in ("\n\n", "\n\r\n", "\n", " "):
        found = text.rfind(separator, low, high)
        if found >= 0:
            return found + len(separator)
    while low < high < len(text) and unicodedata.category(text[high]).startswith("M"):
        high -= 1
    return high


def blocks(doc: Document, start: int, end: int) -> tuple[Block, ...]:
    """What stands in characters `[start, end)`, in order; between two blocks there is only white space."""
    return tuple(_blocks(doc, start, end))


def _blocks(doc: Document, start: int, end: int) -> Iterator[Block]:
    position = start
    for mark in _marks(doc, start, end):
        yield from _paragraphs(doc, position, mark.start)
        yield Block(mark.kind, mark.start, mark.end, mark.label)
        position = max(position, mark.end)
    yield from _paragraphs(doc, position, end)


def _marks(doc: Document, start: int, end: int) -> list[Marker]:
    inside = [mark for mark in doc.markers if start <= mark.start and mark.end <= end]
    return sorted(inside, key=lambda mark: (mark.start, mark.kind == "heading"))


def _paragraphs(doc: Document, start: int, end: int) -> Iterator[Block]:
    for a, b, lines in paragraphs(doc.text, start, end) if start < end else ():
        yield Block("lines" if lines else "paragraph", a, b)

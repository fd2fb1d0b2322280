"""The part of a long document that is shown, and the headings, pages and paragraphs in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.spans import Document, Marker, Span
from ui.views.paragraphs import paragraphs

WINDOW_CHARS = 40_000
"""About twenty printed pages. A browser lays them out at once; a whole novel takes it seconds."""

_SLACK_CHARS = 2_000
"""How far a cut may move to find the end of a paragraph."""


@dataclass(frozen=True, slots=True)
class Block:
    """Characters `[start, end)`, or a page that begins at `start`.

    A paragraph is reflowed; "lines" keep their line ends. `label` names pages and headings.
    """

    kind: Literal["paragraph", "lines", "heading", "page"]
    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """Characters `[start, end)` of a document."""

    document: Document
    start: int
    end: int

    @property
    def before(self) -> int:
        """Number of characters left out before the window."""
        return self.start

    @property
    def after(self) -> int:
        """Number of characters left out after the window."""
        return len(self.document.text) - self.end

    @property
    def blocks(self) -> tuple[Block, ...]:
        return blocks(self.document, self.start, self.end)


def window(span: Span, size: int = WINDOW_CHARS) -> Window:
    """About `size` characters around `span`, cut between paragraphs where possible.

    A document of at most `size` characters is shown whole.
    """
    text = span.document.text
    if len(text) <= size:
        return Window(span.document, 0, len(text))
    start = min(max((span.start + span.end - size) // 2, 0), len(text) - size)
    end = start + size
    if start > 0:
        start = cut(text, max(start - _SLACK_CHARS, 0), min(start + _SLACK_CHARS, span.start))
    if end < len(text):
        end = cut(text, max(end - _SLACK_CHARS, span.end), min(end + _SLACK_CHARS, len(text)))
    return Window(span.document, min(start, span.start), max(end, span.end))


def cut(text: str, low: int, high: int) -> int:
    """The best place to cut in `[low, high]`: after a blank line, else a line, else a space.

    Without any of them: `high`, moved back so that no combining mark is cut off its letter.
    """
    for separator in ("\n\n", "\n\r\n", "\n", " "):
        position = text.rfind(separator, low, high)
        if position >= 0:
            return position + len(separator)
    while low < high < len(text) and unicodedata.category(text[high]).startswith("M"):
        high -= 1
    return high


def blocks(document: Document, start: int, end: int) -> tuple[Block, ...]:
    """The blocks of characters `[start, end)`, in order, with only white space between them."""
    return tuple(_blocks(document, start, end))


def _blocks(document: Document, start: int, end: int) -> Iterator[Block]:
    position = start
    for marker in _markers_in(document, start, end):
        yield from _paragraphs(document, position, marker.start)
        kind: Literal["page", "heading"] = "page" if marker.kind == "page" else "heading"
        yield Block(kind, marker.start, marker.end, marker.label)
        position = max(position, marker.end)
    yield from _paragraphs(document, position, end)


def _markers_in(document: Document, start: int, end: int) -> list[Marker]:
    """Pages and headings, sorted by start, a page before a heading at the same place."""
    markers = (*document.marked("page"), *document.marked("heading"))
    inside = [marker for marker in markers if start <= marker.start and marker.end <= end]
    return sorted(inside, key=lambda marker: (marker.start, marker.kind == "heading"))


def _paragraphs(document: Document, start: int, end: int) -> Iterator[Block]:
    if start >= end:
        return
    for first, last, keeps_line_ends in paragraphs(document.text, start, end):
        yield Block("lines" if keeps_line_ends else "paragraph", first, last)

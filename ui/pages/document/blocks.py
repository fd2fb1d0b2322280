"""The parts in which a long text is sent to the browser, and the blocks in each of them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Literal

from index.spans import Document, Marker
from ui.views.excerpt import cut
from ui.views.paragraphs import paragraphs

PART_CHARS = 6_000
"""About two printed pages: three screens, rendered in 2 ms and sent in 10 kB."""

MAX_PARTS = 1_500
"""Elements of a page for the parts of a document; those of a longer one are larger."""

Kind = Literal["page", "heading", "row", "contents", "item", "quote", "note", "paragraph", "lines"]
_MARKED: tuple[Literal["heading", "row", "contents", "note", "quote"], ...] = (
    *("heading", "row", "contents"),
    *("note", "quote"),
)
"""Kinds of marked blocks, that which counts most first where two are in each other."""

_WHOLE = frozenset(("heading", "row", "contents"))
"""Marked blocks that are one block each; the others consist of paragraphs."""

_ITEM = re.compile(r"(?:[-–—•*·▪◦‣●○]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+\S")


_NUMBER = re.compile(r"(?:§\s?|[A-Z][a-z]{3,9}\s)?(\d{1,3}(?:\.\d{1,3}){0,5})\.?(?=[\s:)–—-]|$)")
"""The number of a heading: "2.1 Fees", "§ 4", "Section 3.2: Notice"."""

MAX_LEVEL = 4


def heading_level(words: str) -> int:
    """1 for the highest headings; readers mark no levels, so it is that of a heading's number.

    >>> [heading_level(each) for each in ("Fees", "2. Fees", "2.1 Late", "Section 3.2.1: Of 2.5 %")]
    [1, 1, 2, 3]
    """
    number = _NUMBER.match(words)
    return min(1 + number[1].count("."), MAX_LEVEL) if number else 1


@dataclass(frozen=True, slots=True)
class Block:
    """Characters `[start, end)` of the text; or a page, labelled, that begins at `start`."""

    kind: Kind
    start: int
    end: int
    label: str = ""
    level: int = 1
    """Of a heading."""

    @property
    def is_whole(self) -> bool:
        """Is it one sentence, as the library splits texts?"""
        return self.kind in _WHOLE


def parts(document: Document, size: int = PART_CHARS) -> list[int]:
    """The offsets at which the parts of a document begin, the first one 0; cut between blocks."""
    text = document.text
    size = max(size, len(text) // MAX_PARTS)
    starts = [0]
    while len(text) - starts[-1] > size + size // 3:
        start = starts[-1]
        starts.append(max(cut(text, start + size * 2 // 3, start + size * 4 // 3), start + 1))
    return starts


def groups(document: Document, start: int, end: int) -> list[tuple[Kind, list[Block]]]:
    """The blocks of characters `[start, end)` in order, neighbours of one kind together."""
    found = _blocks(document, start, end)
    return [(kind, list(members)) for kind, members in groupby(found, key=attrgetter("kind"))]


def _blocks(document: Document, start: int, end: int) -> Iterator[Block]:
    """Only white space is between two blocks."""
    pages = defaultdict[int, list[str]](list)  # an empty page begins where the next one does
    for page in _within(document.marked("page"), start, end):
        pages[page.start].append(page.label)
    marked = {kind: _within(document.marked(kind), start, end) for kind in _MARKED}
    cuts = {start, end, *pages}
    for markers in marked.values():
        for marker in markers:
            cuts |= {max(marker.start, start), min(marker.end, end)}
    ordered = sorted(cuts)
    for first, last in zip(ordered, [*ordered[1:], end], strict=True):
        for label in pages.get(first, ()):
            yield Block("page", first, first, label)
        if first < last:
            kinds = (kind for kind in _MARKED if _contains(marked[kind], first))
            yield from _segment(document.text, first, last, next(kinds, None))


def _segment(text: str, start: int, end: int, kind: Kind | None) -> Iterator[Block]:
    """The blocks between two cuts, which are of one kind; None: nothing marks them."""
    if kind in _WHOLE:
        if text[start:end].strip():
            yield Block(kind, start, end, level=heading_level(text[start:end].lstrip()))
        return
    for first, last, keeps_line_ends in paragraphs(text, start, end):
        if kind is not None:
            yield Block(kind, first, last)
        elif _ITEM.match(text, first) and not keeps_line_ends:
            yield Block("item", first, last)
        else:
            yield Block("lines" if keeps_line_ends else "paragraph", first, last)


def _within(markers: Sequence[Marker], start: int, end: int) -> Sequence[Marker]:
    """Those that overlap `[start, end)` or stand in it; a page at its end belongs to what follows.

    Markers of one kind do not overlap, so at most one begins before `start`.
    """
    first = bisect_left(markers, start, key=attrgetter("start"))
    if first and markers[first - 1].end > start:
        first -= 1
    return markers[first : bisect_left(markers, end, key=attrgetter("start"))]


def _contains(markers: Sequence[Marker], offset: int) -> bool:
    at = bisect_right(markers, offset, key=attrgetter("start"))
    return bool(at) and offset < markers[at - 1].end

"""The shared types: Document, Span (a range of its characters), and search results.

A sentence, a passage, an answer and a citation are all a `Span` of one document. Its text is
computed from the document, never stored, so an answer that is not a quotation cannot be
represented. Offsets count Unicode code points of `Document.text`, half open: `[start, end)`.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal


def content_hash(text: str) -> str:
    """SHA-256 of the UTF-8 text, in hex.

    Citations and evaluation labels identify a document by it, in any library.
    """
    return hashlib.sha256(text.encode()).hexdigest()


BlockKind = Literal["heading", "row", "quote", "note", "contents"]
"""What a marked block is: a heading, a table row, a quoted reply or a quotation that is set off, a
footnote or another note, or an entry of a table of contents."""

_TIME = re.compile(r"(?<=\d{4}-\d\d-\d\d)T[\d:.]+(?:Z|[+-][\d:]+)?\Z")


def day_of(date: str) -> str:
    """A stated date without its time of day, as people are shown it; other words unchanged.

    >>> day_of("2024-03-31T09:00:00Z"), day_of("2024-03"), day_of("spring")
    ('2024-03-31', '2024-03', 'spring')
    """
    return _TIME.sub("", date)


@dataclass(frozen=True, slots=True)
class Marker:
    """Where a page begins, or what kind of block `text[start:end]` is.

    A page marker is empty (start == end) and may stand within a block. Blocks of one kind do not
    overlap. The label of a page is its number as printed, that of a heading its words.
    """

    kind: Literal["page"] | BlockKind
    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """The text extracted from one file, with its properties.

    The library assigns `id`, which is never reused; 0 means not in a library yet. Two documents are
    equal if id, source and text are: those of two libraries may have the same id.
    """

    id: int
    source: str
    title: str = field(compare=False)
    text: str = field(hash=False, repr=False)
    markers: tuple[Marker, ...] = field(default=(), compare=False, repr=False)
    """Sorted by start."""
    added: str = field(default="", compare=False)
    """When it was added: UTC, ISO 8601; empty if not in a library yet."""
    warnings: tuple[str, ...] = field(default=(), compare=False)
    """What the user should know about the extraction, such as a guessed character encoding."""
    author: str = field(default="", compare=False)
    date: str = field(default="", compare=False)
    """As stated in the file, mostly ISO 8601; empty if not stated."""
    tags: tuple[str, ...] = field(default=(), compare=False)
    """Labels given by the user."""
    losses: Mapping[str, int] = field(default_factory=dict, compare=False)
    """What was lost in the extraction ("pictures skipped") and how many of each."""
    _by_kind: dict[str, tuple[Marker, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @property
    def hash(self) -> str:
        return content_hash(self.text)

    @property
    def length(self) -> int:
        """Characters of the text."""
        return len(self.text)

    def slice(self, start: int, end: int) -> str:
        """`text[start:end]`; of a document on another machine, it need not be fetched whole."""
        return self.text[start:end]

    def marked(self, kind: str) -> tuple[Marker, ...]:
        """The markers of a kind, sorted by start."""
        if kind not in self._by_kind:
            self._by_kind[kind] = tuple(each for each in self.markers if each.kind == kind)
        return self._by_kind[kind]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `[start, end)` of a document, at least one of them."""

    document: Document
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= self.document.length:
            raise ValueError(
                f"Span [{self.start}, {self.end}) is not within {self.document.source!r}, which "
                f"has {self.document.length} characters; 0 <= start < end <= length is required."
            )

    @property
    def text(self) -> str:
        return self.document.slice(self.start, self.end)

    @property
    def page(self) -> str | None:
        """Label of the page on which the span begins; None if the document has no pages."""
        return self._page_at(self.start)

    @property
    def last_page(self) -> str | None:
        """Label of the page on which the span ends; None if the document has no pages."""
        return self._page_at(self.end - 1)

    @property
    def section(self) -> str | None:
        """The last heading at or before the span's start; None before the first one."""
        heading = self._last("heading", self.start)
        return heading.label if heading else None

    @property
    def place(self) -> str:
        """Page and section for display: "page 3 · Figures", "pages 3–4", or "" without either."""
        page = f"page {self.page}" if self.page else ""
        if self.page and self.last_page != self.page:
            page = f"pages {self.page}–{self.last_page}"
        return " · ".join(part for part in (page, self.section or "") if part)

    @property
    def is_heading(self) -> bool:
        """Is the span inside a heading?"""
        return self.is_within("heading")

    def is_within(self, kind: BlockKind) -> bool:
        """Is the span inside a block of that kind?"""
        block = self._last(kind, self.start)
        return block is not None and self.end <= block.end

    def contains(self, other: Span) -> bool:
        return (
            self.document == other.document and self.start <= other.start and other.end <= self.end
        )

    def overlaps(self, other: Span) -> bool:
        return self.document == other.document and self.start < other.end and other.start < self.end

    def pieces(self, parts: Iterable[Span]) -> Iterator[tuple[str, Span | None]]:
        """The text in order: that of each part, with the part, and what stands around them.

        `parts` are sorted; one that begins before the end of the part before is left out.
        """
        at = self.start
        for part in parts:
            if part.start >= at:
                yield self.document.slice(at, part.start), None
                yield part.text, part
                at = part.end
        yield self.document.slice(at, self.end), None

    def _page_at(self, offset: int) -> str | None:
        page = self._last("page", offset)
        return page.label if page else None

    def _last(self, kind: str, offset: int) -> Marker | None:
        """The last marker of that kind at or before an offset.

        Blocks of one kind do not overlap, so no earlier one can contain the offset.
        """
        markers = self.document.marked(kind)
        end = bisect_right(markers, offset, key=lambda marker: marker.start)
        return markers[end - 1] if end else None


@dataclass(frozen=True, slots=True)
class Hit:
    """A span with a score; higher is better. The function that returns it documents the unit."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A search result: consecutive whole sentences of a document.

    `score` is the reciprocal rank fusion score; only its order is meaningful. `dense_rank` and
    `lexical_rank` count from 1 and are None if that search did not find the passage. `sentences`
    are in text order, each scored by the cosine of its vector with the question's, in [-1, 1].
    """

    span: Span
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    sentences: tuple[Hit, ...]

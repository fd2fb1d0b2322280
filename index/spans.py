"""The shared types: Document, Span (a range of its characters), and search results.

A sentence, a passage, an answer and a citation are all a `Span` of one document. Its text is
computed from the document, never stored, so an answer that is not a quotation cannot be
represented. Offsets count Unicode code points of `Document.text`, half open: `[start, end)`.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


def content_hash(text: str) -> str:
    """SHA-256 of the UTF-8 text, in hex.

    Citations and evaluation labels identify a document by it, in any library.
    """
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Marker:
    """Where a page or a section of a document begins.

    A heading is `text[start:end]`; a page marker is empty (start == end).
    """

    kind: Literal["page", "heading"]
    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """The text extracted from one file, with its properties.

    The library assigns `id`, which is never reused; 0 means not in a library yet. Two documents are
    equal if their ids are.
    """

    id: int
    source: str = field(compare=False)
    title: str = field(compare=False)
    text: str = field(compare=False, repr=False)
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
    """What was lost in the extraction ("tables flattened") and how many of each."""

    @property
    def hash(self) -> str:
        return content_hash(self.text)


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `[start, end)` of a document, at least one of them."""

    document: Document
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.document.text):
            raise ValueError(
                f"Span [{self.start}, {self.end}) is not within {self.document.source!r}, which "
                f"has {len(self.document.text)} characters; 0 <= start < end <= length is required."
            )

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def page(self) -> str | None:
        """Label of the page on which the span begins; None if the document has no pages."""
        marker = self._last("page")
        return marker.label if marker else None

    @property
    def section(self) -> str | None:
        """The last heading at or before the span's start; None before the first one."""
        marker = self._last("heading")
        return marker.label if marker else None

    @property
    def place(self) -> str:
        """Page and section for display: "page 3 · Figures", "Figures", or "" if it has neither."""
        page = f"page {self.page}" if self.page else ""
        return " · ".join(part for part in (page, self.section or "") if part)

    @property
    def is_heading(self) -> bool:
        """Is the span inside a heading?"""
        heading = self._last("heading")
        return heading is not None and self.end <= heading.end

    def contains(self, other: Span) -> bool:
        return (
            self.document == other.document and self.start <= other.start and other.end <= self.end
        )

    def overlaps(self, other: Span) -> bool:
        return self.document == other.document and self.start < other.end and other.start < self.end

    def _last(self, kind: str) -> Marker | None:
        """The last marker of that kind at or before the span's start.

        Headings do not overlap, so no earlier one can contain the span.
        """
        markers = self.document.markers
        end = bisect_right(markers, self.start, key=lambda marker: marker.start)
        for i in range(end - 1, -1, -1):
            if markers[i].kind == kind:
                return markers[i]
        return None


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

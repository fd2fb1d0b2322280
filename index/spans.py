"""The types everything else speaks: a Document, ranges of its characters, and what a search found.

A sentence, a passage, an answer and a citation are all a `Span`: a range of characters of one document. Its text is computed from
the document, never stored beside it, so an answer that is not a quotation cannot be represented. Offsets count Unicode code points
of `Document.text`, half open: `[start, end)`.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


def content_hash(text: str) -> str:
    """SHA-256 of the UTF-8 text, in hex: names a text wherever it is stored. Evaluation labels and citations hold on to it."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Marker:
    """Where a page or a section of a document begins. A heading's own words are `text[start:end]`; a page mark is empty."""

    kind: Literal["page", "heading"]
    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """One text as it was extracted. `id` is given by the library and never used again; 0 means: not in a library yet."""

    id: int
    source: str = field(compare=False)
    title: str = field(compare=False)
    text: str = field(compare=False, repr=False)
    markers: tuple[Marker, ...] = field(default=(), compare=False, repr=False)
    """In the order of their starts."""
    added: str = field(default="", compare=False)
    """UTC, ISO 8601; empty when not in a library yet."""
    warnings: tuple[str, ...] = field(default=(), compare=False)
    """What the user should know of the extraction, such as an encoding that had to be guessed."""
    author: str = field(default="", compare=False)
    date: str = field(default="", compare=False)
    """As the file states it; mostly ISO 8601. Empty where it does not."""
    tags: tuple[str, ...] = field(default=(), compare=False)
    """What the user filed it under."""
    losses: Mapping[str, int] = field(default_factory=dict, compare=False)
    """What was lost on the way from file to text, in words ("tables flattened"), and how many of each."""

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
                f"Span [{self.start}, {self.end}) does not lie in {self.document.source!r}, which has {len(self.document.text)} characters; "
                "a span needs 0 <= start < end <= length."
            )

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    @property
    def page(self) -> str | None:
        """The label of the page the span begins on; None where the format has no pages."""
        return mark.label if (mark := self._last("page")) else None

    @property
    def section(self) -> str | None:
        """The nearest heading at or before the span's start; None before the first one."""
        return mark.label if (mark := self._last("heading")) else None

    @property
    def place(self) -> str:
        """For people: "page 3 · Figures", "Figures", or "" where the document has neither pages nor headings."""
        page = f"page {self.page}" if self.page else ""
        return " · ".join(part for part in (page, self.section or "") if part)

    @property
    def is_heading(self) -> bool:
        """Does it lie within the words of a heading?"""
        heading = self._last("heading")
        return heading is not None and self.end <= heading.end

    def contains(self, other: Span) -> bool:
        return (
            self.document == other.document and self.start <= other.start and other.end <= self.end
        )

    def overlaps(self, other: Span) -> bool:
        return self.document == other.document and self.start < other.end and other.start < self.end

    def _last(self, kind: str) -> Marker | None:
        """The last mark at or before the span's start; headings do not overlap, so no other one can hold it."""
        marks = self.document.markers
        before = bisect_right(marks, self.start, key=lambda mark: mark.start)
        return next((marks[at] for at in range(before - 1, -1, -1) if marks[at].kind == kind), None)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found, and how well it fits: higher is better, and whoever makes the hit documents the unit."""

    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Passage:
    """What a search returns: a run of whole sentences to be read.

    `score` is the reciprocal-rank-fusion score (only its order means something). `dense_rank` and `lexical_rank` count from 1 and are
    None where that search did not find the passage. `sentences` stand in text order, each scored by the cosine of its vector to the
    question's, between -1 and 1.
    """

    span: Span
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    sentences: tuple[Hit, ...]

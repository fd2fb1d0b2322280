"""Long documents travel without most of their text, which is fetched if it is read after all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from index.spans import Document
from index.storage.passages import PassageRow

MAX_WHOLE_CHARS = 50_000
"""Longer documents travel as excerpts. As many characters as ten passages with what is around."""

AROUND_CHARS = 4_000
"""Characters before and after a passage that travel with it: a page and a half. Of 12 questions
about contracts, none needed more to be answered."""

HEAD_CHARS = 400
"""Characters of the beginning, which travel with every excerpt: dates are looked for there."""

Range = tuple[int, str]
"""Where a piece of the text starts, and the piece."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Pieces of a document's text."""

    document: Document
    """With an empty text."""
    hash: str
    length: int
    """Characters of the whole text."""
    ranges: tuple[Range, ...]
    """Sorted; no two overlap."""


def excerpt(document: Document, rows: Iterable[PassageRow]) -> Document | Excerpt:
    """The document if it is short, else what is around these passages of it."""
    text, ranges = document.text, [(0, HEAD_CHARS)]
    if len(text) <= MAX_WHOLE_CHARS:
        return document
    for start, end in sorted((row.start, row.end) for row in rows):
        first, last = max(0, start - AROUND_CHARS), min(len(text), end + AROUND_CHARS)
        if first <= ranges[-1][1]:
            ranges[-1] = ranges[-1][0], max(last, ranges[-1][1])
        else:
            ranges.append((first, last))
    pieces = tuple((first, text[first:last]) for first, last in ranges)
    return Excerpt(replace(document, text=""), document.hash, len(text), pieces)


class PartialDocument(Document):
    """A document of which pieces of the text are here; `text` fetches it whole, once.

    It is equal to those of the same id, source and hash, whatever pieces they have.
    """

    __slots__ = ("_fetch", "_hash", "_length", "_ranges", "_text")

    _hash: str
    _length: int
    _ranges: list[Range]
    _fetch: Callable[[], str]
    _text: str | None

    @classmethod
    def of(cls, excerpt: Excerpt, id: int, fetch: Callable[[], str]) -> PartialDocument:
        values = excerpt.document
        made = cls(
            id,
            values.source,
            values.title,
            "",
            values.markers,
            values.added,
            values.warnings,
            values.author,
            values.date,
            values.tags,
            values.losses,
        )
        for name, value in (
            ("_hash", excerpt.hash),
            ("_length", excerpt.length),
            ("_ranges", list(excerpt.ranges)),
            ("_fetch", fetch),
        ):
            object.__setattr__(made, name, value)
        return made

    @property
    def text(self) -> str:
        if self._text is None:
            object.__setattr__(self, "_text", self._fetch())
        return str(self._text)

    @text.setter
    def text(self, _: str) -> None:
        object.__setattr__(self, "_text", None)

    @property
    def hash(self) -> str:
        return self._hash

    @property
    def length(self) -> int:
        return self._length

    def slice(self, start: int, end: int) -> str:
        if self._text is None:
            end = min(end, self._length)
            if end <= start:
                return ""
            for first, piece in self._ranges:
                if first <= start and end <= first + len(piece):
                    return piece[start - first : end - first]
        return self.text[start:end]

    def add(self, excerpt: Excerpt) -> None:
        """Further pieces."""
        object.__setattr__(self, "_ranges", list({*self._ranges, *excerpt.ranges}))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartialDocument) and (self.id, self.source, self._hash) == (
            other.id,
            other.source,
            other._hash,
        )

    def __hash__(self) -> int:
        return hash((self.id, self.source))

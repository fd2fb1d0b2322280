"""The sentences of a version as they are compared: their words, and which of them number it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.chunking import CharRange, sentences
from index.search.verbatim_words import TextWords, words_of
from index.spans import Document

_BEFORE_WORDS = r"[ \t]*(?:\s|(?=[A-Z]))(?=[\"“‘'(\[$£€]*\w)"
_NUMBER = (
    r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]{1,2}|[ivxlc]{1,6}|[A-Z])\)|\d{1,3}(?:\.\d{1,3})*\."
    r"|\d{1,3}(?:\.\d{1,2})+(?=\s+[\"“(]?[A-Z])|[a-z]\.|[ivxlc]{1,6}\.|[•▪·*–-]"
)
_NUMBERING = re.compile(rf"(?:{_NUMBER}){_BEFORE_WORDS}")
_INNER = re.compile(r"(?<=[;:,\n])\s{0,3}(?:(?:and|or)\s+)?(\([a-z0-9]{1,4}\))\s")
_OF_HEADING = re.compile(
    rf"(?:(?:section|article|clause|part|schedule|chapter|§)\s*)?(?:{_NUMBER}|\d{{1,3}}|[IVXLC]+\.?)"
    rf"[.:]?{_BEFORE_WORDS}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Version:
    """A document as it is compared.

    `edges` are the words at which its sentences begin, and the number of all words; the characters
    of sentence i are `ranges[i]`. `numbers` are the words that only number a clause or an item.
    """

    document: Document
    words: TextWords
    ranges: list[CharRange]
    edges: list[int]
    numbers: frozenset[int]

    @classmethod
    def of(cls, document: Document) -> Version:
        ranges = sentences(document.text, document.markers, learns=False)
        words = words_of(document.text)
        kept, edges = list[CharRange](), [0]
        for start, end in ranges:
            count = bisect_left(words.starts, end)
            if count > edges[-1]:
                kept.append((start, end))
                edges.append(count)
            elif kept:  # a line of signs
                kept[-1] = kept[-1][0], end
        return cls(document, words, kept, edges, frozenset(_numbers(document, ranges, words)))

    def __len__(self) -> int:
        """Sentences."""
        return len(self.ranges)

    def count(self, sentence: int) -> int:
        """Its words."""
        return self.edges[sentence + 1] - self.edges[sentence]

    def forms(self, sentence: int) -> Sequence[str]:
        """Its words as they are compared."""
        return self.words.forms[slice(*self.edges[sentence : sentence + 2])]

    def characters(self, first: int, last: int) -> CharRange:
        """Of the sentences from `first` to that before `last`; if there are none, where they would
        stand."""
        if first < last:
            return self.ranges[first][0], self.ranges[last - 1][1]
        if first < len(self.ranges):
            return self.ranges[first][0], self.ranges[first][0]
        return len(self.document.text), len(self.document.text)


def _numbers(document: Document, ranges: list[CharRange], words: TextWords) -> Iterator[int]:
    """Numbers before a heading, a clause or an item. A row of a table has none."""
    text = document.text
    headings = {marker.start for marker in document.marked("heading")}
    rows = {marker.start for marker in document.marked("row")}
    for start, end in ranges:
        pattern = _OF_HEADING if start in headings else _NUMBERING
        match = None if start in rows else pattern.match(text, start, end)
        found = [match.span()] if match else []
        for first, last in (*found, *(each.span(1) for each in _INNER.finditer(text, start, end))):
            yield from range(bisect_left(words.starts, first), bisect_left(words.starts, last))

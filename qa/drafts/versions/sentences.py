"""The sentences of a version as they are compared: their words without those that number them."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.chunking import CharRange, sentences
from index.search.verbatim_words import TextWords, words_of
from index.spans import Document
from qa.drafts.versions.numbering import numberings


@dataclass(frozen=True, slots=True)
class Version:
    """A document as it is compared.

    `words` are those of its text but for the numbers of headings, clauses and items: equal numbers
    are no sign of equal passages. `edges` are the words at which its sentences begin, and the
    number of all words; the characters of sentence i are `ranges[i]`. `every` are the words of the
    text with its numbers.
    """

    document: Document
    every: TextWords
    words: TextWords
    ranges: list[CharRange]
    edges: list[int]

    @classmethod
    def of(cls, document: Document) -> Version:
        ranges = sentences(document.text, document.markers, learns=False)
        every = words_of(document.text)
        numbers = {
            word
            for first, last in numberings(document, ranges)
            for word in range(bisect_left(every.starts, first), bisect_left(every.starts, last))
        }
        words = _without(every, numbers)
        kept, edges, begin = list[CharRange](), [0], -1
        for start, end in ranges:
            count = bisect_left(words.starts, end)
            if count > edges[-1]:
                kept.append((start if begin < 0 else begin, end))
                edges.append(count)
                begin = -1
            elif bisect_left(every.starts, start) < bisect_left(every.starts, end):
                begin = start if begin < 0 else begin  # a number above the heading it belongs to
            elif kept and begin < 0:  # a line of signs
                kept[-1] = kept[-1][0], end
        if kept and begin >= 0:
            kept[-1] = kept[-1][0], ranges[-1][1]
        return cls(document, every, words, kept, edges)

    def __len__(self) -> int:
        """Sentences."""
        return len(self.ranges)

    def count(self, sentence: int) -> int:
        """Its words."""
        return self.edges[sentence + 1] - self.edges[sentence]

    def forms(self, sentence: int) -> Sequence[str]:
        """Its words as they are compared."""
        return self.words.forms[slice(*self.edges[sentence : sentence + 2])]

    def with_numbers(self, first: int, last: int) -> Sequence[str]:
        """Of the words [first, last), with the numbers before, between and behind them."""
        starts = self.every.starts
        begin = bisect_left(starts, self.words.ends[first - 1]) if first else 0
        end = bisect_left(starts, self.words.starts[last]) if last < len(self.words) else None
        return self.every.forms[begin:end]

    def characters(self, first: int, last: int) -> CharRange:
        """Of the sentences from `first` to that before `last`; if there are none, where they would
        stand."""
        if first < last:
            return self.ranges[first][0], self.ranges[last - 1][1]
        if first < len(self.ranges):
            return self.ranges[first][0], self.ranges[first][0]
        return len(self.document.text), len(self.document.text)


def _without(words: TextWords, left_out: Collection[int]) -> TextWords:
    kept = [number for number in range(len(words)) if number not in left_out]
    forms = [words.forms[number] for number in kept]
    starts = array("i", [words.starts[number] for number in kept])
    ends = array("i", [words.ends[number] for number in kept])
    return TextWords(words.text, forms, starts, ends)

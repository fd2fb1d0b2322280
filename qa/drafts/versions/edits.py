"""The words that differ between sentences of two versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from index.spans import Span
from qa.drafts.versions.matching import Block
from qa.drafts.versions.senses import is_figure, is_negation, sense_of
from qa.drafts.versions.sentences import Version
from qa.drafts.versions.types import Edit, Sense

_CHANCE = 2
"""Equal words between two longer edits that hardly stand for each other: "of the"."""

Range = tuple[int, int, int, int]
"""Words [a, b) of the old version and [c, d) of the new one."""


def edits_between(old: Version, new: Version, words: Range, matches: Sequence[Block]) -> list[Edit]:
    """What differs within the range; `matches` are its equal words, in order. A number that is read
    as the number of a clause in one version alone, by its line breaks, is no edit."""
    return [
        _edit(old, new, (a, b, c, d))
        for a, b, c, d in _ranges(words, matches)
        if old.with_numbers(a, b) != new.with_numbers(c, d)
    ]


def _edit(old: Version, new: Version, words: Range) -> Edit:
    a, b, c, d = words
    sense = sense_of(old.words, (a, b), new.words, (c, d))
    return Edit(_span(old, a, b), _span(new, c, d), sense)


def _ranges(words: Range, matches: Sequence[Block]) -> list[Range]:
    """The words between the matches; two edits with less between them than in each are one."""
    a, b, c, d = words
    found = list[Range]()
    for i, j, size in [*matches, (b, d, 0)]:
        if i > a or j > c:
            last = found[-1] if found else None
            if last and a - last[1] <= min(_CHANCE, _size(last) - 1, _size((a, i, c, j)) - 1):
                found[-1] = last[0], i, last[2], j
            else:
                found.append((a, i, c, j))
        a, c = i + size, j + size
    return found


def _size(words: Range) -> int:
    """Of the longer side."""
    a, b, c, d = words
    return max(b - a, d - c)


def graves_in(version: Version, first: int, last: int, *, is_old: bool) -> list[Edit]:
    """The figures and negations among the words of a passage that the other version lacks."""
    return [
        Edit(span, None, sense) if is_old else Edit(None, span, sense)
        for span, sense in _graves(version, first, last)
    ]


def _graves(version: Version, first: int, last: int) -> Iterator[tuple[Span, Sense]]:
    def sense(number: int) -> Sense:
        if is_figure(version.words, number):
            return "figure"
        return "negation" if is_negation(version.words.forms[number]) else ""

    for kind, members in groupby(range(first, last), sense):
        numbers = [*members]
        span = _span(version, numbers[0], numbers[-1] + 1)
        if kind and span:
            yield span, kind


def _span(version: Version, first: int, last: int) -> Span | None:
    if first == last:
        return None
    words = version.words
    return Span(version.document, words.starts[first], words.ends[last - 1])

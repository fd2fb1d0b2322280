"""Aligns quoted words with those of a source, and tells which differ.

Words are compared by their forms (index.search.verbatim_words). difflib finds the longest matching
blocks; Smith-Waterman, as in cite-right 0.4, would leave changed words at the edges out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from index.search.verbatim_words import TextWords
from qa.drafts.omissions import loses_negation

Edit = tuple[int, int, int, int]
"""Words [a, b) of the quotation stand for the words [c, d) of the source; one may be empty."""

Block = tuple[int, int, int]
"""Word of the source, word of the quotation, number of equal words from there."""

_EDGE_GAP = 6  # words between a block of one or two words at an edge and the next: by chance
_HYPHENS = "-\u00ad\u2010\u2011\u2013"


@dataclass(frozen=True, slots=True)
class Alignment:
    """A quotation beside words of a source.

    `start` and `end` are the words of the source from the first that stands for one of the
    quotation to the last; `edits` are the differences, in order; `matched` counts equal words.
    """

    source: TextWords
    start: int
    end: int
    edits: tuple[Edit, ...]
    matched: int

    @property
    def characters(self) -> tuple[int, int]:
        """The range of characters of the source."""
        return self.source.starts[self.start], self.source.ends[self.end - 1]

    def blocks(self, count: int) -> list[Block]:
        """The equal words between the edits, of a quotation of `count` words."""
        edges = [(0, self.start), *((edit[1], edit[3]) for edit in self.edits)]
        ends = [*(edit[0] for edit in self.edits), count]
        return [(c, a, b - a) for (a, c), b in zip(edges, ends, strict=True) if b > a]


def align(
    quoted: TextWords, marked: frozenset[int], source: TextWords, first: int, last: int
) -> Alignment | None:
    """The best alignment within the words [first, last) of a source; None if no word matches.

    `marked` are words of the quotation in brackets: they may differ from the source.
    """
    found = _align(quoted, marked, source, first, last)
    if marked and (found is None or found.edits):
        forms = ["" if i in marked else form for i, form in enumerate(quoted.forms)]
        other = _align(replace(quoted, forms=forms), marked, source, first, last)
        if other and (found is None or other.matched > found.matched):
            return other
    return found


def _align(
    quoted: TextWords, marked: frozenset[int], source: TextWords, first: int, last: int
) -> Alignment | None:
    every = _blocks(quoted, source, first, last)
    blocks = _without_chance(_without_chance(every)[::-1])[::-1]
    if not blocks:
        return None
    if len(blocks) < len(every):  # their words may match again, nearer
        first = max(first, blocks[0][0] - blocks[0][1] - _EDGE_GAP)
        left = len(quoted) - blocks[-1][1] - blocks[-1][2]
        last = min(last, blocks[-1][0] + blocks[-1][2] + left + _EDGE_GAP)
        blocks = _blocks(quoted, source, first, last)
    start, end, edits = _with_edges(quoted, marked, source, blocks)
    edits = [edit for edit in edits if not _is_allowed(quoted, marked, source, edit)]
    matched = len(quoted) - sum(edit[1] - edit[0] for edit in edits)
    return Alignment(source, start, end, tuple(edits), matched)


def _blocks(quoted: TextWords, source: TextWords, first: int, last: int) -> list[Block]:
    first, last = max(first, 0), min(last, len(source))
    matcher = SequenceMatcher(None, source.forms[first:last], quoted.forms, autojunk=False)
    return [(first + a, b, size) for a, b, size in matcher.get_matching_blocks() if size]


def _without_chance(blocks: list[Block]) -> list[Block]:
    """Without the first blocks, of a word or two, that match far away: "the" of the sentence
    before."""
    while len(blocks) > 1 and blocks[0][2] <= 2:
        (a, b, _), (c, d, _) = blocks[:2]
        if abs(abs(c - a) - abs(d - b)) < _EDGE_GAP:
            break
        blocks = blocks[1:]
    return blocks


def _with_edges(
    quoted: TextWords, marked: frozenset[int], source: TextWords, blocks: Sequence[Block]
) -> tuple[int, int, list[Edit]]:
    """The range of the source and the edits. Words before the first block and after the last stand
    for as many words of the source, as far as its sentence goes; words in brackets for none."""
    edits = list[Edit]()
    start, end = blocks[0][0], blocks[-1][0] + blocks[-1][2]
    head, tail = blocks[0][1], blocks[-1][1] + blocks[-1][2]
    if head:
        start = _extended(source, start, -1, len(set(range(head)) - marked))
        edits.append((0, head, start, blocks[0][0]))
    for (a, b, size), (c, d, _) in pairwise(blocks):
        if c > a + size or d > b + size:
            edits.append((b + size, d, a + size, c))
    if tail < len(quoted):
        last, end = end, _extended(source, end, 1, len(set(range(tail, len(quoted))) - marked))
        edits.append((tail, len(quoted), last, end))
    return start, end, edits


def _extended(source: TextWords, at: int, step: int, most: int) -> int:
    """`at` moved by at most `most` words, not over the end of a sentence."""
    for _ in range(most):
        left, right = at - 1, at
        if left < 0 or right >= len(source):
            return at
        between = source.text[source.ends[left] : source.starts[right]]
        if any(sign in between for sign in ".;:!?\n"):
            return at
        at += step
    return at


def _is_allowed(quoted: TextWords, marked: frozenset[int], source: TextWords, edit: Edit) -> bool:
    """Whether the edit changes no word: only words in brackets differ, or a hyphen in a word.

    Words in brackets that have no negation do not stand for words that have one.
    """
    a, b, c, d = edit
    if a < b and marked.issuperset(range(a, b)):
        return not loses_negation(source.written(c, d), quoted.written(a, b))
    if "".join(quoted.forms[a:b]) != "".join(source.forms[c:d]):
        return False
    written = quoted.written(a, b) + source.written(c, d)
    return any(sign in written for sign in _HYPHENS)

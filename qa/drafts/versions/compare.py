"""Compares two versions of a document sentence by sentence, by their words."""

from __future__ import annotations

import re
import time
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.chunking import CharRange
from index.spans import Document, Span
from index.storage.folding import fold
from qa.drafts.versions.edits import edits_between, graves_in
from qa.drafts.versions.joining import in_order, mirrored
from qa.drafts.versions.matching import Block, matching_blocks
from qa.drafts.versions.moves import MIN_WORDS, Moves, twins_of
from qa.drafts.versions.sentences import Version
from qa.drafts.versions.types import Change, ChangeKind, Comparison, Edit

MIN_COMMON = 0.3
"""Share of the words of the shorter of two sentences that they have in common; with fewer, one is
removed and the other added."""

_LONG = 8  # equal words that are not by chance
_SHORT = 8  # words of a heading or a cell that is altered though no word is the same
_SIGNS = {
    **dict.fromkeys(map(ord, "‘’‛ʼ`´"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—−"), "-"),
}
"""Signs of one kind, for `str.translate`."""

_BROKEN = re.compile(r"(?<=\w)-\s*\n\s*(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Pair:
    """Sentences [a, b) of the old version that stand as [c, d) of the new one; either may be none.

    `matches` are the equal words.
    """

    a: int
    b: int
    c: int
    d: int
    matches: tuple[Block, ...] = ()

    @property
    def is_removed(self) -> bool:
        return self.c == self.d

    @property
    def is_added(self) -> bool:
        return self.a == self.b


def compare(old: Document, new: Document) -> Comparison:
    """What was added, removed, altered and moved from the old version to the new one."""
    began = time.perf_counter()
    is_mirrored = old.text > new.text  # so that both directions find the same changes
    first, second = (new, old) if is_mirrored else (old, new)
    versions = _Versions(Version.of(first), Version.of(second))
    pairs = versions.pairs()
    count, other_count = len(versions.old.words), len(versions.new.words)
    words = (other_count, count) if is_mirrored else (count, other_count)
    unchanged = sum(size for pair in pairs for _, _, size in pair.matches)
    found = versions.changes(pairs)
    changes = tuple(in_order(map(mirrored, found) if is_mirrored else found))
    return Comparison(old, new, changes, words, unchanged, 1000 * (time.perf_counter() - began))


@dataclass(frozen=True, slots=True)
class _Versions:
    old: Version
    new: Version

    def pairs(self) -> list[Pair]:
        """The smallest groups of whole sentences that stand for each other, in order."""
        ours, theirs = self.old, self.new
        blocks = self._linking(
            matching_blocks(
                ours.words.forms, theirs.words.forms, set(ours.edges), set(theirs.edges)
            )
        )
        pairs, at = list[Pair](), 0
        for (a, c), (b, d) in pairwise(self._cuts(blocks)):
            first = at
            while at < len(blocks) and blocks[at][0] < ours.edges[b]:
                at += 1
            pairs.append(Pair(a, b, c, d, tuple(blocks[first:at])))
        return [*self._with_short(pairs)]

    def _linking(self, blocks: list[Block]) -> list[Block]:
        """The blocks cut at the ends of sentences, but for short ones between sentences that have
        little in common, and those of sentences that stand word for word elsewhere."""
        pieces = [*self._pieces(blocks)]
        common = defaultdict[tuple[int, int], int](int)
        for i, j, (_, _, size), _ in pieces:
            common[i, j] += size
        twins = twins_of(self.old, self.new)
        back = {j: i for i, j in twins.items()}

        def links(i: int, j: int, size: int, whole: int) -> bool:
            if twins.get(i, j) != j or back.get(j, i) != i:
                return False
            shorter, longer = sorted((self.old.count(i), self.new.count(j)))
            is_part = shorter >= MIN_WORDS or whole > size  # else of a heading in a sentence
            return whole >= _LONG or common[i, j] >= MIN_COMMON * (shorter if is_part else longer)

        return [block for i, j, block, whole in pieces if links(i, j, block[2], whole)]

    def _pieces(self, blocks: list[Block]) -> Iterator[tuple[int, int, Block, int]]:
        """The parts of blocks within one sentence of each version, with the numbers of these; last
        the size of the block."""
        ours, theirs = self.old.edges, self.new.edges
        for first, second, size in blocks:
            a, c, end = first, second, first + size
            while a < end:
                i, j = bisect_right(ours, a) - 1, bisect_right(theirs, c) - 1
                length = min(end - a, ours[i + 1] - a, theirs[j + 1] - c)
                yield i, j, (a, c, length), size
                a, c = a + length, c + length

    def _cuts(self, blocks: list[Block]) -> Iterator[tuple[int, int]]:
        """Sentences of both versions between which no block leads from before one to behind the
        other; both ends, too. What is removed is before what is added there."""
        starts = [block[0] for block in blocks]

        def bounds(sentence: int) -> tuple[int, int]:
            at = bisect_left(starts, self.old.edges[sentence])
            lowest = blocks[at - 1][1] + blocks[at - 1][2] if at else 0
            highest = blocks[at][1] if at < len(blocks) else len(self.new.words)
            edges = self.new.edges
            return bisect_left(edges, lowest), bisect_right(edges, highest) - 1

        reached = 0
        for sentence in range(len(self.old) + 1):
            first, last = bounds(sentence)
            is_last = sentence == len(self.old)
            following = len(self.new) + 1 if is_last else bounds(sentence + 1)[0]
            first = max(first, reached)
            for other in range(first, last + 1):
                if other == first or other < following:
                    yield sentence, other
                    reached = other

    def _with_short(self, pairs: list[Pair]) -> Iterator[Pair]:
        """One short sentence alone in the place of another one, such as a heading, is altered."""
        at = 0
        while at < len(pairs):
            pair, *behind = pairs[at : at + 3]
            around = [*pairs[max(at - 1, 0) : at], *behind[1:]]
            if behind and self._is_short(pair, behind[0]) and all(each.matches for each in around):
                yield replace(pair, d=behind[0].d)
                at += 1
            else:
                yield pair
            at += 1

    def _is_short(self, removed: Pair, added: Pair) -> bool:
        return (
            (removed.b - removed.a, added.d - added.c) == (1, 1)
            and removed.is_removed
            and added.is_added
            and 0 < self.old.count(removed.a) <= _SHORT
            and 0 < self.new.count(added.c) <= _SHORT
        )

    def changes(self, pairs: list[Pair]) -> Iterator[Change]:
        """Sentence by sentence where they are added, removed or moved."""
        removed = [i for pair in pairs if pair.is_removed for i in range(pair.a, pair.b)]
        added = [j for pair in pairs if pair.is_added for j in range(pair.c, pair.d)]
        moves = Moves.among(self.old, self.new, removed, added)
        moved = frozenset(moves.origins.values())
        before = Pair(0, 0, 0, 0)
        for pair in pairs:
            if pair.is_removed:
                numbers = self.new.with_numbers(*[self.new.edges[pair.c]] * 2)
                for i in range(pair.a, pair.b):
                    if i not in moved and not _has_run(numbers, self.old.forms(i)):
                        yield self._one_sided("removed", (i, i + 1), (pair.c, pair.c))
            elif pair.is_added:
                numbers = self.old.with_numbers(*[self.old.edges[pair.a]] * 2)
                at = before.a if before.is_removed and before.b == pair.a else pair.a
                for j in range(pair.c, pair.d):
                    if j in moves.origins:
                        i = moves.origins[j]
                        yield self._moved(Pair(i, i + 1, j, j + 1, moves.matches[j]))
                    elif not _has_run(numbers, self.new.forms(j)):
                        yield self._one_sided("added", (at, at), (j, j + 1))
            elif change := self._altered(pair):
                yield change
            before = pair

    def _altered(self, pair: Pair) -> Change | None:
        edits = self._edits(pair)
        if edits:
            return self._change("altered", pair, edits)
        change = self._change("form", pair, ())
        same = change.old and change.new and _form(change.old) == _form(change.new)
        return None if same else change

    def _moved(self, pair: Pair) -> Change:
        return self._change("moved", pair, self._edits(pair))

    def _edits(self, pair: Pair) -> tuple[Edit, ...]:
        words = self.old.edges[pair.a], self.old.edges[pair.b]
        others = self.new.edges[pair.c], self.new.edges[pair.d]
        return tuple(edits_between(self.old, self.new, (*words, *others), pair.matches))

    def _one_sided(
        self, kind: ChangeKind, ours: tuple[int, int], theirs: tuple[int, int]
    ) -> Change:
        is_old = kind == "removed"
        version, sentence = (self.old, ours[0]) if is_old else (self.new, theirs[0])
        first, last = version.edges[sentence : sentence + 2]
        graves = tuple(graves_in(version, first, last, is_old=is_old))
        return self._change(kind, Pair(*ours, *theirs), graves)

    def _change(self, kind: ChangeKind, pair: Pair, edits: tuple[Edit, ...]) -> Change:
        ours = self.old.characters(pair.a, pair.b)
        theirs = self.new.characters(pair.c, pair.d)
        old, new = _span(self.old.document, ours), _span(self.new.document, theirs)
        return Change(kind, old, new, edits, ours[0], theirs[0])


def _span(document: Document, ends: CharRange) -> Span | None:
    return Span(document, *ends) if ends[0] < ends[1] else None


def _form(span: Span) -> str:
    """The text without what does not count: line breaks, the shape of quotation marks."""
    return " ".join(_BROKEN.sub("", fold(span.text)).translate(_SIGNS).split())


def _has_run(words: Sequence[str], run: Sequence[str]) -> bool:
    """Whether what are words in one version only number a passage in the other."""
    size = len(run)
    return any(words[at : at + size] == run for at in range(len(words) - size + 1))

"""The words that two versions have in common, in the same order.

Runs of words that stand once in each version are anchors; the heaviest chain of them that goes
forwards in both is kept (patience diff, with weights). Between two anchors the same is done with
shorter runs, and difflib aligns what is left. difflib alone takes minutes for 100,000 words.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

Block = tuple[int, int, int]
"""First word in the old version, first word in the new one, number of equal words from there."""

RUNS = (8, 4, 2, 1)
"""Words of the anchors that are looked for, one length after the other."""

_SMALL = 4_000  # pairs of words between two anchors that difflib aligns at once, in 1 ms
_LARGEST = 400_000  # without an anchor; more, as in one row again and again, is cut evenly
_FARTHEST = 80  # words by which an insertion is shifted to a boundary

Words = NDArray[np.int64]


def matching_blocks(
    old: Sequence[str], new: Sequence[str], old_edges: set[int], new_edges: set[int]
) -> list[Block]:
    """The common words, as blocks that go forwards in both and are as long as can be.

    `old_edges` and `new_edges` are the words at which sentences begin. Where an insertion or a
    removal may be read in several ways ("[a b] a b" or "a [b a] b"), it begins at one of them.
    """
    numbers = dict[str, int]()
    first, second = (
        np.array([numbers.setdefault(word, len(numbers)) for word in words], np.int64)
        for words in (old, new)
    )
    found = _joined([*_matches(first, second, (0, len(old)), (0, len(new)), 0)])
    return _at_edges(found, (old, new), (old_edges, new_edges))


def _matches(
    old: Words, new: Words, ours: tuple[int, int], theirs: tuple[int, int], level: int
) -> Iterator[Block]:
    """The blocks within two ranges of words; `level` is the first of RUNS that is tried."""
    a, b = ours
    c, d = theirs
    size = _common(old[a:b], new[c:d])
    yield a, c, size
    a, c = a + size, c + size
    size = _common(old[a:b][::-1], new[c:d][::-1])
    tail = b - size, d - size, size
    b, d = tail[:2]
    if b > a and d > c:
        yield from _inner(old, new, (a, b), (c, d), level)
    yield tail


def _inner(
    old: Words, new: Words, ours: tuple[int, int], theirs: tuple[int, int], level: int
) -> Iterator[Block]:
    (a, b), (c, d) = ours, theirs
    area = (b - a) * (d - c)
    for number in range(level, len(RUNS)) if area > _SMALL else ():
        chain = _chain(_anchors(old[a:b], new[c:d], RUNS[number]))
        if chain:
            for i, j, size in [*chain, (b - a, d - c, 0)]:
                yield from _matches(old, new, (a, i + ours[0]), (c, j + theirs[0]), number)
                a, c = i + ours[0] + size, j + theirs[0] + size
                yield a - size, c - size, size
            return
    parts = 1 if area <= _LARGEST else math.ceil(math.sqrt(area / _SMALL))
    for part in range(parts):
        i, k = (a + (b - a) * edge // parts for edge in (part, part + 1))
        j, m = (c + (d - c) * edge // parts for edge in (part, part + 1))
        matcher = SequenceMatcher(None, old[i:k].tolist(), new[j:m].tolist(), autojunk=False)
        yield from ((i + x, j + y, size) for x, y, size in matcher.get_matching_blocks())


def _common(ours: Words, theirs: Words) -> int:
    """The number of equal words at the beginning."""
    length = min(len(ours), len(theirs))
    different = np.flatnonzero(ours[:length] != theirs[:length])
    return int(different[0]) if len(different) else length


def _anchors(old: Words, new: Words, size: int) -> list[Block]:
    """The runs of at least `size` words all of whose shingles stand once in each version."""
    ours, theirs = _shingles(old, size), _shingles(new, size)
    _, i, j = np.intersect1d(ours[0], theirs[0], assume_unique=True, return_indices=True)
    i, j = ours[1][i], theirs[1][j]
    order = np.argsort(i)
    i, j = i[order], j[order]
    if not len(i):
        return []
    starts = np.flatnonzero(np.append(True, (np.diff(i) != 1) | (np.diff(j) != 1)))
    lengths = np.diff(np.append(starts, len(i))) + size - 1
    return [*zip(i[starts].tolist(), j[starts].tolist(), lengths.tolist(), strict=True)]


def _shingles(words: Words, size: int) -> tuple[NDArray[np.uint64], Words]:
    """Hashes of the runs of `size` words that stand once, sorted, and their places."""
    count = len(words) - size + 1
    if count < 1:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    hashes = np.zeros(count, np.uint64)
    for offset in range(size):
        part = words[offset : offset + count].astype(np.uint64) + np.uint64(1)
        hashes = (hashes ^ part) * np.uint64(0x9E3779B97F4A7C15)
        hashes ^= hashes >> np.uint64(29)
    values, places, counts = np.unique(hashes, return_index=True, return_counts=True)
    return values[counts == 1], places[counts == 1]


def _chain(runs: list[Block]) -> list[Block]:
    """The runs, in order of the old version, with the most words that also go forwards in the new.

    Where two of them overlap, the later one loses the words.
    """
    ends, sums = [-1], [0]  # places in the new version, and the most words of a chain up to there
    best, before = [0], [-1]  # the last run of that chain; the run before each run
    for number, (_, j, size) in enumerate(runs):
        at = bisect_left(ends, j) - 1
        total = sums[at] + size
        before.append(best[at])
        put = at + 1
        if put < len(ends) and ends[put] == j:
            if sums[put] >= total:
                continue
            del ends[put], sums[put], best[put]
        while put < len(ends) and sums[put] <= total:
            del ends[put], sums[put], best[put]
        ends.insert(put, j)
        sums.insert(put, total)
        best.insert(put, number + 1)
    chosen, number = list[Block](), best[-1]
    while number > 0:
        chosen.append(runs[number - 1])
        number = before[number]
    return [*_apart(reversed(chosen))]


def _apart(runs: Iterator[Block]) -> Iterator[Block]:
    a = c = 0
    for i, j, size in runs:
        skip = max(a - i, c - j, 0)
        if skip < size:
            yield i + skip, j + skip, size - skip
            a, c = i + size, j + size


def _joined(blocks: Sequence[Block]) -> list[Block]:
    """Blocks that follow each other in both versions as one; without empty ones."""
    joined = list[Block]()
    for i, j, size in blocks:
        if joined and joined[-1][0] + joined[-1][2] == i and joined[-1][1] + joined[-1][2] == j:
            joined[-1] = joined[-1][0], joined[-1][1], joined[-1][2] + size
        elif size:
            joined.append((i, j, size))
    return joined


def _at_edges(
    blocks: list[Block],
    words: tuple[Sequence[str], Sequence[str]],
    edges: tuple[set[int], set[int]],
) -> list[Block]:
    """Shifts what is only inserted or only removed so that it begins at a sentence, if it can."""
    shifted = blocks[:1]
    for i, j, size in blocks[1:]:
        a, c, length = shifted[-1]
        added = i == a + length
        text, starts = (words[1], edges[1]) if added else (words[0], edges[0])
        first, last = (c + length, j) if added else (a + length, i)
        if added or j == c + length:
            by = _shift(text, starts, first, last, min(length, _FARTHEST), min(size, _FARTHEST))
            shifted[-1] = a, c, length + by
            i, j, size = i + by, j + by, size - by
        shifted.append((i, j, size))
    return _joined(shifted)


def _shift(
    text: Sequence[str], starts: set[int], first: int, last: int, back: int, forth: int
) -> int:
    """By how many words `[first, last)` moves to begin at a sentence; 0 if it cannot."""
    if first in starts:
        return 0
    by = 0
    while by > -back and text[first + by - 1] == text[last + by - 1]:
        by -= 1
        if first + by in starts:
            return by
    by = 0
    while by < forth and text[first + by] == text[last + by]:
        by += 1
        if first + by in starts:
            return by
    return 0

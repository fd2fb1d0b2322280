"""Runs of words that some texts share with the documents of a library.

The documents are read once, one at a time; nothing is stored. A run is found by its shingles
(n-grams of words, as Broder's): those of the texts are hashed, and looked up for each document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.search.verbatim_words import compared

MOST_PLACES = 24
"""Runs kept about one place of a text, the longest first: enough for the same clause in as many
documents. Of a phrase that is everywhere more would only cost time."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_PRUNED_AT = 400_000  # runs in memory

Array = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Run:
    """Words `[text, text + length)` of a text are words `[place, place + length)` of a document."""

    document: int
    """Its index among the documents that were read."""
    text: int
    place: int
    length: int


class SharedRuns:
    """The runs of words that texts share with documents. Not safe for threads."""

    def __init__(self, texts: Sequence[list[str]], size: int) -> None:
        """`texts` are words in compared form; runs of fewer than `size` words are not found."""
        vocabulary = {"": 0}
        ids = [
            vocabulary.setdefault(word, len(vocabulary)) for text in texts for word in [*text, ""]
        ]
        self._numbering = _Numbering(vocabulary)
        numbers = np.array(ids, np.int64)
        lengths = np.array([len(text) + 1 for text in texts], np.int64)
        self._starts = np.concatenate(([0], np.cumsum(lengths)))
        self._size = size
        hashes, places = _shingles(numbers, size)
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._places = hashes[order], places[order]
        self._found: list[Array] = []
        self._count = 0

    def read(self, document: int, words: Sequence[str]) -> None:
        """Looks up the words of a document, as they are written (WORD.findall of its text)."""
        numbering = self._numbering
        numbers = np.array([numbering[word] for word in words], np.int64)
        hashes, at = _shingles(numbers, self._size)
        first = np.searchsorted(self._hashes, hashes, "left")
        counts = np.searchsorted(self._hashes, hashes, "right") - first
        hit = counts > 0
        if not hit.any():
            return
        first, counts, at = first[hit], counts[hit], at[hit]
        at = np.repeat(at, counts)
        ends = np.cumsum(counts)
        within = np.arange(ends[-1]) - np.repeat(ends - counts, counts)
        text = self._places[np.repeat(first, counts) + within]
        self._add(document, text, at)

    def _add(self, document: int, text: Array, at: Array) -> None:
        order = np.lexsort((at, at - text))
        text, at = text[order], at[order]
        begins = np.ones(len(at), bool)
        begins[1:] = (np.diff(at) != 1) | (np.diff(text) != 1)
        starts = np.flatnonzero(begins)
        lengths = np.diff(np.append(starts, len(at))) + self._size - 1
        runs = np.stack(
            (np.full(len(starts), document, np.int64), text[starts], at[starts], lengths), axis=1
        )
        self._found.append(runs)
        self._count += len(runs)
        if self._count > _PRUNED_AT:
            self._prune()

    def _prune(self) -> None:
        """Keeps the longest runs about each place of the texts."""
        runs = np.concatenate(self._found)
        middle = runs[:, 1] + runs[:, 3] // 2
        order = np.lexsort((runs[:, 0], -runs[:, 3], middle))
        runs, middle = runs[order], middle[order]
        begins = np.flatnonzero(np.append(True, np.diff(middle) != 0))
        sizes = np.diff(np.append(begins, len(middle)))
        rank = np.arange(len(middle)) - np.repeat(begins, sizes)
        self._found = [runs[rank < MOST_PLACES]]
        self._count = len(self._found[0])

    def runs(self) -> list[list[Run]]:
        """The runs of each text, in order of their places in it, the longest first."""
        found: list[list[Run]] = [[] for _ in range(len(self._starts) - 1)]
        if not self._found:
            return found
        self._prune()
        rows = self._found[0]
        owners = np.searchsorted(self._starts, rows[:, 1], "right") - 1
        for owner, (document, text, place, length) in zip(
            owners.tolist(), rows.tolist(), strict=True
        ):
            start = int(self._starts[owner])
            found[owner].append(Run(document, text - start, place, length))
        return found


def _shingles(numbers: Array, size: int) -> tuple[NDArray[np.uint64], Array]:
    """Hashes and places of all runs of `size` words without a 0."""
    count = len(numbers) - size + 1
    if count < 1:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    values = numbers.astype(np.uint64)
    hashes, whole = np.zeros(count, np.uint64), np.ones(count, bool)
    for offset in range(size):
        part = values[offset : offset + count]
        whole &= part > 0
        hashes = (hashes + part) * _FACTOR
        hashes ^= hashes >> np.uint64(29)
    places = np.flatnonzero(whole)
    return hashes[places], places


class _Numbering(dict[str, int]):
    """A word as it is written -> the number of its compared form, 0 if a vocabulary lacks it."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self._numbers = vocabulary

    def __missing__(self, word: str) -> int:
        number = self[word] = self._numbers.get(compared(word), 0)
        return number

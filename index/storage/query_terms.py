"""Leaves very common words out of the BM25 query in a large library.

A search costs as much as the passages that contain any of its words, and BM25 gives a word that
most passages contain hardly any weight.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

PRUNE_FROM_PASSAGES = 10_000
"""In a library of fewer passages every word is searched."""

MAX_DOC_FREQUENCY = 0.2
"""A word in more than this share of the passages is left out.

On SQuAD half A, where 1 leaves out nothing: hit@1 .740 at 1, .748 at 0.2, .736 at 0.1; hit@5 .934,
.932, .926.
"""

MAX_POSTINGS = 30_000
"""Passages read for a question, summed over its words, rarest first; further words are left out.

With half A among a million sentences of novels (141,119 passages, 400 questions): hit@1 .735
without this bound, .730 with it, hit@5 .917 and .917, hit@10 .938 and .940; 16.7 and 12.0 ms of
processor time at p50, 46 and 20 ms at p99.
"""


def select_terms(
    words: Sequence[str], passages: int, count: Callable[[str, int], int]
) -> list[str]:
    """The words that are not too common among so many `passages`, in their order.

    All of them in a small library, and if none would be left. `count` returns the number of
    passages that have a word, if it is less than a limit, and else at least that limit.
    """
    if passages < PRUNE_FROM_PASSAGES:
        return [*words]
    max_count = int(MAX_DOC_FREQUENCY * passages)
    counts = {word: min(count(word, max_count + 1), max_count + 1) for word in words}
    selected, postings = set[str](), 0
    for word in sorted(words, key=lambda word: counts[word]):
        postings += counts[word]
        if counts[word] <= max_count and (postings <= MAX_POSTINGS or not selected):
            selected.add(word)
    return [word for word in words if word in selected] or [*words]


class QueryTermPruner:
    """Selects the words to search; caches their document frequencies over one connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._generation = -1
        self._passages = 0
        self._counts: dict[str, int] = {}

    def select(self, words: list[str], generation: int) -> list[str]:
        """See `select_terms`. `generation` is that of the library as it is being read."""
        if generation != self._generation:
            self._generation, self._counts = generation, {}
            (self._passages,) = self._db.execute("SELECT count(*) FROM passage").fetchone()
        return select_terms(words, self._passages, self._count)

    def _count(self, word: str, limit: int) -> int:
        """Number of passages that contain the word, at most `limit`."""
        count = self._counts.get(word)
        if count is None:
            query = "SELECT count(*) FROM (SELECT 1 FROM lexical WHERE lexical MATCH ? LIMIT ?)"
            count = int(self._db.execute(query, (f'"{word}"', limit)).fetchone()[0])
            self._counts[word] = count
        return count

"""Which words of a question are searched for in a large library: not those that stand in so many passages that they tell few apart.

A search costs as much as there are passages that hold one of its words, and BM25 gives hardly anything for a word that most of them hold.
"""

from __future__ import annotations

import sqlite3

PRUNE_FROM_PASSAGES = 10_000
"""Passages. In a library of fewer every word is searched for."""

MAX_DOC_FREQUENCY = 0.2
"""A word in more than this share of the passages is left out. On SQuAD half A, where 1 leaves out nothing: hit@1 .740 at 1, .748 at 0.2,
.736 at 0.1; hit@5 .934, .932, .926."""

MAX_POSTINGS = 30_000
"""Passages that are looked at for a question, word by word, the rarest first; words that would make it more are left out. With half A
among a million sentences of novels (141,119 passages, 400 questions): hit@1 .735 without this bound, .730 with it, hit@5 .917 and .917,
hit@10 .938 and .940; 16.7 and 12.0 ms of the processor's time at p50, 46 and 20 ms at p99."""


class QueryTermPruner:
    """What is known of the words of a library, over one connection to it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._generation = -1
        self._counts: dict[str, int] = {}

    def select(self, words: list[str], generation: int) -> list[str]:
        """Those that are not common, the rarer ones first if they are many; all where none would be left.

        `generation` is the library's that is read.
        """
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passage'").fetchone()
        if row is None or row[0] < PRUNE_FROM_PASSAGES:
            return words
        if generation != self._generation:
            self._generation, self._counts = generation, {}
        common = int(MAX_DOC_FREQUENCY * row[0])
        counts = {word: self._count(word, common + 1) for word in words}
        kept, looked_at = set[str](), 0
        for word in sorted(words, key=lambda word: counts[word]):
            looked_at += counts[word]
            if counts[word] <= common and (looked_at <= MAX_POSTINGS or not kept):
                kept.add(word)
        return [word for word in words if word in kept] or words

    def _count(self, word: str, most: int) -> int:
        """The passages that hold it, or `most`."""
        found = self._counts.get(word)
        if found is None:
            counted = "SELECT count(*) FROM (SELECT 1 FROM lexical WHERE lexical MATCH ? LIMIT ?)"
            found = self._counts[word] = int(
                self._db.execute(counted, (f'"{word}"', most)).fetchone()[0]
            )
        return found

"""Which words of a question are searched for in a large library: not those that stand in so many passages that they tell none apart.

A search costs as much as there are passages that hold one of its words, and BM25 gives hardly anything for a word that most of them hold.
"""

from __future__ import annotations

import sqlite3

LARGE = 10_000
"""Passages. In a library of fewer every word is searched for."""

COMMON = 0.2
"""A word in more than this share of the passages is left out. On SQuAD half A, where 1 leaves out nothing: hit@1 .740 at 1, .748 at 0.2,
.736 at 0.1; hit@5 .934, .932, .926."""


class Words:
    """What is known of the words of a library, over one connection to it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._generation = -1
        self._common: dict[str, bool] = {}

    def telling(self, words: list[str], generation: int) -> list[str]:
        """Those that are not common; all where none would be left. `generation` is the library's that is read."""
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passage'").fetchone()
        if row is None or row[0] < LARGE:
            return words
        if generation != self._generation:
            self._generation, self._common = generation, {}
        most = int(COMMON * row[0])
        return [word for word in words if not self._is_common(word, most)] or words

    def _is_common(self, word: str, most: int) -> bool:
        found = self._common.get(word)
        if found is None:
            counted = "SELECT count(*) FROM (SELECT 1 FROM lexical WHERE lexical MATCH ? LIMIT ?)"
            found = bool(self._db.execute(counted, (f'"{word}"', most + 1)).fetchone()[0] > most)
            self._common[word] = found
        return found

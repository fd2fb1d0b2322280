"""BM25 as SQLite's FTS5 computes it, under the statistics of several libraries together.

FTS5 knows only its own counts. But its score of one phrase alone is idf * f(frequency, length): the
idf is known and the length of every passage is stored in FTS5's table of sizes, so the weighted
frequency follows, a multiple of one half (bm25.COLUMN_WEIGHTS). From frequencies and lengths the
score is computed under other statistics, in the order of operations of fts5_aux.c: under those of
the library itself it is FTS5's score to the last bit.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.errors import CorruptLibraryError
from index.storage import embeddings
from index.storage.bm25 import COLUMN_WEIGHTS
from index.storage.connection import Store
from index.storage.embeddings import Ids

K1, B, MIN_IDF = 1.2, 0.75, 1e-6
"""The constants of fts5_aux.c."""

Scores = NDArray[np.float64]
Postings = tuple[Ids, Scores]
"""The passages that have a phrase, sorted, and how often each has it, by column weight."""

_CACHED_POSTINGS = 1_000_000  # 16 bytes each
_MAX_FREQUENCY_ERROR = 1e-6
_NO_IDS = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class CollectionStatistics:
    """What BM25 needs to know of all passages together."""

    passages: int = 0
    tokens: int = 0
    """Words of all passages, with title and section."""
    frequencies: Mapping[str, int] = field(default_factory=dict)
    """Phrase -> number of passages that have it."""

    def __add__(self, other: CollectionStatistics) -> CollectionStatistics:
        counts = dict(self.frequencies)
        for phrase, count in other.frequencies.items():
            counts[phrase] = counts.get(phrase, 0) + count
        return CollectionStatistics(
            self.passages + other.passages, self.tokens + other.tokens, counts
        )

    def idf(self, phrase: str) -> float:
        """Inverse document frequency as FTS5 has it: never below MIN_IDF."""
        count = self.frequencies[phrase]
        idf = math.log((self.passages - count + 0.5) / (count + 0.5))
        return idf if idf > 0 else MIN_IDF


class PassageStatistics:
    """Lengths and postings of the passages of one library at one generation. Thread-safe."""

    def __init__(self, store: Store, hidden: Iterable[int] = ()) -> None:
        """The passages of the documents `hidden` are left out, as if they were not stored."""
        self.hidden_ids = frozenset(hidden)
        self.hidden_documents = np.array(sorted(self.hidden_ids), np.int64)
        self.hidden = embeddings.passage_ids(store, self.hidden_documents)
        self._ids, self._lengths = _read_lengths(store)
        self._stored = CollectionStatistics(len(self._ids), int(self._lengths.sum()))
        tokens = self._lengths[np.searchsorted(self._ids, self.hidden)].sum()
        self.own = CollectionStatistics(
            len(self._ids) - len(self.hidden), self._stored.tokens - int(tokens)
        )
        self._counts = dict[str, int]()
        self._postings = dict[str, Postings]()
        self._room = _CACHED_POSTINGS
        self._lock = threading.Lock()

    def frequency(self, store: Store, phrase: str) -> int:
        """Number of passages that have the phrase."""
        if phrase not in self._counts:
            query = "SELECT count(*) FROM lexical WHERE lexical MATCH ?"
            (count,) = store.db.execute(query, (f'"{phrase}"',)).fetchone()
            if len(self.hidden) and count:
                query += " AND +rowid IN (SELECT value FROM json_each(?))"
                values = f'"{phrase}"', json.dumps(self.hidden.tolist())
                count -= store.db.execute(query, values).fetchone()[0]
            self._counts[phrase] = count
        return self._counts[phrase]

    def statistics(self, store: Store, phrases: Iterable[str]) -> CollectionStatistics:
        counts = {phrase: self.frequency(store, phrase) for phrase in phrases}
        return CollectionStatistics(self.own.passages, self.own.tokens, counts)

    def postings(self, store: Store, phrase: str) -> Postings:
        """Raises CorruptLibraryError if the lengths of passages contradict the scores of FTS5."""
        found = self._postings.get(phrase)
        if found is None:
            found = self._read_postings(store, phrase)
            with self._lock:
                self._room -= len(found[0])
                while self._room < 0 and self._postings:
                    oldest = next(iter(self._postings))
                    self._room += len(self._postings.pop(oldest)[0])
                self._postings[phrase] = found
        return found

    def _read_postings(self, store: Store, phrase: str) -> Postings:
        query = f"SELECT rowid, bm25(lexical, {COLUMN_WEIGHTS}) FROM lexical WHERE lexical MATCH ?"
        rows = store.db.execute(f"{query} ORDER BY rowid", (f'"{phrase}"',)).fetchall()
        if not rows:
            return _NO_IDS, np.zeros(0)
        ids = np.array([id for id, _ in rows], np.int64)
        scores = np.array([-score for _, score in rows])
        stored = CollectionStatistics(
            self._stored.passages, self._stored.tokens, {phrase: len(rows)}
        )
        saturation = scores / stored.idf(phrase)
        computed = saturation * self._norms(ids, stored) / (K1 + 1.0 - saturation)
        frequencies = np.round(2 * computed) / 2
        if np.abs(frequencies - computed).max() > _MAX_FREQUENCY_ERROR * frequencies.max():
            raise CorruptLibraryError(
                store.path, f"the lengths of its passages contradict its scores of {phrase!r}"
            )
        shown = ~np.isin(ids, self.hidden)
        return ids[shown], frequencies[shown]

    def scores(
        self,
        store: Store,
        phrases: Sequence[str],
        statistics: CollectionStatistics,
        allowed: Ids | None = None,
        required: Sequence[str] = (),
    ) -> tuple[Ids, Scores]:
        """The passages that have one of the `phrases`, sorted, and their scores; more is better.

        Only those `allowed`, sorted, if given, and only those with one of the `required` phrases,
        if there are any, whose scores are added first.
        """
        every = [self.postings(store, phrase) for phrase in (*required, *phrases)]
        ids = _union(every[len(required) :])
        if required:
            ids = np.intersect1d(ids, _union(every[: len(required)]), assume_unique=True)
        if allowed is not None:
            ids = np.intersect1d(ids, allowed, assume_unique=True)
        if len(ids) == 0:
            return ids, np.zeros(0)
        norms, total = self._norms(ids, statistics), np.zeros(len(ids))
        for phrase, (found, times) in zip((*required, *phrases), every, strict=True):
            at = np.searchsorted(ids, found)
            is_here = ids[np.minimum(at, len(ids) - 1)] == found
            at, times = at[is_here], times[is_here]
            total[at] += statistics.idf(phrase) * ((times * (K1 + 1.0)) / (times + norms[at]))
        return ids, total

    def matching(self, store: Store, phrases: Sequence[str], allowed: Ids | None) -> int:
        """Number of passages that have one of the phrases, of those `allowed`."""
        ids = _union([self.postings(store, phrase) for phrase in phrases])
        if allowed is not None:
            ids = np.intersect1d(ids, allowed, assume_unique=True)
        return len(ids)

    def _norms(self, ids: Ids, statistics: CollectionStatistics) -> Scores:
        average = statistics.tokens / statistics.passages
        lengths = self._lengths[np.searchsorted(self._ids, ids)]
        return K1 * (1.0 - B + B * lengths / average)


def _union(postings: Sequence[Postings]) -> Ids:
    return np.unique(np.concatenate([_NO_IDS, *(ids for ids, _ in postings)]))


def _read_lengths(store: Store) -> tuple[Ids, Scores]:
    """Passage ids, sorted, and the number of words of each: the sum of its columns.

    FTS5 stores the columns of a row as varints, seven bits a byte, the highest first.
    """
    rows = store.db.execute("SELECT id, sz FROM lexical_docsize ORDER BY id").fetchall()
    data = np.frombuffer(b"".join(size for _, size in rows), np.uint8)
    ends = np.flatnonzero(data < 128)  # the last byte of each number
    byte = np.arange(len(data))
    following = ends[np.searchsorted(ends, byte)] - byte if len(data) else byte
    values = (data & 127) * 128.0**following
    row = np.repeat(np.arange(len(rows)), np.array([len(size) for _, size in rows], np.int64))
    lengths = np.bincount(row, values, len(rows)).astype(np.float64)
    return np.array([id for id, _ in rows], np.int64), lengths

"""Sentences' vectors out of the library file, many at once, and which documents there are to read them of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Vectors
from index.errors import CorruptLibraryError
from index.storage.filters import Filter
from index.storage.store import Store

Ids = NDArray[np.int64]

_AT_ONCE = 500  # documents or sentences that one statement names

_ROWS = "SELECT sentence.id, passage.document, sentence.vector FROM sentence JOIN passage ON sentence.passage = passage.id"


@dataclass(frozen=True, slots=True)
class EmbeddingBatch:
    """Sentences in the order of their ids: the ids (n,), the documents they are of (n,), their vectors (n, dimension)."""

    ids: Ids
    documents: Ids
    vectors: Vectors

    def __len__(self) -> int:
        return len(self.ids)

    def select(self, which: NDArray[np.bool_]) -> Self:
        """Those that are flagged."""
        return (
            self
            if which.all()
            else type(self)(self.ids[which], self.documents[which], self.vectors[which])
        )

    def concat(self, others: Self) -> Self:
        """These, and after them the `others`."""
        return type(self)(
            np.concatenate([self.ids, others.ids]),
            np.concatenate([self.documents, others.documents]),
            np.concatenate([self.vectors, others.vectors]),
        )


def read_after(store: Store, sentence: int, most: int) -> EmbeddingBatch:
    """The next sentences by id, of whatever documents. Raises DamageError where a damaged file would have them come round again."""
    rows = _rows(
        store,
        store.db.execute(
            f"{_ROWS} WHERE sentence.id > ? ORDER BY sentence.id LIMIT ?", (sentence, most)
        ).fetchall(),
    )
    if (np.diff(rows.ids, prepend=sentence) <= 0).any():
        raise CorruptLibraryError(
            store.path, "its sentences do not come in the order of their numbers"
        )
    return rows


def read_for_documents(store: Store, documents: Ids) -> EmbeddingBatch:
    """All sentences of some documents."""
    found: list[tuple[int, int, bytes]] = []
    for part in _parts(documents):
        found += store.db.execute(
            f"{_ROWS} WHERE passage.document IN ({', '.join('?' * len(part))})", part
        ).fetchall()
    return _rows(store, sorted(found))


def read_vectors(store: Store, sentences: Ids) -> tuple[Ids, Vectors]:
    """Of the sentences of those ids, by id; one that is not there is left out."""
    found: list[tuple[int, bytes]] = []
    for part in _parts(sentences):
        found += store.db.execute(
            f"SELECT id, vector FROM sentence WHERE id IN ({', '.join('?' * len(part))})", part
        ).fetchall()
    found.sort()
    return np.array([id for id, _ in found], np.int64), _unpacked(
        store, [vector for _, vector in found]
    )


def sentence_ids(store: Store) -> Ids:
    """Of all sentences, sorted."""
    return _sorted(store.db.execute("SELECT id FROM sentence"))


def has_more_than(store: Store, count: int) -> bool:
    """Are there more sentences than `count`?"""
    (found,) = store.db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM sentence LIMIT ?)", (count + 1,)
    ).fetchone()
    return bool(found > count)


def document_ids(store: Store, after: int = 0) -> Ids:
    """Ids of all documents that came after one, sorted."""
    if after == 0:
        return _sorted(
            store.db.execute("SELECT id FROM document")
        )  # out of an index, for a document is long
    return _sorted(store.db.execute("SELECT id FROM document WHERE id > ?", (after,)))


def filtered_document_ids(store: Store, filters: Filter) -> Ids:
    """Ids of the documents that a filter lets through, sorted."""
    condition, values = filters.sql()
    return _sorted(store.db.execute(f"SELECT id FROM document WHERE {condition}", values))


def isin_sorted(values: Ids, some: Ids) -> NDArray[np.bool_]:
    """Which values are among `some`, which are sorted?"""
    if len(some) == 0:
        return np.zeros(len(values), np.bool_)
    return np.asarray(some[np.minimum(np.searchsorted(some, values), len(some) - 1)] == values)


def _sorted(found: Iterable[tuple[int]]) -> Ids:
    return np.sort(np.fromiter((id for (id,) in found), np.int64))


def _parts(ids: Ids) -> Iterator[list[int]]:
    return (ids[first : first + _AT_ONCE].tolist() for first in range(0, len(ids), _AT_ONCE))


def _rows(store: Store, found: Sequence[tuple[int, int, bytes]]) -> EmbeddingBatch:
    ids, documents, vectors = zip(*found, strict=True) if found else ((), (), ())
    return EmbeddingBatch(
        np.array(ids, np.int64), np.array(documents, np.int64), _unpacked(store, vectors)
    )


def _unpacked(store: Store, vectors: Sequence[bytes]) -> Vectors:
    if len({len(vector) if isinstance(vector, bytes) else -1 for vector in vectors}) > 1:
        raise CorruptLibraryError(store.path, "the vectors of its sentences differ in length")
    told = store.meta("dimension")
    size = (
        2 * int(told)
        if told
        else len(vectors[0])
        if vectors and isinstance(vectors[0], bytes)
        else 0
    )
    if any(not isinstance(vector, bytes) or len(vector) != size for vector in vectors[:1]):
        raise CorruptLibraryError(
            store.path, f"the vectors of its sentences have not {size // 2} numbers"
        )
    made = (
        np.frombuffer(b"".join(vectors), "<f2")
        .astype(np.float32)
        .reshape(len(vectors), size // 2 if vectors else 0)
    )
    if not np.isfinite(made).all():
        raise CorruptLibraryError(store.path, "a vector of its sentences is not finite")
    return made

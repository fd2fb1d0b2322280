"""Vectors of sentences, read from the library file many at once, and the ids they belong to.

All ids are int64 arrays. The rows' checksums are not compared here: a damaged vector can only
change a ranking, and index.storage.passages verifies every passage that is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Vectors
from index.errors import CorruptLibraryError
from index.storage.connection import Store
from index.storage.filters import Filter
from index.storage.schema import placeholders

Ids = NDArray[np.int64]

NORM_TOLERANCE = 0.01
"""Greatest difference from 1 of the length of a vector stored as 16-bit floats."""

_NORM_ROWS = 4096  # converted at once: 100,000 would take 300 MB
_BATCH = 500  # ids in one statement

_SELECT = """
SELECT sentence.id, passage.document, sentence.vector
FROM sentence JOIN passage ON sentence.passage = passage.id"""


def are_unit_vectors(vectors: NDArray[np.floating]) -> bool:
    """Is every row finite and of length 1, within NORM_TOLERANCE?"""
    rows = np.atleast_2d(vectors)
    for first in range(0, len(rows), _NORM_ROWS):
        lengths = np.linalg.norm(rows[first : first + _NORM_ROWS].astype(np.float32), axis=-1)
        if not np.all(np.abs(lengths - 1) < NORM_TOLERANCE):
            return False
    return True


@dataclass(frozen=True, slots=True)
class EmbeddingBatch:
    """Sentences sorted by id: ids (n,), ids of their documents (n,), vectors (n, dimension)."""

    ids: Ids
    documents: Ids
    vectors: Vectors

    def __len__(self) -> int:
        return len(self.ids)

    def select(self, mask: NDArray[np.bool_]) -> Self:
        """The sentences whose flag is set."""
        if mask.all():
            return self
        return type(self)(self.ids[mask], self.documents[mask], self.vectors[mask])

    def concat(self, other: Self) -> Self:
        """These sentences, then those of `other`."""
        return type(self)(
            np.concatenate([self.ids, other.ids]),
            np.concatenate([self.documents, other.documents]),
            np.concatenate([self.vectors, other.vectors]),
        )


def read_after(store: Store, sentence: int, limit: int) -> EmbeddingBatch:
    """The next `limit` sentences with ids greater than `sentence`, of any document.

    Raises CorruptLibraryError if the ids do not increase: a damaged file could return the same
    sentences for ever.
    """
    rows = store.db.execute(
        f"{_SELECT} WHERE sentence.id > ? ORDER BY sentence.id LIMIT ?", (sentence, limit)
    ).fetchall()
    batch = _to_batch(store, rows)
    if (np.diff(batch.ids, prepend=sentence) <= 0).any():
        raise CorruptLibraryError(store.path, "its sentences are not in the order of their ids")
    return batch


def read_for_documents(store: Store, documents: Ids) -> EmbeddingBatch:
    """All sentences of some documents."""
    rows: list[tuple[int, int, bytes]] = []
    for part in _batches(documents):
        condition = f"passage.document IN ({placeholders(len(part))})"
        rows += store.db.execute(f"{_SELECT} WHERE {condition}", part).fetchall()
    return _to_batch(store, sorted(rows))


def read_vectors(store: Store, sentences: Ids) -> tuple[Ids, Vectors]:
    """Ids and vectors of the sentences with these ids, sorted by id; missing ones are left out."""
    rows: list[tuple[int, bytes]] = []
    for part in _batches(sentences):
        condition = f"id IN ({placeholders(len(part))})"
        rows += store.db.execute(f"SELECT id, vector FROM sentence WHERE {condition}", part)
    rows.sort()
    return np.array([id for id, _ in rows], np.int64), _to_vectors(store, [row[1] for row in rows])


def cosines(vectors: Vectors, question: NDArray[np.float32]) -> NDArray[np.float64]:
    """Of each row with the unit vector `question`.

    In double precision, row by row: the last bit does not depend on the rows beside it, as that of
    a product of matrices does (of 1,400 rows, 1,124 differed when they were multiplied alone).
    """
    if len(vectors) == 0:
        return np.zeros(0)
    return np.asarray((vectors.astype(np.float64) * question).sum(axis=1))


def sentence_ids(store: Store) -> Ids:
    """Ids of all sentences, sorted."""
    return _to_sorted_ids(store.db.execute("SELECT id FROM sentence"))


def has_more_than(store: Store, count: int) -> bool:
    """Does the library have more than `count` sentences?"""
    (found,) = store.db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM sentence LIMIT ?)", (count + 1,)
    ).fetchone()
    return bool(found > count)


def document_ids(store: Store, after: int = 0) -> Ids:
    """Ids of the documents with ids greater than `after`, sorted."""
    if after == 0:  # read from an index: a document's own row is long
        return _to_sorted_ids(store.db.execute("SELECT id FROM document"))
    return _to_sorted_ids(store.db.execute("SELECT id FROM document WHERE id > ?", (after,)))


def filtered_document_ids(store: Store, filters: Filter) -> Ids:
    """Ids of the documents that pass a filter, sorted."""
    condition, values = filters.sql()
    return _to_sorted_ids(store.db.execute(f"SELECT id FROM document WHERE {condition}", values))


def passage_ids(store: Store, documents: Ids) -> Ids:
    """Ids of the passages of some documents, sorted."""
    query = (
        "SELECT passage.id FROM json_each(?) AS some JOIN passage ON passage.document = some.value"
    )
    return _to_sorted_ids(store.db.execute(query, (json.dumps(documents.tolist()),)))


def isin_sorted(values: Ids, sorted_ids: Ids) -> NDArray[np.bool_]:
    """For each value: is it in `sorted_ids`? As np.isin, but by binary search."""
    if len(sorted_ids) == 0:
        return np.zeros(len(values), np.bool_)
    nearest = np.minimum(np.searchsorted(sorted_ids, values), len(sorted_ids) - 1)
    return np.asarray(sorted_ids[nearest] == values)


def _to_sorted_ids(rows: Iterable[tuple[int]]) -> Ids:
    return np.sort(np.fromiter((id for (id,) in rows), np.int64))


def _batches(ids: Ids) -> Iterator[list[int]]:
    return (ids[first : first + _BATCH].tolist() for first in range(0, len(ids), _BATCH))


def _to_batch(store: Store, rows: Sequence[tuple[int, int, bytes]]) -> EmbeddingBatch:
    ids, documents, vectors = zip(*rows, strict=True) if rows else ((), (), ())
    return EmbeddingBatch(
        np.array(ids, np.int64), np.array(documents, np.int64), _to_vectors(store, vectors)
    )


def _to_vectors(store: Store, blobs: Sequence[object]) -> Vectors:
    """Stored vectors as an array (n, dimension).

    Raises CorruptLibraryError if one is not a finite vector of the library's dimension.
    """
    if not blobs:
        return np.zeros((0, 0), np.float32)
    data = [blob for blob in blobs if isinstance(blob, bytes)]
    if len(data) < len(blobs) or len({len(blob) for blob in data}) > 1:
        raise CorruptLibraryError(store.path, "the vectors of its sentences differ in length")
    stated = store.meta("dimension")
    dimension = int(stated) if stated else len(data[0]) // 2
    if len(data[0]) != 2 * dimension:
        raise CorruptLibraryError(
            store.path, f"the vectors of its sentences do not have {dimension} numbers"
        )
    numbers = np.frombuffer(b"".join(data), "<f2").astype(np.float32)
    vectors = numbers.reshape(len(data), dimension)
    if not np.isfinite(vectors).all():
        raise CorruptLibraryError(store.path, "a vector of its sentences is not finite")
    return vectors

"""A view of the sentences of one library generation: a snapshot, and what has changed since.

A view never changes. That of the next generation is derived from it and shares its snapshot: a
document never changes and its id is never reused, so generations differ by whole documents.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.search.vectors.snapshot import VectorSnapshot
from index.storage import documents, embeddings
from index.storage.connection import Store
from index.storage.embeddings import EmbeddingBatch, Ids

MAX_CHANGED_SHARE = 0.05
"""Share of changed sentences above which the snapshot is rebuilt."""

MIN_CHANGED = 1_000
"""Changed sentences up to which the snapshot is not rebuilt."""

_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class IndexView:
    """The sentences of one generation, searchable by vector."""

    generation: int
    """-1: not yet of any generation."""
    snapshot: VectorSnapshot
    documents: Ids
    """Sorted."""
    delta: tuple[EmbeddingBatch, ...] = ()
    """Sentences of documents that are not in the snapshot.

    Each batch is longer than the next, so there are few.
    """
    _allowed: NDArray[np.bool_] | None = None
    """Positions of the snapshot whose documents are still stored; None means all."""

    def search(
        self,
        question: NDArray[np.float32],
        k: int,
        documents: Ids | None = None,
        probes_all: bool | None = None,
    ) -> list[tuple[int, float]]:
        """The `k` nearest sentence ids with scores, best first, ties by id.

        Restricted to the sorted `documents`, if given. The score is the cosine to the unit vector
        `question`, within the tolerance of the index. `probes_all` as in FaissIndex.search.
        """
        allowed = self._allowed
        if documents is not None:
            allowed = self.snapshot.positions_of(np.intersect1d(documents, self.documents))
        hits = [
            self.snapshot.search(question, k, allowed, probes_all),
            *(_score(batch, question, documents) for batch in self.delta),
        ]
        ids, scores = (np.concatenate(parts) for parts in zip(*hits, strict=True))
        best = np.lexsort((ids, -scores))[:k]
        return list(zip(ids[best].tolist(), scores[best].tolist(), strict=True))

    def advance_to(self, store: Store) -> IndexView:
        """The view of the generation that `store` reads."""
        generation = store.generation
        if generation == self.generation:
            return self
        added, removed = self._changes(store, generation)
        delta = self.delta
        if len(removed):
            remaining = (
                batch.select(~embeddings.isin_sorted(batch.documents, removed)) for batch in delta
            )
            delta = tuple(batch for batch in remaining if len(batch))
        new = np.setdiff1d(added, self.snapshot.documents, assume_unique=True)
        if len(batch := embeddings.read_for_documents(store, new)):
            delta = append_batch(delta, batch)
        stored = np.union1d(np.setdiff1d(self.documents, removed, assume_unique=True), added)
        allowed = self._allowed
        if len(removed) or len(new) < len(added):
            allowed = self.snapshot.positions_of(stored)
        return replace(self, generation=generation, documents=stored, delta=delta, _allowed=allowed)

    def _changes(self, store: Store, generation: int) -> tuple[Ids, Ids]:
        """Ids of the documents added and removed since this view.

        Ids only grow. If the number of documents is that of this view plus the new ids, none was
        removed, and the ids of all documents need not be read.
        """
        if 0 <= self.generation < generation:
            added = embeddings.document_ids(store, after=int(self.documents.max(initial=0)))
            if documents.count(store) == len(self.documents) + len(added):
                return added, _NONE
        stored = embeddings.document_ids(store)
        added = np.setdiff1d(stored, self.documents, assume_unique=True)
        return added, np.setdiff1d(self.documents, stored, assume_unique=True)

    @property
    def needs_rebuild(self) -> bool:
        """Has so much changed since the snapshot that a new one should be built?"""
        changed = sum(len(batch) for batch in self.delta)
        if self._allowed is not None:
            changed += int(np.count_nonzero(~self._allowed))
        return changed > max(MIN_CHANGED, MAX_CHANGED_SHARE * len(self.snapshot))


def from_snapshot(snapshot: VectorSnapshot) -> IndexView:
    """A view of the snapshot alone; `advance_to` makes it one of a generation."""
    return IndexView(-1, snapshot, snapshot.documents)


def append_batch(
    delta: tuple[EmbeddingBatch, ...], batch: EmbeddingBatch
) -> tuple[EmbeddingBatch, ...]:
    """Appends a batch, merging batches that are not longer than it.

    A sentence is so copied only once each time the delta doubles.
    """
    while delta and len(delta[-1]) <= len(batch):
        batch, delta = delta[-1].concat(batch), delta[:-1]
    return (*delta, batch)


def _score(
    batch: EmbeddingBatch, question: NDArray[np.float32], documents: Ids | None
) -> tuple[Ids, NDArray[np.float32]]:
    scores = batch.vectors @ question
    if documents is None:
        return batch.ids, scores
    mask = embeddings.isin_sorted(batch.documents, documents)
    return batch.ids[mask], scores[mask]

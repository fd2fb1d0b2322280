"""Which sentences are near a question: a base that was made once, the documents that came since, without those that went.

A view is of one generation of the library and never changes; the next generation's is made out of it, and shares its base. A document
never changes and its id is never used again, so generations differ by whole documents.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.storage import documents, embeddings
from index.storage.connection import Store
from index.storage.embeddings import EmbeddingBatch, Ids
from index.vectors.snapshot import VectorSnapshot

_SHARE = 0.05
_FEW = 1_000  # sentences that are never worth a new base
_NONE = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class IndexView:
    """The sentences of one generation."""

    generation: int
    """-1: of none yet."""
    snapshot: VectorSnapshot
    documents: Ids
    """Sorted."""
    delta: tuple[EmbeddingBatch, ...] = ()
    """Of documents that are not in the base; each part is longer than the one after it, so there are few."""
    _allowed: NDArray[np.bool_] | None = None
    """Positions of the base that are of documents still stored; None: all."""

    def search(
        self, question: NDArray[np.float32], most: int, documents: Ids | None = None
    ) -> list[tuple[int, float]]:
        """Sentence ids by score, best first, ties by id; of the sorted `documents` alone, if they are given.

        The score is the cosine to the unit vector `question`, as near to it as the structure's tolerance.
        """
        allowed = (
            self._allowed
            if documents is None
            else self.snapshot.positions_of(np.intersect1d(documents, self.documents))
        )
        found = [
            self.snapshot.search(question, most, allowed),
            *(_scored(part, question, documents) for part in self.delta),
        ]
        ids, scores = (np.concatenate(each) for each in zip(*found, strict=True))
        best = np.lexsort((ids, -scores))[:most]
        return list(zip(ids[best].tolist(), scores[best].tolist(), strict=True))

    def advance_to(self, store: Store) -> IndexView:
        """The view of the generation that `store` reads."""
        generation = store.generation
        if generation == self.generation:
            return self
        came, went = self._changes(store, generation)
        delta = self.delta
        if len(went):
            delta = tuple(
                kept
                for part in delta
                if len(kept := part.select(~embeddings.isin_sorted(part.documents, went)))
            )
        new = np.setdiff1d(came, self.snapshot.documents, assume_unique=True)
        if len(part := embeddings.read_for_documents(store, new)):
            delta = _with(delta, part)
        stored = np.union1d(np.setdiff1d(self.documents, went, assume_unique=True), came)
        allowed = (
            self._allowed
            if len(went) == 0 and len(new) == len(came)
            else self.snapshot.positions_of(stored)
        )
        return replace(self, generation=generation, documents=stored, delta=delta, _allowed=allowed)

    def _changes(self, store: Store, generation: int) -> tuple[Ids, Ids]:
        """Documents that came and documents that went. Ids only grow: where the numbers tally, none went."""
        if 0 <= self.generation < generation:
            came = embeddings.document_ids(store, after=int(self.documents.max(initial=0)))
            if documents.count(store) == len(self.documents) + len(came):
                return came, _NONE
        stored = embeddings.document_ids(store)
        return np.setdiff1d(stored, self.documents, assume_unique=True), np.setdiff1d(
            self.documents, stored, assume_unique=True
        )

    @property
    def needs_rebuild(self) -> bool:
        """Has so much changed since the base was made that another is worth its while?"""
        changed = sum(map(len, self.delta)) + (
            0 if self._allowed is None else int(np.count_nonzero(~self._allowed))
        )
        return changed > max(_FEW, _SHARE * len(self.snapshot))


def from_snapshot(base: VectorSnapshot) -> IndexView:
    """A view of nothing but the base; `at` makes it one of a generation."""
    return IndexView(-1, base, base.documents)


def _scored(
    part: EmbeddingBatch, question: NDArray[np.float32], documents: Ids | None
) -> tuple[Ids, NDArray[np.float32]]:
    scores = part.vectors @ question
    among = slice(None) if documents is None else embeddings.isin_sorted(part.documents, documents)
    return part.ids[among], scores[among]


def _with(delta: tuple[EmbeddingBatch, ...], part: EmbeddingBatch) -> tuple[EmbeddingBatch, ...]:
    """One part more. Parts no longer than what comes are joined to it, so a sentence is copied as often as the delta doubles."""
    while delta and len(delta[-1]) <= len(part):
        part, delta = delta[-1].concat(part), delta[:-1]
    return (*delta, part)

"""A vector index over a library's sentences as they were at one generation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Vectors
from index.search.vectors import faiss_index
from index.search.vectors.faiss_index import MAX_FLAT_VECTORS, FaissIndex
from index.storage import embeddings
from index.storage.connection import Store
from index.storage.embeddings import Ids

_BLOCK = 8_192  # sentences read at once
_PROBES = 8  # vectors that `belongs_to` compares

ConnectionFactory = Callable[[], AbstractContextManager[Store]]
"""Returns a connection in a read transaction, of the generation of that moment."""


@dataclass(frozen=True, slots=True)
class VectorSnapshot:
    """Immutable vector index of one library generation.

    Contains all sentences of a document that is still stored, or none.
    """

    generation: int
    """Generation of the library when the build began."""
    faiss_index: FaissIndex
    runs: Ids
    """(n, 3): document id, first sentence id, number of consecutive ids; in index positions."""
    documents: Ids = field(init=False)
    """Sorted."""
    _starts: Ids = field(init=False)
    """First position of each run."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "documents", np.unique(self.runs[:, 0]))
        object.__setattr__(self, "_starts", np.cumsum(self.runs[:, 2]) - self.runs[:, 2])

    def __len__(self) -> int:
        return len(self.faiss_index)

    def search(
        self,
        question: NDArray[np.float32],
        k: int,
        allowed: NDArray[np.bool_] | None,
        probes_all: bool | None = None,
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Ids and scores of the `k` nearest sentences, of the positions that are `allowed`.

        `probes_all` as in FaissIndex.search.
        """
        positions, scores = self.faiss_index.search(question, k, allowed, probes_all)
        return self.ids(positions), scores

    def ids(self, positions: Ids) -> Ids:
        """Sentence ids of index positions."""
        run = np.searchsorted(self._starts, positions, "right") - 1
        return np.asarray(self.runs[run, 1] + positions - self._starts[run], np.int64)

    def count_of(self, documents: Ids) -> int:
        """Number of sentences of the sorted `documents`."""
        return int(self.runs[embeddings.isin_sorted(self.runs[:, 0], documents), 2].sum())

    def positions_of(self, documents: Ids) -> NDArray[np.bool_] | None:
        """A flag for each position: is it of one of the sorted `documents`? None if all are."""
        flags = embeddings.isin_sorted(self.runs[:, 0], documents)
        return None if flags.all() else np.repeat(flags, self.runs[:, 2])


def id_runs(ids: Ids, documents: Ids) -> Ids:
    """`VectorSnapshot.runs` of sorted sentence ids and the document of each."""
    if len(ids) == 0:
        return np.zeros((0, 3), np.int64)
    is_first = np.concatenate([[True], (np.diff(ids) != 1) | (np.diff(documents) != 0)])
    first = np.flatnonzero(is_first)
    return np.stack([documents[first], ids[first], np.diff([*first.tolist(), len(ids)])], axis=1)


def build_exact(store: Store) -> VectorSnapshot | None:
    """A flat index of all sentences; None if there are more than MAX_FLAT_VECTORS."""
    if embeddings.has_more_than(store, MAX_FLAT_VECTORS):
        return None
    batch = embeddings.read_after(store, 0, MAX_FLAT_VECTORS)
    index = faiss_index.build_flat(batch.vectors)
    return VectorSnapshot(store.generation, index, id_runs(batch.ids, batch.documents))


def build(
    reading: ConnectionFactory,
    is_cancelled: Callable[[], bool] = lambda: False,
    centroids: Vectors | None = None,
) -> VectorSnapshot:
    """An index of all sentences, read in short transactions so that writers need not wait.

    One that is not exact has the `centroids`; None: those of its own sentences.
    A document that is removed meanwhile may be in it in part. Raises Cancelled soon after
    `is_cancelled` returns True.
    """
    with reading() as store:
        generation, ids = store.generation, embeddings.sentence_ids(store)
    runs: list[Ids] = []
    blocks = _read_blocks(reading, ids, runs)
    if len(ids) <= MAX_FLAT_VECTORS:
        vectors = list(blocks)
        index = faiss_index.build_flat(
            np.concatenate(vectors) if vectors else np.zeros((0, 1), np.float32)
        )
    else:
        size = faiss_index.sample_size(len(ids))
        sampled = np.random.default_rng(0).choice(ids, size, replace=False)
        with reading() as store:
            _, sample = embeddings.read_vectors(store, np.sort(sampled))
        index = faiss_index.build_ivf(sample, len(ids), blocks, is_cancelled, centroids)
    return VectorSnapshot(generation, index, np.concatenate([np.zeros((0, 3), np.int64), *runs]))


def _read_blocks(reading: ConnectionFactory, ids: Ids, runs: list[Ids]) -> Iterator[Vectors]:
    """Vectors of the sentences up to the last of `ids`; adds the runs of each block to `runs`."""
    last = 0
    while len(ids) and last < ids[-1]:
        with reading() as store:
            block = embeddings.read_after(store, last, _BLOCK)
        if len(block) == 0:
            return
        last = int(block.ids[-1])
        block = block.select(block.ids <= ids[-1])
        runs.append(id_runs(block.ids, block.documents))
        yield block.vectors


def belongs_to(snapshot: VectorSnapshot, store: Store) -> bool:
    """Was the snapshot made of this library, and not of another one that had its name before?

    Searches the index for the normalised sum of eight stored vectors, at their positions only. All
    eight ids must come back, with the cosines of the stored vectors: an index over other vectors
    has other scores at these positions, and later hits are scored again from the stored vectors.
    """
    positions = np.zeros(0, np.int64)
    if len(snapshot):
        positions = np.unique(np.linspace(0, len(snapshot) - 1, _PROBES, dtype=np.int64))
    ids, vectors = embeddings.read_vectors(store, snapshot.ids(positions))
    if len(ids) == 0:
        return len(snapshot) == 0
    probe = vectors.sum(axis=0)
    probe /= np.linalg.norm(probe)
    allowed = np.zeros(len(snapshot), np.bool_)
    allowed[positions[np.isin(snapshot.ids(positions), ids)]] = True
    found, scores = snapshot.search(probe, len(ids), allowed)
    order = np.argsort(found)
    return found[order].tolist() == ids.tolist() and snapshot.faiss_index.scores_match(
        scores[order], vectors @ probe
    )

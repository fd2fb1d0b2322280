"""What a library's search structure holds: vectors by position, and whose sentences they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Vectors
from index.storage import embeddings
from index.storage.connection import Store
from index.storage.embeddings import Ids
from index.vectors import faiss_index
from index.vectors.faiss_index import MAX_FLAT_VECTORS, FaissIndex

_BLOCK = 8_192  # sentences read at once
_SAMPLED = 8  # vectors that a cache is tried on before it is believed

ConnectionFactory = Callable[[], AbstractContextManager[Store]]
"""Lends a store that reads, of the generation of that moment."""


@dataclass(frozen=True, slots=True)
class VectorSnapshot:
    """A structure over the vectors of documents. Of a document that is still stored it holds every sentence or none."""

    generation: int
    """Of the library when it was begun."""
    faiss_index: FaissIndex
    runs: Ids
    """(n, 3): document, id of a sentence, how many with the ids that follow; in the order of the structure's positions."""
    documents: Ids = field(init=False)
    """Sorted."""
    _starts: Ids = field(init=False)
    """The position that each run begins at."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "documents", np.unique(self.runs[:, 0]))
        object.__setattr__(self, "_starts", np.cumsum(self.runs[:, 2]) - self.runs[:, 2])

    def __len__(self) -> int:
        return len(self.faiss_index)

    def search(
        self, question: NDArray[np.float32], most: int, allowed: NDArray[np.bool_] | None
    ) -> tuple[Ids, NDArray[np.float32]]:
        """Sentence ids and scores, at positions that are `allowed`."""
        positions, scores = self.faiss_index.search(question, most, allowed)
        return self.ids(positions), scores

    def ids(self, positions: Ids) -> Ids:
        """Sentence ids."""
        run = np.searchsorted(self._starts, positions, "right") - 1
        return np.asarray(self.runs[run, 1] + positions - self._starts[run], np.int64)

    def positions_of(self, documents: Ids) -> NDArray[np.bool_] | None:
        """A flag for each position: is it of one of the `documents`, which are sorted? None where all are."""
        flags = embeddings.isin_sorted(self.runs[:, 0], documents)
        return None if flags.all() else np.repeat(flags, self.runs[:, 2])


def id_runs(ids: Ids, documents: Ids) -> Ids:
    """Sentences in the order of their ids, and the document of each, as Base.runs."""
    if len(ids) == 0:
        return np.zeros((0, 3), np.int64)
    first = np.flatnonzero(
        np.concatenate([[True], (np.diff(ids) != 1) | (np.diff(documents) != 0)])
    )
    return np.stack([documents[first], ids[first], np.diff([*first.tolist(), len(ids)])], axis=1)


def build_exact(store: Store) -> VectorSnapshot | None:
    """Of everything that is stored; None where that is too much to be compared with one by one."""
    if embeddings.has_more_than(store, MAX_FLAT_VECTORS):
        return None
    every = embeddings.read_after(store, 0, MAX_FLAT_VECTORS)
    return VectorSnapshot(
        store.generation, faiss_index.build_flat(every.vectors), id_runs(every.ids, every.documents)
    )


def build(
    reading: ConnectionFactory, stopped: Callable[[], bool] = lambda: False
) -> VectorSnapshot:
    """Of everything that is stored, in short transactions, for a long one would keep writers waiting.

    A document that goes meanwhile may be in it in part. Raises structure.Stopped soon after `stopped` says so.
    """
    with reading() as store:
        generation, ids = store.generation, embeddings.sentence_ids(store)
    seen: list[Ids] = []
    blocks = _blocks(reading, ids, seen)
    if len(ids) <= MAX_FLAT_VECTORS:
        parts = list(blocks)
        made = faiss_index.build_flat(
            np.concatenate(parts) if parts else np.zeros((0, 1), np.float32)
        )
    else:
        drawn = np.random.default_rng(0).choice(
            ids, faiss_index.sample_size(len(ids)), replace=False
        )
        with reading() as store:
            _, sample = embeddings.read_vectors(store, np.sort(drawn))
        made = faiss_index.build_ivf(sample, len(ids), blocks, stopped)
    return VectorSnapshot(generation, made, np.concatenate([np.zeros((0, 3), np.int64), *seen]))


def _blocks(reading: ConnectionFactory, ids: Ids, seen: list[Ids]) -> Iterator[Vectors]:
    """The vectors of the sentences of those ids that are still there; their runs go to `seen`."""
    last = 0
    while len(ids) and last < ids[-1]:
        with reading() as store:
            block = embeddings.read_after(store, last, _BLOCK)
        if len(block) == 0:
            return
        last = int(block.ids[-1])
        block = block.select(block.ids <= ids[-1])
        seen.append(id_runs(block.ids, block.documents))
        yield block.vectors


def belongs_to(base: VectorSnapshot, store: Store) -> bool:
    """Is it of this library, and not of one that had its name before? Some of its vectors are compared with those stored."""
    positions = (
        np.unique(np.linspace(0, len(base) - 1, _SAMPLED, dtype=np.int64))
        if len(base)
        else np.zeros(0, np.int64)
    )
    ids, vectors = embeddings.read_vectors(store, base.ids(positions))
    if len(ids) == 0:
        return len(base) == 0
    probe = vectors.sum(axis=0)
    probe /= np.linalg.norm(probe)
    allowed = np.zeros(len(base), np.bool_)
    allowed[positions[np.isin(base.ids(positions), ids)]] = True
    found, scores = base.search(probe, len(ids), allowed)
    order = np.argsort(found)
    return found[order].tolist() == ids.tolist() and base.faiss_index.scores_match(
        scores[order], vectors @ probe
    )

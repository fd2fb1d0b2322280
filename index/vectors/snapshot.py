"""What a library's search structure holds: vectors by position, and whose sentences they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Vectors
from index.storage import embeddings
from index.storage.embeddings import Ids
from index.storage.store import Store
from index.vectors import faiss_index
from index.vectors.faiss_index import EXACT_UP_TO, Structure

_BLOCK = 8_192  # sentences read at once
_SAMPLED = 8  # vectors that a cache is tried on before it is believed

Reading = Callable[[], AbstractContextManager[Store]]
"""Lends a store that reads, of the generation of that moment."""


@dataclass(frozen=True, slots=True)
class Base:
    """A structure over the vectors of documents. Of a document that is still stored it holds every sentence or none."""

    generation: int
    """Of the library when it was begun."""
    structure: Structure
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
        return len(self.structure)

    def search(self, question: NDArray[np.float32], most: int, allowed: NDArray[np.bool_] | None) -> tuple[Ids, NDArray[np.float32]]:
        """Sentence ids and scores, at positions that are `allowed`."""
        positions, scores = self.structure.search(question, most, allowed)
        return self.ids(positions), scores

    def ids(self, positions: Ids) -> Ids:
        """Sentence ids."""
        run = np.searchsorted(self._starts, positions, "right") - 1
        return np.asarray(self.runs[run, 1] + positions - self._starts[run], np.int64)

    def positions_of(self, documents: Ids) -> NDArray[np.bool_] | None:
        """A flag for each position: is it of one of the `documents`, which are sorted? None where all are."""
        flags = embeddings.among(self.runs[:, 0], documents)
        return None if flags.all() else np.repeat(flags, self.runs[:, 2])


def runs(ids: Ids, documents: Ids) -> Ids:
    """Sentences in the order of their ids, and the document of each, as Base.runs."""
    if len(ids) == 0:
        return np.zeros((0, 3), np.int64)
    first = np.flatnonzero(np.concatenate([[True], (np.diff(ids) != 1) | (np.diff(documents) != 0)]))
    return np.stack([documents[first], ids[first], np.diff([*first.tolist(), len(ids)])], axis=1)


def exact(store: Store) -> Base | None:
    """Of everything that is stored; None where that is too much to be compared with one by one."""
    if embeddings.are_more_than(store, EXACT_UP_TO):
        return None
    every = embeddings.after(store, 0, EXACT_UP_TO)
    return Base(store.generation, faiss_index.exact(every.vectors), runs(every.ids, every.documents))


def make(reading: Reading, stopped: Callable[[], bool] = lambda: False) -> Base:
    """Of everything that is stored, in short transactions, for a long one would keep writers waiting.

    A document that goes meanwhile may be in it in part. Raises structure.Stopped soon after `stopped` says so.
    """
    with reading() as store:
        generation, ids = store.generation, embeddings.ids(store)
    seen: list[Ids] = []
    blocks = _blocks(reading, ids, seen)
    if len(ids) <= EXACT_UP_TO:
        parts = list(blocks)
        made = faiss_index.exact(np.concatenate(parts) if parts else np.zeros((0, 1), np.float32))
    else:
        drawn = np.random.default_rng(0).choice(ids, faiss_index.sample_size(len(ids)), replace=False)
        with reading() as store:
            _, sample = embeddings.vectors(store, np.sort(drawn))
        made = faiss_index.coded(sample, len(ids), blocks, stopped)
    return Base(generation, made, np.concatenate([np.zeros((0, 3), np.int64), *seen]))


def _blocks(reading: Reading, ids: Ids, seen: list[Ids]) -> Iterator[Vectors]:
    """The vectors of the sentences of those ids that are still there; their runs go to `seen`."""
    last = 0
    while len(ids) and last < ids[-1]:
        with reading() as store:
            block = embeddings.after(store, last, _BLOCK)
        if len(block) == 0:
            return
        last = int(block.ids[-1])
        block = block.only(block.ids <= ids[-1])
        seen.append(runs(block.ids, block.documents))
        yield block.vectors


def is_of(base: Base, store: Store) -> bool:
    """Is it of this library, and not of one that had its name before? Some of its vectors are compared with those stored."""
    positions = np.unique(np.linspace(0, len(base) - 1, _SAMPLED, dtype=np.int64)) if len(base) else np.zeros(0, np.int64)
    ids, vectors = embeddings.vectors(store, base.ids(positions))
    if len(ids) == 0:
        return len(base) == 0
    probe = vectors.sum(axis=0)
    probe /= np.linalg.norm(probe)
    allowed = np.zeros(len(base), np.bool_)
    allowed[positions[np.isin(base.ids(positions), ids)]] = True
    found, scores = base.search(probe, len(ids), allowed)
    order = np.argsort(found)
    return found[order].tolist() == ids.tolist() and base.structure.is_borne_out(scores[order], vectors @ probe)

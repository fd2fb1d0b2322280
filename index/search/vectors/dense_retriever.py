"""Dense retrieval: the sentences of a library nearest to a question, by cosine.

A search always sees the generation that its connection reads. Changes since the vector index was
built are searched separately (index.search.vectors.index_view). When there are many, a new index is
built and cached in the background. Hits are scored again from the stored vectors; if the index
scores disagree with them, the index is dropped and rebuilt.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Vectors
from index.errors import PinciteError
from index.search.vectors import cache, index_view
from index.search.vectors.faiss_index import Cancelled
from index.search.vectors.index_view import IndexView
from index.search.vectors.snapshot import belongs_to, build, build_exact
from index.storage import embeddings, positions
from index.storage.connection import Store
from index.storage.embeddings import Ids
from index.storage.positions import ScoredId

_BLOCK = 8_192  # sentences read at once

EXACT_TOLERANCE = 3e-5
"""Greatest difference between a cosine and its score by an exact index: the rounding of a sum of
some 400 products in single precision (400 * 2 ** -24)."""


class DenseRetriever:
    """Retrieves from one library; safe for many threads, each with its own connection."""

    def __init__(
        self,
        path: Path,
        connection: Callable[[], AbstractContextManager[Store]],
        centroids: Vectors | None = None,
    ) -> None:
        """`connection` returns a connection to the library, outside of any transaction.

        `centroids` (n, dimension) are those of an index that is not exact; None: its own.
        """
        self._centroids = centroids
        self._path = path
        self._connection = connection
        self._view: IndexView | None = None
        self._view_lock = threading.Lock()
        self._build_lock = threading.Lock()
        self._builder: threading.Thread | None = None
        self._closed = threading.Event()

    def close(self) -> None:
        """Prevents further index builds, and waits for a running one to be cancelled."""
        self._closed.set()
        if self._builder is not None:
            self._builder.join()

    def search(
        self,
        store: Store,
        question: NDArray[np.float32],
        k: int,
        documents: Ids | None = None,
        candidates: Sequence[ScoredId] | None = None,
    ) -> list[ScoredId]:
        """The `k` nearest sentence ids with their cosines, best first, ties by source and start.

        `question` is a unit vector, `store` is in a read transaction. Only the `documents`, sorted,
        are searched; None: all. `candidates` are those to score; None: as many as are needed.
        """
        view = self._current(store)
        hits = None if view is None else _rescore(store, view, question, k, documents, candidates)
        if hits is None and view is not None:
            self._drop(view)
            view = self._current(store)
            hits = None if view is None else _rescore(store, view, question, k, documents)
        return _exhaustive_search(store, question, k, documents) if hits is None else hits

    def shared_sentences(self, store: Store, documents: Ids | None) -> tuple[int, int]:
        """Sentences of the documents that an index with shared centroids has, and all it has.

        0 and 0 if the index is exact, has centroids of its own, or is being built.
        """
        view = self._current(store) if self._centroids is not None else None
        if view is None or view.snapshot.faiss_index.is_exact:
            return 0, 0
        every = len(view.snapshot)
        return every if documents is None else view.snapshot.count_of(documents), every

    def candidates(
        self,
        store: Store,
        question: NDArray[np.float32],
        count: int,
        documents: Ids | None,
        probes_all: bool,
    ) -> list[ScoredId]:
        """The `count` nearest sentences by the scores of the index, which are not their cosines."""
        view = self._current(store)
        return [] if view is None else view.search(question, count, documents, probes_all)

    def refresh(self) -> None:
        """Rebuilds the index if it is due, in the caller's thread, and writes its cache.

        A search does not need this.
        """
        with self._reading() as store:
            view = self._current(store)
        if view is None or view.needs_rebuild:
            self._rebuild()
        elif not cache.cache_files(self._path):
            cache.save(view.snapshot, self._path)

    def _current(self, store: Store) -> IndexView | None:
        """The view of the generation that `store` reads.

        None while the first index of a large library is being built.
        """
        view, generation = self._view, store.generation
        if view is not None and view.generation == generation:
            return view
        with self._view_lock:
            view = self._first(store) if self._view is None else self._view
            if view is not None:
                view = view.advance_to(store)
                if self._view is None or view.generation > self._view.generation:
                    self._view = view
            if view is None or view.needs_rebuild:
                self._rebuild_in_background()
        return view

    def _first(self, store: Store) -> IndexView | None:
        """The first view, from a cache file or from a small library; None for a large one."""
        for snapshot in cache.load(self._path):
            index = snapshot.faiss_index
            if belongs_to(snapshot, store) and index.has_centroids(self._centroids):
                return index_view.from_snapshot(snapshot)
        cache.delete_all(self._path)
        exact = build_exact(store)
        return None if exact is None else index_view.from_snapshot(exact)

    def _drop(self, view: IndexView) -> None:
        with self._view_lock:
            if self._view is not None and self._view.snapshot is view.snapshot:
                self._view = None
                cache.delete_all(self._path)

    def _rebuild_in_background(self) -> None:
        if not self._closed.is_set() and (self._builder is None or not self._builder.is_alive()):
            self._builder = threading.Thread(target=self._rebuild, daemon=True)
            self._builder.start()

    def _rebuild(self) -> None:
        """Builds a new index, unless another thread has done so meanwhile."""
        with self._build_lock:
            if self._view is not None and not self._view.needs_rebuild:
                return
            try:
                built = build(self._reading, self._closed.is_set, self._centroids)
            except (Cancelled, PinciteError):  # damage is reported when the damaged rows are read
                return
            cache.save(built, self._path)
            cached = (
                each for each in cache.load(self._path) if each.generation == built.generation
            )
            with self._view_lock:
                self._view = index_view.from_snapshot(next(cached, built))

    @contextmanager
    def _reading(self) -> Iterator[Store]:
        with self._connection() as store, store.reading():
            yield store


def _rescore(
    store: Store,
    view: IndexView,
    question: NDArray[np.float32],
    k: int,
    documents: Ids | None,
    candidates: Sequence[ScoredId] | None = None,
) -> list[ScoredId] | None:
    """The view's hits with the cosines of the stored vectors.

    None if the index scores disagree with these, or a sentence is missing. Of an exact index, as
    many hits are requested as are needed to have every sentence that may be among the `k` nearest.
    """
    index, count = view.snapshot.faiss_index, view.snapshot.faiss_index.oversampled_k(k)
    while True:
        found = view.search(question, count, documents) if candidates is None else candidates
        hits = dict(found)
        ids, vectors = embeddings.read_vectors(store, np.fromiter(hits, np.int64))
        if len(ids) < len(hits):
            return None
        cosines = embeddings.cosines(vectors, question)
        scores = np.array([hits[id] for id in ids.tolist()], np.float32)
        if not index.scores_match(scores, cosines):
            return None
        if len(hits) < count or not index.is_exact or _is_complete(scores, cosines, k):
            return _best(store, ids, cosines, k)
        count *= 4


def _is_complete(scores: NDArray[np.float32], cosines: NDArray[np.float64], k: int) -> bool:
    """Can no sentence with a score below all of these be among the `k` nearest?"""
    return bool(np.partition(cosines, -k)[-k] > scores.min() + EXACT_TOLERANCE)


def _exhaustive_search(
    store: Store, question: NDArray[np.float32], k: int, documents: Ids | None
) -> list[ScoredId]:
    """Compares with every vector in the library file: seconds for a million sentences."""
    best = list[ScoredId]()
    block = embeddings.read_after(store, 0, _BLOCK)
    while len(block):
        last = int(block.ids[-1])
        if documents is not None:
            block = block.select(embeddings.isin_sorted(block.documents, documents))
        best += _best(store, block.ids, embeddings.cosines(block.vectors, question), k)
        best = positions.best(best, k, partial(positions.of_sentences, store))
        block = embeddings.read_after(store, last, _BLOCK)
    return best


def _best(store: Store, ids: Ids, cosines: NDArray[np.float64], k: int) -> list[ScoredId]:
    hits = zip(ids.tolist(), cosines.tolist(), strict=True)
    return positions.best(hits, k, partial(positions.of_sentences, store))

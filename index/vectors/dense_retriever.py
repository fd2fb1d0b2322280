"""The search by vectors of an open library: always of the generation that is read, whatever was made of it before.

What changed since the base was made is searched beside it (index/vectors/index_view.py). When that has become much, a new base is made and cached
while searches go on with the old one. Hits are scored again from the stored vectors: a structure that these do not bear out is dropped.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import PinciteError
from index.storage import embeddings
from index.storage.connection import Store
from index.storage.embeddings import Ids
from index.storage.filters import Filter
from index.vectors import cache, index_view
from index.vectors.faiss_index import Cancelled
from index.vectors.index_view import IndexView
from index.vectors.snapshot import belongs_to, build, build_exact

_BLOCK = 8_192  # sentences read at once


class DenseRetriever:
    """One of a library; safe for many threads at once, each with a store of its own."""

    def __init__(self, path: Path, connection: Callable[[], AbstractContextManager[Store]]) -> None:
        """`connection` lends a store, outside of any transaction."""
        self._path = path
        self._connection = connection
        self._view: IndexView | None = None
        self._changing = threading.Lock()
        self._making = threading.Lock()
        self._maker: threading.Thread | None = None
        self._closed = threading.Event()

    def close(self) -> None:
        """Lets no new base be made, and waits for one in the making to be given up."""
        self._closed.set()
        if self._maker is not None:
            self._maker.join()

    def search(
        self, store: Store, question: NDArray[np.float32], k: int, filters: Filter
    ) -> list[tuple[int, float]]:
        """Ids of the sentences nearest to the unit vector `question`, best first, ties by id, each with its cosine.

        Of the documents that the filter lets through. `store` is reading: they are of its generation.
        """
        documents = embeddings.filtered_document_ids(store, filters) if filters else None
        view = self._current(store)
        hits = None if view is None else _rescore(store, view, question, k, documents)
        if hits is None and view is not None:
            self._drop(view)
            view = self._current(store)
            hits = None if view is None else _rescore(store, view, question, k, documents)
        return _exhaustive_search(store, question, k, documents) if hits is None else hits

    def refresh(self) -> None:
        """Makes a new base where one is due, in the caller's thread, and sees to it that there is a cache. A search does without."""
        with self._reading() as store:
            view = self._current(store)
        if view is None or view.needs_rebuild:
            self._rebuild()
        elif not cache.cache_files(self._path):
            cache.save(view.snapshot, self._path)

    def _current(self, store: Store) -> IndexView | None:
        """The view of the generation that `store` reads; None while the first base of a large library is in the making."""
        view, generation = self._view, store.generation
        if view is not None and view.generation == generation:
            return view
        with self._changing:
            view = self._first(store) if self._view is None else self._view
            if view is not None:
                view = view.advance_to(store)
                if self._view is None or view.generation > self._view.generation:
                    self._view = view
            if view is None or view.needs_rebuild:
                self._rebuild_in_background()
        return view

    def _first(self, store: Store) -> IndexView | None:
        for base in cache.load(self._path):
            if belongs_to(base, store):
                return index_view.from_snapshot(base)
        cache.delete_all(self._path)
        everything = build_exact(store)
        return None if everything is None else index_view.from_snapshot(everything)

    def _drop(self, view: IndexView) -> None:
        with self._changing:
            if self._view is not None and self._view.snapshot is view.snapshot:
                self._view = None
                cache.delete_all(self._path)

    # making a new base

    def _rebuild_in_background(self) -> None:
        if not self._closed.is_set() and (self._maker is None or not self._maker.is_alive()):
            self._maker = threading.Thread(target=self._rebuild, daemon=True)
            self._maker.start()

    def _rebuild(self) -> None:
        """Unless it was made while we waited for our turn."""
        with self._making:
            if self._view is not None and not self._view.needs_rebuild:
                return
            try:
                base = build(self._reading, self._closed.is_set)
            except (Cancelled, PinciteError):  # damage is told to those who read what is damaged
                return
            cache.save(base, self._path)
            mapped = next(
                (each for each in cache.load(self._path) if each.generation == base.generation),
                base,
            )
            with self._changing:
                self._view = index_view.from_snapshot(mapped)

    @contextmanager
    def _reading(self) -> Iterator[Store]:
        with self._connection() as store, store.reading():
            yield store


def _rescore(
    store: Store, view: IndexView, question: NDArray[np.float32], most: int, documents: Ids | None
) -> list[tuple[int, float]] | None:
    """The view's hits by the cosines of the stored vectors; None where these do not bear its scores out."""
    made = view.snapshot.faiss_index
    found = dict(view.search(question, made.oversampled_k(most), documents))
    ids, vectors = embeddings.read_vectors(store, np.fromiter(found, np.int64))
    if len(ids) < len(found):
        return None
    cosines = vectors @ question if found else np.zeros(0, np.float32)
    scores = np.array([found[id] for id in ids.tolist()], np.float32)
    return _best(ids, cosines, most) if made.scores_match(scores, cosines) else None


def _exhaustive_search(
    store: Store, question: NDArray[np.float32], most: int, documents: Ids | None
) -> list[tuple[int, float]]:
    """Out of the library file itself, all of it: seconds for a million sentences."""
    best = list[tuple[int, float]]()
    block = embeddings.read_after(store, 0, _BLOCK)
    while len(block):
        last = int(block.ids[-1])
        if documents is not None:
            block = block.select(embeddings.isin_sorted(block.documents, documents))
        here = _best(block.ids, block.vectors @ question, most)
        best = sorted([*best, *here], key=lambda hit: (-hit[1], hit[0]))[:most]
        block = embeddings.read_after(store, last, _BLOCK)
    return best


def _best(ids: Ids, scores: NDArray[np.float32], most: int) -> list[tuple[int, float]]:
    order = np.lexsort((ids, -scores))[:most]
    return list(zip(ids[order].tolist(), scores[order].tolist(), strict=True))

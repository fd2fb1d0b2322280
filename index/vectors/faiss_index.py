"""FAISS's part of a search: which of n vectors are near a question, by their positions 0 to n - 1. Nothing is added once it is made.

Up to EXACT_UP_TO vectors are compared one by one. More are looked up in lists about centroids, about half of the lists for a question, by
a code of one bit a number (RaBitQ): seven times as fast a vector and a twentieth of the memory, which leaves the best to be told from the
next best by their stored vectors (index/vectors/dense_retriever.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Vectors

Flags = NDArray[np.bool_]
"""One for each position."""

MAX_FLAT_VECTORS = 20_000
"""Vectors."""

_SAMPLE = 64  # vectors that a centroid is the mean of
_ROUNDS = 8  # of k-means
_SEED = 1
NPROBE_EXPONENT = 0.9
"""As many lists are looked through as there are, to this power: 178 of 316, 501 of 1,000. Of a million sentences, recall@10 is .993 with
500 lists, .985 with 400, .976 with 333, of a hundred thousand .987 with 158, .972 with 105; the time is that of the vectors
compared. (Of vectors made of those another processor encoded it was .981 with 501, .975 with 407: README, Growth.)"""
SCORE_TOLERANCE = 0.6
"""By how much of themselves the scores of codes may be off the cosines, at the median of a question's hits. Of 100,000 and of a million
sentences of novels, 2,500 sentences and 567 questions of SQuAD asked: .28 and .53 at the worst; of vectors drawn by lot .64 and more.
A bound of .1 that knew no size took 52 of those 567 questions of a million for damage, and the structure was made anew each time."""


class Cancelled(Exception):
    """The library was closed before its search structure was done."""


@dataclass(frozen=True, slots=True)
class FaissIndex:
    """Safe for many threads at once; each search runs in its caller's thread alone."""

    index: Any
    """A faiss.IndexFlatIP or faiss.IndexIVFRaBitQFastScan."""
    memory: Any = None
    """What `index` reads from, where that is a file in memory."""

    def __len__(self) -> int:
        return int(self.index.ntotal)

    @property
    def is_exact(self) -> bool:
        return not hasattr(self.index, "nlist")

    def oversampled_k(self, most: int) -> int:
        """How many hits to ask for where the `most` nearest are wanted and are found by scoring the hits again."""
        return most if self.is_exact else 2 * most + 100

    def scores_match(self, scores: NDArray[np.float32], cosines: NDArray[np.float32]) -> bool:
        """Are its scores those of vectors with these cosines? To the last of the 16 bits a number is stored in; of codes, by and large."""
        off = np.abs(scores - cosines)
        if self.is_exact or len(off) == 0:
            return bool(off.max(initial=0.0) < 1e-4)
        return bool(np.median(off) < SCORE_TOLERANCE * np.median(np.abs(scores)))

    def search(
        self, question: NDArray[np.float32], most: int, allowed: Flags | None = None
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """Positions and their scores, best first: of those that are `allowed`, all by default."""
        passing = len(self) if allowed is None else int(allowed.sum())
        count = min(most, passing)
        if count == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        packed = None if allowed is None else np.packbits(allowed, bitorder="little")
        with _threads(
            1
        ):  # two wait for one another where the machine is busy: 43 ms for 3, of ten thousand
            scores, positions = self.index.search(
                question.reshape(1, -1), count, params=self._parameters(packed, passing)
            )
        found = positions[0] >= 0
        return positions[0][found], scores[0][found]

    def _parameters(self, packed: NDArray[np.uint8] | None, passing: int) -> Any:  # noqa: ANN401  # a faiss.SearchParameters
        import faiss

        selector = (
            None if packed is None else faiss.IDSelectorBitmap(len(packed), faiss.swig_ptr(packed))
        )
        if self.is_exact:
            return None if selector is None else faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # made by SWIG
        lists = (
            self.index.nlist
            if passing < len(self) // 2
            else round(self.index.nlist**NPROBE_EXPONENT)
        )
        return faiss.SearchParametersIVF(sel=selector, nprobe=lists)  # type: ignore[call-arg]  # made by SWIG


def build_flat(vectors: Vectors) -> FaissIndex:
    """Compares with every vector."""
    import faiss

    index = faiss.IndexFlatIP(max(1, vectors.shape[1]))
    if len(vectors):
        index.add(vectors)
    return FaissIndex(index)


def build_ivf(
    sample: Vectors,
    count: int,
    blocks: Iterable[Vectors],
    stopped: Callable[[], bool] = lambda: False,
) -> FaissIndex:
    """Of the vectors in `blocks`, about `count`, about centroids learnt from a `sample` of them. The same from the same, every time.

    Raises Stopped soon after `stopped` says so.
    """
    import faiss

    with _threads(os.cpu_count() or 1):
        quantizer = faiss.IndexFlatIP(sample.shape[1])
        quantizer.add(kmeans(sample, n_lists(count), stopped))
        index = new_ivf(quantizer)
        index.train(sample)
        for block in blocks:
            if stopped():
                raise Cancelled
            index.add(block)
    return FaissIndex(index)


def new_ivf(quantizer: Any) -> Any:  # noqa: ANN401  # a faiss.IndexFlatIP of the centroids, and an index about them
    """Of the code that large libraries are kept in; `python -m eval.bench codes` holds others against it.

    Products of 4 bits (IVFPQFastScan) take half of its time, but their scores are a sixth too low, and .18 at the worst, where those of
    other vectors are off by .16: hits could no longer be held against the stored vectors.
    """
    import faiss

    return faiss.IndexIVFRaBitQFastScan(
        quantizer, quantizer.d, quantizer.ntotal, faiss.METRIC_INNER_PRODUCT
    )


def n_lists(count: int) -> int:
    """How many centroids so many vectors get."""
    return max(1, int(count**0.5))


def sample_size(count: int) -> int:
    """How many of so many vectors the centroids are learnt from."""
    return min(count, _SAMPLE * n_lists(count))


def kmeans(sample: Vectors, count: int, stopped: Callable[[], bool] = lambda: False) -> Vectors:
    """So many, by spherical k-means, a round at a time so that it can be stopped."""
    import faiss

    found = None
    for _ in range(_ROUNDS):
        if stopped():
            raise Cancelled
        means = faiss.Kmeans(
            sample.shape[1],
            count,
            niter=1,
            seed=_SEED,
            spherical=True,
            min_points_per_centroid=1,
            max_points_per_centroid=_SAMPLE,
        )
        means.train(sample, init_centroids=found)
        found = means.centroids
    return np.asarray(found, np.float32)


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """How many FAISS may use for what is called in this thread."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(count)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)

"""The FAISS index: which of n vectors are nearest to a question, by positions 0 to n - 1.

Up to MAX_FLAT_VECTORS vectors are compared one by one (IndexFlatIP). More are kept in inverted
lists about centroids (IVF), about half of which are searched for a question, as codes of one bit a
dimension (RaBitQ): seven times as fast a vector and a twentieth of the memory. The codes only
preselect; hits are scored again from the stored vectors (index.search.vectors.dense_retriever).
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
"""One flag for each position."""

MAX_FLAT_VECTORS = 20_000
"""Up to this many vectors, the index is flat (exact)."""

_VECTORS_PER_CENTROID = 64  # in the sample that the centroids are trained on
_KMEANS_ROUNDS = 8
_SEED = 1

NPROBE_EXPONENT = 0.9
"""nprobe = n_lists ** this: 178 of 316 lists, 501 of 1,000.

Of a million sentences, recall@10 is .993 with 500 lists, .985 with 400, .976 with 333, of a hundred
thousand .987 with 158, .972 with 105; the time is proportional to the vectors compared. (Of vectors
derived from those another processor encoded it was .981 with 501, .975 with 407: docs, benchmarks.)
"""

SCORE_TOLERANCE = 0.6
"""Relative difference allowed between the scores of codes and the cosines, at the median of a
question's hits.

Of 100,000 and of a million sentences of novels, searched with 2,500 sentences and 567 questions of
SQuAD, it was .28 and .53 at worst; of random vectors .64 and more. An absolute bound of .1 mistook
52 of those 567 questions of a million for damage, and the index was rebuilt each time.
"""


class Cancelled(Exception):
    """The library was closed before its vector index was built."""


@dataclass(frozen=True, slots=True)
class FaissIndex:
    """Read-only, safe for many threads; a search uses only its caller's thread."""

    index: Any
    """A faiss.IndexFlatIP or faiss.IndexIVFRaBitQFastScan."""
    memory: Any = None
    """The mapped file that `index` reads from, if it was loaded from one; kept alive with it."""

    def __len__(self) -> int:
        return int(self.index.ntotal)

    @property
    def is_exact(self) -> bool:
        return not hasattr(self.index, "nlist")

    def has_centroids(self, centroids: Vectors | None) -> bool:
        """Are these its centroids? True of None, and of an exact index, which has none."""
        if centroids is None or self.is_exact:
            return True
        own = self.index.quantizer
        return own.ntotal == len(centroids) and np.array_equal(
            own.reconstruct_n(0, own.ntotal), centroids
        )

    def oversampled_k(self, k: int) -> int:
        """Number of hits to request so that rescoring them finds the `k` nearest.

        Of an exact index mostly: scores that are nearly equal may be in another order.
        """
        return k + 20 if self.is_exact else oversampled_count(k)

    def scores_match(self, scores: NDArray[np.float32], cosines: NDArray[np.floating]) -> bool:
        """Do the scores agree with the exact cosines of the same vectors?

        Within 1e-4 for a flat index, within SCORE_TOLERANCE at the median for quantised codes.
        """
        errors = np.abs(scores - cosines)
        if self.is_exact or len(errors) == 0:
            return bool(errors.max(initial=0.0) < 1e-4)
        return bool(np.median(errors) < SCORE_TOLERANCE * np.median(np.abs(scores)))

    def search(
        self,
        question: NDArray[np.float32],
        k: int,
        allowed: Flags | None = None,
        probes_all: bool | None = None,
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """Positions and scores of the `k` nearest vectors, best first.

        `allowed` restricts the positions; None means all. `probes_all`: are all inverted lists
        searched? None: if less than half of the positions are allowed.
        """
        n_allowed = len(self) if allowed is None else int(allowed.sum())
        count = min(k, n_allowed)
        if count == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        if probes_all is None:
            probes_all = n_allowed < len(self) // 2
        bitmap = None if allowed is None else np.packbits(allowed, bitorder="little")
        # One thread: two wait for each other on a busy machine, 43 ms instead of 3 for 10,000
        with _threads(1):
            scores, positions = self.index.search(
                question.reshape(1, -1), count, params=self._parameters(bitmap, probes_all)
            )
        is_hit = positions[0] >= 0
        return positions[0][is_hit], scores[0][is_hit]

    # Returns a faiss.SearchParameters
    def _parameters(self, bitmap: NDArray[np.uint8] | None, probes_all: bool) -> Any:  # noqa: ANN401  # FAISS has no types
        import faiss

        selector = None
        if bitmap is not None:
            selector = faiss.IDSelectorBitmap(len(bitmap), faiss.swig_ptr(bitmap))
        if self.is_exact:
            if selector is None:
                return None
            return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # made by SWIG
        nprobe = self.index.nlist if probes_all else round(self.index.nlist**NPROBE_EXPONENT)
        parameters: Any = faiss.SearchParametersIVF  # made by SWIG, without types
        return parameters(sel=selector, nprobe=nprobe)


def oversampled_count(k: int) -> int:
    """Number of vectors whose codes are scored again to find the `k` nearest."""
    return 2 * k + 100


def build_flat(vectors: Vectors) -> FaissIndex:
    """An exact index of a few vectors, (n, dimension)."""
    import faiss

    index = faiss.IndexFlatIP(max(1, vectors.shape[1]))
    if len(vectors):
        index.add(vectors)
    return FaissIndex(index)


def build_ivf(
    sample: Vectors,
    count: int,
    blocks: Iterable[Vectors],
    is_cancelled: Callable[[], bool] = lambda: False,
    centroids: Vectors | None = None,
) -> FaissIndex:
    """An index of the vectors in `blocks`, about `count` of them; deterministic.

    The `centroids` are trained on `sample`, (n, dimension), unless they are given. Raises Cancelled
    soon after `is_cancelled` returns True.
    """
    import faiss

    with _threads(os.cpu_count() or 1):
        quantizer = faiss.IndexFlatIP(sample.shape[1])
        if centroids is None:
            centroids = kmeans(sample, n_lists(count), is_cancelled)
        quantizer.add(centroids)
        index = new_ivf(quantizer)
        index.train(sample)
        for block in blocks:
            if is_cancelled():
                raise Cancelled
            index.add(block)
    return FaissIndex(index)


def new_ivf(quantizer: Any) -> Any:  # noqa: ANN401  # FAISS indexes, made by SWIG
    """An empty IVF index of the codes used for large libraries; `quantizer` has the centroids.

    `python -m eval.bench vector_codecs` compares others. 4-bit product quantisation
    (IVFPQFastScan) takes half the time, but its scores are a sixth too low, and off by .18 at
    worst, whereas those of other vectors are off by .16: wrong hits could not be detected by
    `scores_match`.
    """
    import faiss

    return faiss.IndexIVFRaBitQFastScan(
        quantizer, quantizer.d, quantizer.ntotal, faiss.METRIC_INNER_PRODUCT
    )


def n_lists(count: int) -> int:
    """Number of inverted lists for `count` vectors: their square root."""
    return max(1, int(count**0.5))


def sample_size(count: int) -> int:
    """Number of vectors to train the centroids of `count` vectors on."""
    return min(count, _VECTORS_PER_CENTROID * n_lists(count))


def kmeans(
    sample: Vectors, count: int, is_cancelled: Callable[[], bool] = lambda: False
) -> Vectors:
    """`count` centroids by spherical k-means, one round at a time so that it can be cancelled."""
    import faiss

    centroids = None
    for _ in range(_KMEANS_ROUNDS):
        if is_cancelled():
            raise Cancelled
        clustering = faiss.Kmeans(
            sample.shape[1],
            count,
            niter=1,
            seed=_SEED,
            spherical=True,
            min_points_per_centroid=1,
            max_points_per_centroid=_VECTORS_PER_CENTROID,
        )
        clustering.train(sample, init_centroids=centroids)
        centroids = clustering.centroids
    return np.asarray(centroids, np.float32)


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """Sets the number of threads FAISS uses for calls from this thread."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(count)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)

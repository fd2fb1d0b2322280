"""Recall of the search by vectors over many parts with one codebook, by the share compared.

The vectors are derived from real ones as the benchmark `scaling` derives them. One part is in
memory at a time: of the others only the hits are kept, as a front end gets them from its nodes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from eval.bench.scaling import TIE, TOP, print_line
from eval.bench.synthetic_corpus import derived_vectors, neighbour_cosines
from index.encoders.base import Vectors
from index.search.hybrid import DEFAULT_FUSION
from index.search.vectors.faiss_index import (
    NPROBE_EXPONENT,
    FaissIndex,
    build_ivf,
    kmeans,
    n_lists,
    oversampled_count,
    sample_size,
)

SHARES = (0.02, 0.05, 0.1, 0.2)
"""Of the lists that are searched, besides the product's own."""

HITS = oversampled_count(DEFAULT_FUSION.candidates)
"""Preselected by their codes, of each part and of all together."""

_BLOCK = 50_000  # vectors derived at once

_Floats = NDArray[np.float32]


class _PartResult(NamedTuple):
    """What one part finds, for each number of lists searched."""

    scores: _Floats
    """Of the codes of the hits, (numbers, questions, HITS); -inf where there are fewer."""
    cosines: _Floats
    """Of the same hits."""
    compared: _Floats
    """Share of the vectors whose codes were compared, (numbers,)."""
    seconds: _Floats
    """Processor time of a question on average, (numbers,)."""
    nearest: _Floats
    """The highest cosines of all vectors of the part, (questions, TOP)."""


def measure_recall(
    size: int, part: int, real: Vectors, questions: Vectors, folder: Path
) -> dict[str, Any]:
    """A row for each number of lists, over `size` vectors in parts of `part`.

    Takes 2.5 kB of memory for each vector of a part. What is in `folder` is not measured again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    cosines, lists = neighbour_cosines(real), n_lists(size)
    probes = sorted({max(1, round(share * lists)) for share in SHARES} | {_own_probes(lists)})
    # of the same distribution as the vectors, which need not be derived twice then
    sample = _derived(real, cosines, size, sample_size(size))
    centroids = _centroids(folder / f"{size}-centroids.npy", sample, lists)
    results = []
    for first in range(0, size, part):
        path = folder / f"{size}-{part}-{first}.npz"
        if not path.is_file():
            vectors = _derived(real, cosines, first, min(part, size - first))
            index = build_ivf(sample, size, [vectors], centroids=centroids)
            _save(path, _measured(index, vectors, questions, probes))
            print_line(f"{first + len(vectors):,} of {size:,} vectors searched")
        with np.load(path) as stored:
            results.append(_PartResult(**stored))
    nearest = np.sort(np.concatenate([each.nearest for each in results], axis=1), axis=1)
    return {
        "vectors": size,
        "parts": len(results),
        "lists": lists,
        "questions": len(questions),
        "rows": [
            {
                "probed": probed,
                "own": probed == _own_probes(lists),
                "compared": float(np.mean([each.compared[place] for each in results])),
                "recall": _recall(results, place, nearest[:, -TOP], HITS),
                "recall of all": _recall(results, place, nearest[:, -TOP], HITS * len(results)),
                "seconds": float(np.mean([each.seconds[place] for each in results])),
            }
            for place, probed in enumerate(probes)
        ],
    }


def _own_probes(lists: int) -> int:
    """As many as the product searches."""
    probes: float = lists**NPROBE_EXPONENT
    return round(probes)


def _centroids(path: Path, sample: Vectors, lists: int) -> Vectors:
    if not path.is_file():
        print_line(f"making {lists:,} centroids of {len(sample):,} vectors")
        np.save(path, kmeans(sample, lists))
    centroids: Vectors = np.load(path)
    return centroids


def _save(path: Path, result: _PartResult) -> None:
    partial = path.with_suffix(".tmp.npz")
    np.savez(partial, **result._asdict())
    partial.replace(path)


def _derived(real: Vectors, cosines: _Floats, first: int, number: int) -> Vectors:
    vectors = np.empty((number, real.shape[1]), np.float32)
    for start in range(0, number, _BLOCK):
        count = min(_BLOCK, number - start)
        vectors[start : start + count] = derived_vectors(real, cosines, first + start, count)
    return vectors


def _measured(
    index: FaissIndex, vectors: Vectors, questions: Vectors, probes: Sequence[int]
) -> _PartResult:
    sizes = np.array([index.index.invlists.list_size(each) for each in range(index.index.nlist)])
    _, lists = index.index.quantizer.search(questions, max(probes))  # the nearest first
    searched = [_search(index, vectors, questions, probed) for probed in probes]
    shares = [sizes[lists[:, :probed]].sum(axis=1).mean() / len(vectors) for probed in probes]
    return _PartResult(
        np.stack([scores for scores, _, _ in searched]),
        np.stack([cosines for _, cosines, _ in searched]),
        np.array(shares, np.float32),
        np.array([seconds for _, _, seconds in searched], np.float32),
        _nearest(vectors, questions),
    )


def _search(
    index: FaissIndex, vectors: Vectors, questions: Vectors, probed: int
) -> tuple[_Floats, _Floats, float]:
    """Scores and cosines of the hits, (questions, HITS), and the seconds of a question."""
    parameters: Any = faiss.SearchParametersIVF  # made by SWIG, without types
    scores = np.full((len(questions), HITS), -np.inf, np.float32)
    cosines, threads = scores.copy(), faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    start = time.thread_time()
    for row, question in enumerate(questions):
        found, positions = index.index.search(
            question.reshape(1, -1), HITS, params=parameters(nprobe=probed)
        )
        is_hit = positions[0] >= 0
        scores[row, : is_hit.sum()] = found[0][is_hit]
        cosines[row, : is_hit.sum()] = vectors[positions[0][is_hit]] @ question
    seconds = (time.thread_time() - start) / len(questions)
    faiss.omp_set_num_threads(threads)
    return scores, cosines, seconds


def _nearest(vectors: Vectors, questions: Vectors) -> _Floats:
    """For each question the highest cosines of these vectors, TOP of them."""
    best = np.zeros((len(questions), 0), np.float32)
    for start in range(0, len(vectors), _BLOCK):
        cosines = questions @ vectors[start : start + _BLOCK].T
        best = np.sort(np.concatenate([best, cosines], axis=1), axis=1)[:, -TOP:]
    return best


def _recall(results: Sequence[_PartResult], place: int, least: _Floats, count: int) -> float:
    """Share of the nearest vectors that are among the hits with the best codes, `count` of them.

    `least` is the cosine of the last of the nearest for each question.
    """
    scores = np.concatenate([each.scores[place] for each in results], axis=1)
    cosines = np.concatenate([each.cosines[place] for each in results], axis=1)
    chosen = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    found = np.sort(np.take_along_axis(cosines, chosen, axis=1), axis=1)[:, -TOP:]
    return float(np.mean(found >= least[:, np.newaxis] - TIE))

"""What the vectors of a large library may be kept as for the search: FAISS's codes beside one another, about the same lists.

Each is asked for as many hits as the library's own search asks for, and these are scored again by the vectors themselves, so what a code
loses is only what it does not bring among them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from eval.bench.grown import encoded, made, neighbours
from eval.bench.growth import ENCODED, SAMPLE
from eval.bench.options import Options
from eval.bench.result import TRIED, pipes
from eval.verbs.common import progress
from index import structure
from index.embed import Vectors, default_encoder
from index.library import FUSION
from index.structure import Structure

SIZES, QUICK = (100_000, 1_000_000), (20_000,)

_ASKED = 100  # questions
_TOP = 10
_TIE = 1e-5  # of a cosine: a sentence may be there twice, as near
_BLOCK = 50_000  # vectors made, and added, at once
_IP = faiss.METRIC_INNER_PRODUCT


def _scalar(kind: int) -> Callable[[Any, int], Any]:
    return lambda quantizer, dimension: faiss.IndexIVFScalarQuantizer(quantizer, dimension, quantizer.ntotal, kind, _IP)


def _products(parts: int) -> Callable[[Any, int], Any]:
    return lambda quantizer, dimension: faiss.IndexIVFPQ(quantizer, dimension, quantizer.ntotal, dimension // parts, 8, _IP)


def _fast_products(parts: int) -> Callable[[Any, int], Any]:
    return lambda quantizer, dimension: faiss.IndexIVFPQFastScan(quantizer, dimension, quantizer.ntotal, dimension // parts, 4, _IP)


CODES: Mapping[str, Callable[[Any, int], Any]] = {
    "16 bits a number (SQfp16)": _scalar(faiss.ScalarQuantizer.QT_fp16),
    "8 bits a number (SQ8)": _scalar(faiss.ScalarQuantizer.QT_8bit),
    "8 bits for 4 numbers (PQ)": _products(4),
    "4 bits for 4 numbers (PQ, fast-scan)": _fast_products(4),
    "1 bit a number (RaBitQ)": lambda quantizer, dimension: faiss.IndexIVFRaBitQ(quantizer, dimension, quantizer.ntotal, _IP),
    "1 bit a number (RaBitQ, fast-scan): ours": lambda quantizer, dimension: faiss.IndexIVFRaBitQFastScan(
        quantizer, dimension, quantizer.ntotal, _IP
    ),
}
"""By name: an empty index over a quantizer that holds the centroids, of vectors of so many numbers."""


def measure(options: Options) -> dict[str, Any]:
    """The vectors are those of the benchmark "growth"; what was encoded for it is not encoded again."""
    encoder = default_encoder()
    folder = TRIED / "growth" / encoder.fingerprint.sha256[:8]
    folder.mkdir(parents=True, exist_ok=True)
    limit = options.limit if options.limit is not None else 1_000 if options.quick else ENCODED
    real, _ = encoded(list(options.data) or [SAMPLE], limit, encoder, folder, lambda text: None)
    asked = min(_ASKED, len(real) // 8)
    sizes = QUICK if options.quick else SIZES
    return {"encoded": len(real), "questions": asked, "tables": [of(size, real[asked:], real[:asked]) for size in sizes]}


def of(size: int, real: Vectors, questions: Vectors) -> dict[str, Any]:
    """Of so many vectors made of the real ones: a row for each code, the first one where every vector is compared."""
    near = neighbours(real)
    vectors = np.concatenate([made(real, near, first, min(_BLOCK, size - first)) for first in range(0, size, _BLOCK)])
    whole = structure.exact(vectors)
    tenth = np.array([np.sort(vectors[whole.search(question, _TOP)[0]] @ question)[0] for question in questions])
    rows = [_row("compared one by one", whole, 0.0, vectors, questions, tenth)]
    drawn = np.random.default_rng(0).permutation(size)[: structure.sample_size(size)]
    centroids = structure.centroids(vectors[drawn], structure.lists(size))
    for name, empty in progress(CODES.items(), len(CODES), f"codes of {size:,} vectors"):
        start = time.perf_counter()
        quantizer = faiss.IndexFlatIP(vectors.shape[1])
        quantizer.add(centroids)
        index = empty(quantizer, vectors.shape[1])
        index.train(vectors[drawn])
        index.add(vectors)
        rows.append(_row(name, Structure(index), time.perf_counter() - start, vectors, questions, tenth))
    return {"vectors": size, "lists": len(centroids), "rows": rows}


def _row(
    name: str, tried: Structure, seconds: float, vectors: Vectors, questions: Vectors, tenth: NDArray[np.float32]
) -> dict[str, str | float]:
    times, right = [], 0
    for question, least in zip(questions, tenth, strict=True):
        start = time.perf_counter()
        found, _ = tried.search(question, tried.enough(FUSION.candidates))
        times.append(time.perf_counter() - start)
        right += int(np.count_nonzero(np.sort(vectors[found] @ question)[-_TOP:] >= least - _TIE))
    size = len(faiss.serialize_index(tried.index)) / len(vectors)
    measured = {"made": seconds, "bytes": size, "p50": float(np.median(times)), "p99": float(np.quantile(times, 0.99))}
    return {"code": name, **measured, "recall": right / (_TOP * len(questions))}


def table(figures: Mapping[str, Any]) -> str:
    return "\n\n".join(_table(each) for each in figures["tables"])


def _table(of: Mapping[str, Any]) -> str:
    head = ("code", "made", "bytes a vector", "search, p50", "p99", "recall@10")
    rows = [
        (
            row["code"],
            f"{row['made']:,.1f} s",
            f"{row['bytes']:,.0f}",
            f"{1e3 * row['p50']:,.2f} ms",
            f"{1e3 * row['p99']:,.2f} ms",
            f"{row['recall']:.3f}",
        )
        for row in of["rows"]
    ]
    return f"**{of['vectors']:,} vectors**, {of['lists']:,} lists:\n\n{pipes(head, rows)}"

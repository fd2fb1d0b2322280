"""The FAISS codecs that could hold the vectors of a large library, about the same IVF lists.

Each is asked for as many hits as the library's own search asks for, and these are scored again with
the vectors themselves: a codec only loses what it does not return at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from eval.bench.corpus import Options
from eval.bench.result import SCRATCH_DIR, markdown_table
from eval.bench.scaling import SAMPLE_TEXTS, TIE, TOP, print_line
from eval.bench.synthetic_corpus import (
    MAX_ENCODED,
    derived_vectors,
    neighbour_cosines,
    sample_vectors,
)
from index.commands.progress import progress
from index.encoders.base import Vectors
from index.encoders.registry import default_encoder
from index.search.hybrid import DEFAULT_FUSION
from index.search.vectors import faiss_index
from index.search.vectors.faiss_index import FaissIndex

SIZES, QUICK_SIZES = (100_000, 1_000_000), (20_000,)
QUICK_ENCODED = 1_000

_BLOCK = 50_000  # vectors derived, and added, at once
_IP, _SQ = faiss.METRIC_INNER_PRODUCT, faiss.ScalarQuantizer

CODECS: Mapping[str, Callable[[Any], Any]] = {
    "16 bits a number (SQfp16)": lambda lists: faiss.IndexIVFScalarQuantizer(
        lists, lists.d, lists.ntotal, _SQ.QT_fp16, _IP
    ),
    "8 bits a number (SQ8)": lambda lists: faiss.IndexIVFScalarQuantizer(
        lists, lists.d, lists.ntotal, _SQ.QT_8bit, _IP
    ),
    "8 bits for 4 numbers (PQ)": lambda lists: faiss.IndexIVFPQ(
        lists, lists.d, lists.ntotal, lists.d // 4, 8, _IP
    ),
    "4 bits for 4 numbers (PQ, fast-scan)": lambda lists: faiss.IndexIVFPQFastScan(
        lists, lists.d, lists.ntotal, lists.d // 4, 4, _IP
    ),
    "1 bit a number (RaBitQ)": lambda lists: faiss.IndexIVFRaBitQ(
        lists, lists.d, lists.ntotal, _IP
    ),
    "1 bit a number (RaBitQ, fast-scan): ours": faiss_index.new_ivf,
}
"""Name → a function from the index of the centroids to an empty index."""


def measure(options: Options) -> dict[str, Any]:
    """The vectors are those of the benchmark `scaling`; what it encoded is used again."""
    limit = options.limit
    if limit is None:
        limit = QUICK_ENCODED if options.quick else MAX_ENCODED
    folder = SCRATCH_DIR / "scaling" / default_encoder().fingerprint.sha256[:8]
    texts = list(options.data) if options.data else [SAMPLE_TEXTS]
    questions, _, real = sample_vectors(texts, limit, folder, print_line)
    sizes = QUICK_SIZES if options.quick else SIZES
    return {
        "encoded": len(questions) + len(real),
        "questions": len(questions),
        "tables": [compare(size, real, questions) for size in sizes],
    }


@dataclass(frozen=True, slots=True)
class _Search:
    """Vectors to search, the questions, and the cosine of the tenth nearest vector to each."""

    vectors: Vectors
    questions: Vectors
    tenth: NDArray[np.float32]


def compare(size: int, real: Vectors, questions: Vectors) -> dict[str, Any]:
    """A row a codec, over `size` vectors derived from the real ones; first an exact search."""
    cosines = neighbour_cosines(real)
    blocks = [
        derived_vectors(real, cosines, first, min(_BLOCK, size - first))
        for first in range(0, size, _BLOCK)
    ]
    vectors = np.concatenate(blocks)
    flat = faiss_index.build_flat(vectors)
    search = _Search(vectors, questions, _tenth_cosines(flat, vectors, questions))
    rows = [_row("compared one by one", flat, 0.0, search)]
    sample = np.random.default_rng(0).permutation(size)[: faiss_index.sample_size(size)]
    centroids = faiss_index.kmeans(vectors[sample], faiss_index.n_lists(size))
    for name, new_index in progress(CODECS.items(), len(CODECS), f"codecs of {size:,} vectors"):
        start = time.perf_counter()
        quantizer = faiss.IndexFlatIP(vectors.shape[1])
        quantizer.add(centroids)
        index = new_index(quantizer)
        index.train(vectors[sample])
        index.add(vectors)
        rows.append(_row(name, FaissIndex(index), time.perf_counter() - start, search))
    return {"vectors": size, "lists": len(centroids), "rows": rows}


def _tenth_cosines(flat: FaissIndex, vectors: Vectors, questions: Vectors) -> NDArray[np.float32]:
    """For each question the cosine of its tenth nearest vector."""
    return np.array(
        [(vectors[flat.search(question, TOP)[0]] @ question).min() for question in questions]
    )


def _row(name: str, index: FaissIndex, seconds: float, search: _Search) -> dict[str, str | float]:
    """The figures of one index, which took `seconds` to build."""
    times, right = [], 0
    k = index.oversampled_k(DEFAULT_FUSION.candidates)
    for question, least in zip(search.questions, search.tenth, strict=True):
        start = time.perf_counter()
        hits, _ = index.search(question, k)
        times.append(time.perf_counter() - start)
        nearest = np.sort(search.vectors[hits] @ question)[-TOP:]
        right += int(np.count_nonzero(nearest >= least - TIE))
    return {
        "code": name,
        "made": seconds,
        "bytes": len(faiss.serialize_index(index.index)) / len(search.vectors),
        "p50": float(np.median(times)),
        "p99": float(np.quantile(times, 0.99)),
        "recall": right / (TOP * len(search.questions)),
    }


def table(figures: Mapping[str, Any]) -> str:
    return "\n\n".join(_table(each) for each in figures["tables"])


def _table(figures: Mapping[str, Any]) -> str:
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
        for row in figures["rows"]
    ]
    size = f"**{figures['vectors']:,} vectors**, {figures['lists']:,} lists:"
    return f"{size}\n\n{markdown_table(head, rows)}"

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

from eval.bench.options import Options
from eval.bench.result import SCRATCH_DIR, markdown_table
from eval.bench.scaling import ENCODED, SAMPLE, TIE, TOP, drawn
from eval.bench.synthetic_corpus import made, neighbours
from index.commands.progress import progress
from index.encoders.base import Vectors
from index.encoders.registry import default_encoder
from index.hybrid_search import DEFAULT_FUSION
from index.vectors import faiss_index
from index.vectors.faiss_index import FaissIndex

SIZES, QUICK = (100_000, 1_000_000), (20_000,)

_BLOCK = 50_000  # vectors made, and added, at once
_IP, _SQ = faiss.METRIC_INNER_PRODUCT, faiss.ScalarQuantizer

Empty = Callable[[Any], Any]

CODES: Mapping[str, Empty] = {
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
"""By name: centroids, as an index of them, to an index about them that is empty."""


def measure(options: Options) -> dict[str, Any]:
    """The vectors are those of the benchmark "scaling"; what was encoded for it is not encoded again."""
    limit = options.limit if options.limit is not None else 1_000 if options.quick else ENCODED
    folder = SCRATCH_DIR / "scaling" / default_encoder().fingerprint.sha256[:8]
    questions, _, real = drawn(list(options.data) or [SAMPLE], limit, folder)
    tables = [of(size, real, questions) for size in (QUICK if options.quick else SIZES)]
    return {"encoded": len(questions) + len(real), "questions": len(questions), "tables": tables}


def of(size: int, real: Vectors, questions: Vectors) -> dict[str, Any]:
    """Of so many vectors made of the real ones: a row for each code, the first one where every vector is compared."""
    near = neighbours(real)
    vectors = np.concatenate(
        [made(real, near, first, min(_BLOCK, size - first)) for first in range(0, size, _BLOCK)]
    )
    whole = faiss_index.build_flat(vectors)
    tenth = np.array(
        [np.sort(vectors[whole.search(question, TOP)[0]] @ question)[0] for question in questions]
    )
    rows = [_row("compared one by one", whole, 0.0, vectors, questions, tenth)]
    sample = np.random.default_rng(0).permutation(size)[: faiss_index.sample_size(size)]
    centroids = faiss_index.kmeans(vectors[sample], faiss_index.n_lists(size))
    for name, empty in progress(CODES.items(), len(CODES), f"codes of {size:,} vectors"):
        start = time.perf_counter()
        quantizer = faiss.IndexFlatIP(vectors.shape[1])
        quantizer.add(centroids)
        index = empty(quantizer)
        index.train(vectors[sample])
        index.add(vectors)
        rows.append(
            _row(name, FaissIndex(index), time.perf_counter() - start, vectors, questions, tenth)
        )
    return {"vectors": size, "lists": len(centroids), "rows": rows}


def _row(
    name: str,
    tried: FaissIndex,
    seconds: float,
    vectors: Vectors,
    questions: Vectors,
    tenth: NDArray[np.float32],
) -> dict[str, str | float]:
    times, right = [], 0
    for question, least in zip(questions, tenth, strict=True):
        start = time.perf_counter()
        found, _ = tried.search(question, tried.oversampled_k(DEFAULT_FUSION.candidates))
        times.append(time.perf_counter() - start)
        right += int(np.count_nonzero(np.sort(vectors[found] @ question)[-TOP:] >= least - TIE))
    size = len(faiss.serialize_index(tried.index)) / len(vectors)
    measured = {
        "made": seconds,
        "bytes": size,
        "p50": float(np.median(times)),
        "p99": float(np.quantile(times, 0.99)),
    }
    return {"code": name, **measured, "recall": right / (TOP * len(questions))}


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
    return f"**{of['vectors']:,} vectors**, {of['lists']:,} lists:\n\n{markdown_table(head, rows)}"

"""What a library costs as it grows: building, size, opening, search, changes.

Each step of each size runs in its own process.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np

from eval.bench.corpus import SAMPLE, Options
from eval.bench.result import SCRATCH_DIR, markdown_table
from eval.bench.synthetic_corpus import MAX_ENCODED, FixedVectors, sample_vectors, stored_library
from eval.datasets.load import load
from index.encoders.base import Fingerprint, Vectors
from index.encoders.registry import default_encoder
from index.ingest.peak_memory import peak_bytes
from index.library import Library
from index.search.hybrid import DEFAULT_FUSION
from index.search.vectors import faiss_index
from index.search.vectors.cache import cache_files
from index.search.vectors.dense_retriever import DenseRetriever
from index.spans import Document
from index.storage import bm25, embeddings
from index.storage.connection import Store
from qa.pipeline import open_pipeline

T = TypeVar("T")
R = TypeVar("R")

SIZES, QUICK_SIZES = (1_000, 10_000, 100_000, 1_000_000), (1_000, 10_000)
SAMPLE_TEXTS = SAMPLE.parent / "documents"

TOP = 10
TIE = 1e-5
"""Cosines that differ by less are equal."""

_QUESTION_WORDS = 10  # of a sentence, as a question for BM25
_CHANGES = 10  # documents added and removed
_BLOCK = 8_192  # sentences read at once
_WARM_UP = 5  # questions asked before the clock starts


@dataclass(frozen=True, slots=True)
class Questions:
    """The same questions as vectors, a row each, and as words."""

    fingerprint: Fingerprint
    vectors: Vectors
    words: list[str]


def measure(options: Options) -> dict[str, Any]:
    """Intermediate files stay in build/bench, so that a stopped run can be resumed.

    A quick run leaves none.
    """
    folder = None if options.quick else SCRATCH_DIR / "scaling"
    return measure_scaling(options.quick, options.data, options.limit, folder)


def measure_scaling(
    quick: bool, texts: Sequence[Path] = (), limit: int | None = None, folder: Path | None = None
) -> dict[str, Any]:
    """With sentences from `texts`, by default the documents of the sample set.

    At most `limit` are encoded. What is in `folder` is not made again.
    """
    if folder is None:
        with TemporaryDirectory() as temporary:
            return measure_scaling(quick, texts, limit, Path(temporary))
    paths = list(texts) if texts else [SAMPLE_TEXTS]
    fingerprint = default_encoder().fingerprint
    folder = folder / fingerprint.sha256[:8]
    encoded = MAX_ENCODED if limit is None else limit
    vectors, sentences, real = sample_vectors(paths, encoded, folder, print_line)
    words = [" ".join(sentence.split()[:_QUESTION_WORDS]) for sentence in sentences]
    questions = Questions(fingerprint, vectors, words)
    columns = []
    for size in QUICK_SIZES if quick else SIZES:
        column_file = folder / f"{size}.json"
        if not column_file.is_file():
            column = _column(folder / f"{size}.pincite", paths, real, questions, size)
            column_file.write_text(json.dumps(column), encoding="utf-8")
        columns.append(json.loads(column_file.read_text(encoding="utf-8")))
    return {
        "encoded": len(vectors) + len(real),
        "questions": len(vectors),
        "words": _QUESTION_WORDS,
        "candidates": DEFAULT_FUSION.candidates,
        "columns": columns,
    }


def _column(
    path: Path, paths: Sequence[Path], real: Vectors, questions: Questions, size: int
) -> dict[str, float]:
    """All figures of one size."""
    column: dict[str, Any] = {
        "sentences": size,
        "stored": stored_library(path, paths, size, real, questions.fingerprint, print_line),
        "library file": path.stat().st_size,
    }
    steps = (_index, _search, _answer, _change)
    for step in steps:
        print_line(f"{size:,} sentences: {step.__name__.strip('_')}")
        with multiprocessing.get_context("spawn").Pool(1) as process:
            column |= process.apply(step, (path, questions))
    print_line(f"{size:,} sentences: compare with an exact search")
    exact = _exact_cosines(path, questions.vectors)
    column["recall@10 against exact"] = _recall(column.pop("cosines"), exact)
    return column


def _recall(cosines: Sequence[Vectors], exact: Vectors) -> float:
    """The share of the retrieved sentences that are as near as the tenth of an exact search."""
    tenth = exact[:, -1]
    shares = [np.mean(row >= least - TIE) for row, least in zip(cosines, tenth, strict=True)]
    return float(np.mean(shares))


def _index(path: Path, questions: Questions) -> dict[str, Any]:
    for cache in cache_files(path):
        cache.unlink()
    encoder = FixedVectors(questions.fingerprint, questions.vectors)
    with Library.open(path, encoder=encoder) as library:
        start = time.perf_counter()
        library.refresh_index()
        seconds = time.perf_counter() - start
    return {
        "search structure made": seconds,
        "memory while it is made": peak_bytes(),
        "cache beside it": sum(cache.stat().st_size for cache in cache_files(path)),
    }


def _search(path: Path, questions: Questions) -> dict[str, Any]:
    faiss_index.build_flat(questions.vectors)  # loads FAISS before the clock starts
    memory_before, start = peak_bytes(), time.perf_counter()
    encoder = FixedVectors(questions.fingerprint, questions.vectors)
    with Library.open(path, encoder=encoder) as library:
        library.search(questions.words[0], method="dense")
        opening = time.perf_counter() - start
        dense, lexical = _search_each(path, questions)
        hybrid = [_timed(library.search, words) for words in questions.words]
    return {
        "opened, first search done": opening,
        "memory of a process that asks": peak_bytes(),
        "of that, before it opens the library": memory_before,
        **_quantiles("search by vectors", dense),
        **_quantiles("search by words", lexical),
        **_quantiles("both, fused, passages read", hybrid),
        "cosines": [np.array([cosine for _, cosine in hits[:TOP]]) for _, _, hits in dense],
    }


Timed = tuple[float, float, R]
"""(seconds by the clock, seconds of processor time of this thread, result)."""


def _search_each(path: Path, questions: Questions) -> tuple[list[Timed[Any]], list[Timed[Any]]]:
    """Dense search and BM25 alone, with the number of candidates that hybrid search uses."""
    candidates = DEFAULT_FUSION.candidates
    retriever = DenseRetriever(path, lambda: closing(Store(path)))
    with closing(Store(path)) as store, store.reading(), closing(retriever):

        def dense(vector: Vectors) -> object:
            return retriever.search(store, vector, candidates)

        def lexical(words: str) -> object:
            return bm25.search(store, words, candidates)

        return (
            [_timed(dense, vector) for vector in questions.vectors],
            [_timed(lexical, words) for words in questions.words],
        )


def _answer(path: Path, questions: Questions) -> dict[str, Any]:
    """Whole answers to as many questions of the sample set, with the shipped encoder and reader."""
    asked = [each.question for each in load(SAMPLE).questions[: len(questions.words)]]
    with open_pipeline(path) as pipeline:
        for question in asked[:_WARM_UP]:
            pipeline.ask(question)
        return _quantiles("an answer", [_timed(pipeline.ask, question) for question in asked])


def _change(path: Path, questions: Questions) -> dict[str, Any]:
    seconds: dict[str, list[float]] = {
        "a document of 10 sentences added": [],
        "first search after it": [],
        "it removed": [],
    }
    encoder = FixedVectors(questions.fingerprint, questions.vectors)
    with Library.open(path, encoder=encoder) as library:

        def search(words: str) -> object:
            return library.search(words, method="dense")

        search(questions.words[0])
        for number in range(_CHANGES):
            text = " ".join(f"Sentence {n} of the document {number} is here." for n in range(10))
            document = Document(0, f"added-{number}", "added", text)
            question = f"{text[:60]}?"
            seconds["a document of 10 sentences added"].append(_timed(library.add, document)[0])
            seconds["first search after it"].append(_timed(search, question)[0])
            seconds["it removed"].append(_timed(library.remove, document.source)[0])
    return {f"{name}, p50": float(np.median(times)) for name, times in seconds.items()}


def _exact_cosines(path: Path, questions: Vectors) -> Vectors:
    """For each question the cosines of the TOP nearest sentences, highest first.

    By comparing with every stored vector; equal sentences count each.
    """
    best = np.zeros((len(questions), 0), np.float32)
    with closing(Store(path)) as store, store.reading():
        block = embeddings.read_after(store, 0, _BLOCK)
        while len(block):
            cosines = np.concatenate([best, questions @ block.vectors.T], axis=1)
            best = np.sort(cosines, axis=1)[:, ::-1][:, :TOP]
            block = embeddings.read_after(store, int(block.ids[-1]), _BLOCK)
    return np.asarray(best, np.float32)


def _timed(function: Callable[[T], R], argument: T) -> Timed[R]:
    start, computed = time.perf_counter(), time.thread_time()
    result = function(argument)
    return time.perf_counter() - start, time.thread_time() - computed, result


def _quantiles(name: str, timed: Sequence[Timed[Any]]) -> dict[str, float]:
    clock, processor = [each[0] for each in timed], [each[1] for each in timed]
    return {
        f"{name}, p50": float(np.quantile(clock, 0.5)),
        f"{name}, p99": float(np.quantile(clock, 0.99)),
        f"{name}, processor p50": float(np.quantile(processor, 0.5)),
    }


def print_line(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def table(figures: Mapping[str, Any]) -> str:
    """Markdown: a row a figure, a column a size."""
    columns = figures["columns"]
    rows = [
        [
            f"{name}, {unit}" if unit else name,
            *(f"{column[name] * scale:,.{digits}f}" for column in columns),
        ]
        for name, (unit, scale, digits) in ROWS.items()
    ]
    head = ["sentences", *(f"{column['sentences']:,}" for column in columns)]
    return markdown_table(head, rows)


ROWS = {
    "stored": ("s", 1, 1),
    "search structure made": ("s", 1, 1),
    "memory while it is made": ("MB", 1e-6, 0),
    "library file": ("MB", 1e-6, 1),
    "cache beside it": ("MB", 1e-6, 1),
    "opened, first search done": ("ms", 1e3, 0),
    "memory of a process that asks": ("MB", 1e-6, 0),
    "of that, before it opens the library": ("MB", 1e-6, 0),
    "search by vectors, p50": ("ms", 1e3, 2),
    "search by vectors, p99": ("ms", 1e3, 2),
    "search by vectors, processor p50": ("ms", 1e3, 2),
    "search by words, p50": ("ms", 1e3, 2),
    "search by words, p99": ("ms", 1e3, 2),
    "search by words, processor p50": ("ms", 1e3, 2),
    "both, fused, passages read, p50": ("ms", 1e3, 2),
    "both, fused, passages read, p99": ("ms", 1e3, 2),
    "both, fused, passages read, processor p50": ("ms", 1e3, 2),
    "an answer, p50": ("ms", 1e3, 0),
    "an answer, p99": ("ms", 1e3, 0),
    "recall@10 against exact": ("", 1, 3),
    "a document of 10 sentences added, p50": ("ms", 1e3, 1),
    "first search after it, p50": ("ms", 1e3, 1),
    "it removed, p50": ("ms", 1e3, 1),
}
"""Name in the figures → unit, factor, digits after the point."""

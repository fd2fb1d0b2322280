"""What a library costs as it grows: to make, to keep, to open, to ask, to change. Each size in a process of its own."""

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

from eval.bench.options import Options
from eval.bench.result import SCRATCH_DIR
from eval.bench.synthetic_corpus import Lookup, encoded, make
from eval.bench.systems.resource_usage import peak_mib
from index.encoders.base import Fingerprint, Vectors
from index.encoders.registry import default_encoder
from index.hybrid_search import DEFAULT_FUSION
from index.library import Library
from index.spans import Document
from index.storage import bm25, embeddings
from index.storage.connection import Store
from index.storage.filters import NO_FILTER
from index.vectors import faiss_index
from index.vectors.cache import cache_files
from index.vectors.dense_retriever import DenseRetriever

T = TypeVar("T")
R = TypeVar("R")

SIZES, QUICK = (1_000, 10_000, 100_000, 1_000_000), (1_000, 10_000)
SAMPLE = Path(__file__).parent.parent / "sets" / "belarus" / "documents"
ENCODED = 50_000

ASKED = 100  # questions: sentences that were encoded and are not in the library
_WORDS = 10  # of such a sentence, as a question for the search by words
_CHANGES = 10  # documents added and removed
TOP = 10
TIE = 1e-5  # of a cosine
_BLOCK = 8_192  # sentences read at once


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions as vectors and as words, a row and a string each."""

    fingerprint: Fingerprint
    vectors: Vectors
    words: list[str]


def measure(options: Options) -> dict[str, Any]:
    """What is made on the way stays under build/bench, so that a run which was stopped goes on; a quick one leaves nothing."""
    return measure_scaling(
        options.quick,
        options.data,
        options.limit,
        None if options.quick else SCRATCH_DIR / "scaling",
    )


def measure_scaling(
    quick: bool, texts: Sequence[Path] = (), limit: int | None = None, folder: Path | None = None
) -> dict[str, Any]:
    """Of sentences from `texts`, by default the sample's documents; at most `limit` are encoded. What is in `folder` is not made again."""
    if folder is None:
        with TemporaryDirectory() as made:
            return measure_scaling(quick, texts, limit, Path(made))
    paths, fingerprint = list(texts) if texts else [SAMPLE], default_encoder().fingerprint
    folder = folder / fingerprint.sha256[:8]
    vectors, sentences, real = drawn(paths, ENCODED if limit is None else limit, folder)
    questions = [" ".join(sentence.split()[:_WORDS]) for sentence in sentences]
    columns = []
    for size in QUICK if quick else SIZES:
        kept = folder / f"{size}.json"
        if not kept.is_file():
            column = _column(
                folder / f"{size}.pincite",
                paths,
                real,
                Asked(fingerprint, vectors, questions),
                size,
            )
            kept.write_text(json.dumps(column), encoding="utf-8")
        columns.append(json.loads(kept.read_text(encoding="utf-8")))
    return {
        "encoded": len(vectors) + len(real),
        "questions": len(vectors),
        "words": _WORDS,
        "candidates": DEFAULT_FUSION.candidates,
        "columns": columns,
    }


def drawn(paths: Sequence[Path], most: int, folder: Path) -> tuple[Vectors, list[str], Vectors]:
    """Sentences of the texts, at most so many, as the default encoder has them: the vectors and words of those that are asked for, and
    the vectors of the others. Those kept in the folder are not encoded again."""
    folder.mkdir(parents=True, exist_ok=True)
    vectors, sentences = encoded(paths, most, default_encoder(), folder, _tell)
    asked = min(ASKED, len(vectors) // 8)
    return vectors[:asked], sentences[:asked], vectors[asked:]


def _column(
    path: Path, paths: Sequence[Path], real: Vectors, asked: Asked, size: int
) -> dict[str, float]:
    stored = path.with_suffix(".stored")
    if not stored.is_file():
        stored.write_text(
            str(make(path, paths, size, real, asked.fingerprint, _tell)), encoding="utf-8"
        )
    steps: Sequence[Callable[[Path, Asked], dict[str, Any]]] = (_index, _ask, _change)
    found: dict[str, Any] = {
        "sentences": size,
        "stored": float(stored.read_text(encoding="utf-8")),
        "library file": path.stat().st_size,
    }
    for step in steps:
        _tell(f"{size:,} sentences: {step.__name__.strip('_')}")
        with multiprocessing.get_context("spawn").Pool(1) as alone:
            found |= alone.apply(step, (path, asked))
    _tell(f"{size:,} sentences: compare with an exact search")
    tenth = _exact(path, asked.vectors)[:, -1]
    found["recall@10 against exact"] = float(
        np.mean(
            [
                np.mean(mine >= least - TIE)
                for mine, least in zip(found.pop("cosines"), tenth, strict=True)
            ]
        )
    )
    return found


def _index(path: Path, asked: Asked) -> dict[str, Any]:
    for cache in cache_files(path):
        cache.unlink()
    with Library.open(path, encoder=Lookup(asked.fingerprint, asked.vectors)) as library:
        start = time.perf_counter()
        library.refresh_index()
        seconds = time.perf_counter() - start
    size = sum(cache.stat().st_size for cache in cache_files(path))
    return {
        "search structure made": seconds,
        "memory while it is made": _peak(),
        "cache beside it": size,
    }


def _ask(path: Path, asked: Asked) -> dict[str, Any]:
    faiss_index.build_flat(asked.vectors)  # loads FAISS before the clock starts
    before, start = _peak(), time.perf_counter()
    with Library.open(path, encoder=Lookup(asked.fingerprint, asked.vectors)) as library:
        library.search(asked.words[0], method="dense")
        opening = time.perf_counter() - start
        nearest = DenseRetriever(path, lambda: closing(Store(path)))
        with closing(Store(path)) as store, store.reading(), closing(nearest):
            found = [
                _timed(
                    lambda vector: nearest.search(
                        store, vector, DEFAULT_FUSION.candidates, NO_FILTER
                    ),
                    each,
                )
                for each in asked.vectors
            ]
            words = [
                _timed(
                    lambda question: bm25.search(store, question, DEFAULT_FUSION.candidates),
                    each,
                )
                for each in asked.words
            ]
        fused = [_timed(library.search, each) for each in asked.words]
    return {
        "opened, first search done": opening,
        "memory of a process that asks": _peak(),
        "of that, before it opens the library": before,
        **_quantiles("search by vectors", found),
        **_quantiles("search by words", words),
        **_quantiles("both, fused, passages read", fused),
        "cosines": [np.array([cosine for _, cosine in hits[:TOP]]) for _, _, hits in found],
    }


def _change(path: Path, asked: Asked) -> dict[str, Any]:
    seconds: dict[str, list[float]] = {
        "a document of 10 sentences added": [],
        "first search after it": [],
        "it removed": [],
    }
    with Library.open(path, encoder=Lookup(asked.fingerprint, asked.vectors)) as library:
        library.search(asked.words[0], method="dense")
        for number in range(_CHANGES):
            text = " ".join(f"Sentence {n} of the document {number} is here." for n in range(10))
            added = Document(0, f"added-{number}", "added", text)
            question = f"{text[:60]}?"
            seconds["a document of 10 sentences added"].append(_timed(library.add, added)[0])
            seconds["first search after it"].append(
                _timed(lambda words: library.search(words, method="dense"), question)[0]
            )
            seconds["it removed"].append(_timed(library.remove, added.source)[0])
    return {f"{name}, p50": float(np.median(times)) for name, times in seconds.items()}


def _exact(path: Path, questions: Vectors) -> Vectors:
    """The cosines of the nearest, best first, by comparing with every stored vector. (A sentence may be there twice, as near.)"""
    best = np.zeros((len(questions), 0), np.float32)
    with closing(Store(path)) as store, store.reading():
        block = embeddings.read_after(store, 0, _BLOCK)
        while len(block):
            best = np.sort(np.concatenate([best, questions @ block.vectors.T], axis=1), axis=1)[
                :, ::-1
            ][:, :TOP]
            block = embeddings.read_after(store, int(block.ids[-1]), _BLOCK)
    return np.asarray(best, np.float32)


def _timed(act: Callable[[T], R], on: T) -> tuple[float, float, R]:
    """Seconds by the clock, seconds that this thread computed, and what came out."""
    start, begun = time.perf_counter(), time.thread_time()
    found = act(on)
    return time.perf_counter() - start, time.thread_time() - begun, found


def _quantiles(name: str, timed: Sequence[tuple[float, float, Any]]) -> dict[str, float]:
    clock, computed = [each[0] for each in timed], [each[1] for each in timed]
    return {
        f"{name}, p50": float(np.quantile(clock, 0.5)),
        f"{name}, p99": float(np.quantile(clock, 0.99)),
        f"{name}, processor p50": float(np.quantile(computed, 0.5)),
    }


def _peak() -> int:
    """Bytes."""
    return round(peak_mib() * 2**20)


def _tell(what: str) -> None:
    sys.stderr.write(f"{what}\n")


def table(figures: Mapping[str, Any]) -> str:
    """Markdown: a row a figure, a column a size."""
    columns = figures["columns"]
    head = ["sentences", *(f"{column['sentences']:,}" for column in columns)]
    lines = [head, ["---", *["--:"] * len(columns)]]
    for name, (unit, scale, digits) in ROWS.items():
        lines.append(
            [
                f"{name}, {unit}" if unit else name,
                *(f"{column[name] * scale:,.{digits}f}" for column in columns),
            ]
        )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


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
    "recall@10 against exact": ("", 1, 3),
    "a document of 10 sentences added, p50": ("ms", 1e3, 1),
    "first search after it, p50": ("ms", 1e3, 1),
    "it removed, p50": ("ms", 1e3, 1),
}
"""Each figure's name, its unit, what to multiply it with, digits after the point."""

"""What the steps of a question cost on this machine, in processor time: the model's input."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from eval.bench.cluster_model import Costs
from index.collection.joined import JoinedLibrary
from index.collection.parts import OpenParts, PartCall, Steps
from index.collection.steps import together
from index.ingest.peak_memory import peak_bytes
from index.library import Library
from index.search.hybrid import DEFAULT_FUSION
from index.storage import positions
from qa.decision.calibrations import load_calibration
from qa.pipeline import BUNDLED_READER, QAPipeline
from qa.questions.stages import listening
from qa.readers.onnx import OnnxModel
from qa.readers.reader import SpanReader

T = TypeVar("T")

STEPS = ("encode", "search", "parts", "read", "decide")

SENT = frozenset({"statistics", "candidates", "nearest", "scores", "matching", "near", "passages"})
"""Methods of a part that a front end sends; others never change, or come with these answers.

See pincite.cluster.serving.remote_parts, which also knows the statistics of words asked before.
"""

_WARM_UP = 3  # questions asked before the clock starts
_MESSAGES = 500
_MERGED_PARTS = 10
_ASKED_AT_ONCE = 2  # in the process that the model is compared with


def measure_costs(libraries: Mapping[int, Path], questions: Sequence[str]) -> dict[str, Any]:
    """Means for each size of a library, in a process of its own; messages, and a whole process."""
    sizes = {size: _in_process(_asked, path, questions) for size, path in libraries.items()}
    largest = sizes[max(sizes)]
    return {
        "sizes": {str(size): each for size, each in sizes.items()},
        "merge": _in_process(_merge),
        **_in_process(_messages),
        "one process": _in_process(_throughput, libraries[max(libraries)], questions),
        "its steps": sum(largest[name] for name in STEPS),
    }


def costs_of(figures: Mapping[str, Any]) -> Costs:
    """The input of the model; what does not grow with the library is that of the largest."""
    sizes = figures["sizes"]
    largest = sizes[max(sizes, key=int)]
    return Costs(
        parts={int(size): each["parts"] for size, each in sizes.items()},
        merge=figures["merge"],
        call=figures["call"],
        answer=figures["answer"],
        **{name: largest[name] for name in ("encode", "search", "rounds", "read", "decide")},
    )


def _in_process(function: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401  # as the function returns
    with multiprocessing.get_context("spawn").Pool(1) as process:
        return process.apply(function, arguments)


class _Clock:
    """Adds up the processor time of a function."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def of(self, function: Callable[..., T]) -> Callable[..., T]:
        def timed(*arguments: Any) -> T:  # noqa: ANN401  # passed on
            start = time.process_time()
            try:
                return function(*arguments)
            finally:
                self.seconds += time.process_time() - start

        return timed


class _Rounds:
    """Counts what a front end of a cluster would send its groups at the same time."""

    def __init__(self) -> None:
        self.count = 0
        self._is_counted = False

    def run(self, parts: OpenParts, steps: Sequence[Steps[T]]) -> list[T]:
        """In place of `OpenParts.run`: what is asked together is one round."""
        return together(steps, partial(self._ask_all, parts))

    def _ask_all(self, parts: OpenParts, calls: Sequence[PartCall]) -> list[dict[int, Any]]:
        self.count += any(method.__name__ in SENT for method, _ in calls)
        self._is_counted = True
        try:
            return [parts.ask(*call) for call in calls]
        finally:
            self._is_counted = False

    def ask(self, function: Callable[..., T]) -> Callable[..., T]:
        def counted(parts: OpenParts, method: Callable[..., Any], given: Any) -> T:  # noqa: ANN401  # passed on
            self.count += method.__name__ in SENT and not self._is_counted
            return function(parts, method, given)

        return counted


def _asked(path: Path, questions: Sequence[str]) -> dict[str, Any]:
    """The library is asked as the only part of a joined one, as a node of a cluster asks it."""
    memory_before = peak_bytes()
    parts, reader, rounds, reading = _Clock(), _Clock(), _Rounds(), list[float]()
    encode = search = decide = 0.0
    with (
        _opened(path) as (library, pipeline),
        patch.object(OpenParts, "ask", rounds.ask(parts.of(OpenParts.ask))),
        patch.object(OpenParts, "run", lambda *given: rounds.run(*given)),
        patch.object(OnnxModel, "logits", reader.of(OnnxModel.logits)),
    ):
        for question in questions[:_WARM_UP]:
            pipeline.ask(question)
        parts.seconds = reader.seconds = rounds.count = 0
        for question in questions:
            start = time.process_time()
            library.encoder.encode([question])
            searching = time.process_time()
            with listening(lambda _: reading.append(time.process_time())):
                pipeline.ask(question)
            encode += searching - start
            search += reading[-1] - searching
            decide += time.process_time() - reading[-1]
    of_questions = {
        "encode": encode,
        "search": search - encode - parts.seconds,
        "parts": parts.seconds,
        "rounds": rounds.count,
        "read": reader.seconds,
        "decide": decide - reader.seconds,
    }
    return {
        **{name: value / len(questions) for name, value in of_questions.items()},
        "memory": peak_bytes(),
        "memory before": memory_before,
    }


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Library, QAPipeline]]:
    """A library, and a pipeline that asks it as the only part, reading on one thread."""
    with Library.open(path) as library:
        library.refresh_index()
        reader = SpanReader(OnnxModel(BUNDLED_READER, threads=1))
        calibration = load_calibration(BUNDLED_READER)
        yield library, QAPipeline(JoinedLibrary([library]), reader, calibration)


def _merge() -> float:
    """Of the hits of one part, by vectors and by words, under those of others."""
    draw, count = random.Random(0), DEFAULT_FUSION.candidates
    hits = [(id, draw.random()) for id in range(_MERGED_PARTS * count)]
    start = time.process_time()
    for _ in range(_MESSAGES):
        positions.best(hits, count, lambda ids: {})
    return 2 * (time.process_time() - start) / _MESSAGES / _MERGED_PARTS


def _messages() -> dict[str, float]:
    """Of a question to a Ray actor and its answer of as many hits as one search has."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import ray

    hits = [(id, 0.5, f"folder/document-{id}.pdf", id) for id in range(DEFAULT_FUSION.candidates)]
    ray.init(num_cpus=1, include_dashboard=False, log_to_driver=False, configure_logging=False)
    try:
        group = ray.remote(num_cpus=1)(_Group).remote(hits)
        question = ([0.1] * 384, ["word"] * 10)
        ray.get([group.search.remote(question) for _ in range(10)])
        before, start = ray.get(group.worked.remote()), time.process_time()
        for _ in range(_MESSAGES):
            ray.get(group.search.remote(question))
        call = (time.process_time() - start) / _MESSAGES
        return {"call": call, "answer": (ray.get(group.worked.remote()) - before) / _MESSAGES}
    finally:
        ray.shutdown()


class _Group:
    """An actor that answers at once."""

    def __init__(self, hits: list[tuple[int, float, str, int]]) -> None:
        self._hits = hits

    def search(self, _: object) -> list[tuple[int, float, str, int]]:
        return self._hits

    def worked(self) -> float:
        return time.process_time()


def _throughput(path: Path, questions: Sequence[str]) -> dict[str, float]:
    """One process that two ask at once: what the model is held against."""
    with _opened(path) as (_, pipeline), ThreadPoolExecutor(_ASKED_AT_ONCE) as threads:
        list(threads.map(pipeline.ask, questions[:_WARM_UP]))
        clock, start = time.perf_counter(), time.process_time()
        list(threads.map(pipeline.ask, questions))
        return {
            "questions": len(questions),
            "seconds": time.perf_counter() - clock,
            "processor": (time.process_time() - start) / len(questions),
        }

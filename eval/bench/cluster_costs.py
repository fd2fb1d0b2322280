"""What the steps of a question cost on this machine, in processor time: the model's input."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from eval.bench.cluster_model import Costs
from index.collection.joined import JoinedLibrary
from index.ingest.peak_memory import peak_bytes
from index.search.hybrid import DEFAULT_FUSION
from index.storage import positions
from qa.pipeline import open_pipeline
from qa.questions.stages import listening

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
        "of its parts": largest["encode"] + largest["search"] + largest["read"],
    }


def costs_of(figures: Mapping[str, Any]) -> Costs:
    """The input of the model. A part's own share is all of the search."""
    sizes = figures["sizes"]
    return Costs(
        encode=_mean([each["encode"] for each in sizes.values()]),
        parts={int(size): each["search"] for size, each in sizes.items()},
        merge=figures["merge"],
        read=_mean([each["read"] for each in sizes.values()]),
        call=figures["call"],
        answer=figures["answer"],
    )


def _in_process(function: Callable[..., Any], *arguments: object) -> Any:  # noqa: ANN401  # as the function returns
    with multiprocessing.get_context("spawn").Pool(1) as process:
        return process.apply(function, arguments)


def _asked(path: Path, questions: Sequence[str]) -> dict[str, Any]:
    """The library is asked as the only part of a joined one, as a node of a cluster asks it."""
    memory_before = peak_bytes()
    spent: dict[str, list[float]] = {"encode": [], "search": [], "read": []}
    with open_pipeline(path) as opened:
        pipeline = opened.for_library(JoinedLibrary([opened.library]))
        for number, question in enumerate([*questions[:_WARM_UP], *questions]):
            times = [time.process_time()]
            opened.library.encoder.encode([question])
            with listening(lambda _, times=times: times.append(time.process_time())):
                pipeline.ask(question)
            times.append(time.process_time())
            if number >= _WARM_UP:
                start, searching, reading, end = times
                spent["encode"].append(searching - start)
                # which encodes the question, too
                spent["search"].append(reading - searching - (searching - start))
                spent["read"].append(end - reading)
        return {
            **{name: _mean(each) for name, each in spent.items()},
            "memory": peak_bytes(),
            "memory before": memory_before,
        }


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
    """One process as `pincite ui` runs it, asked by two at once: what the model is held against."""
    with open_pipeline(path) as opened, ThreadPoolExecutor(_ASKED_AT_ONCE) as threads:
        pipeline = opened.for_library(JoinedLibrary([opened.library]))
        list(threads.map(pipeline.ask, questions[:_WARM_UP]))
        clock, start = time.perf_counter(), time.process_time()
        list(threads.map(pipeline.ask, questions))
        return {
            "questions": len(questions),
            "seconds": time.perf_counter() - clock,
            "processor": (time.process_time() - start) / len(questions),
        }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)

"""Runs one search system: adds texts, asks questions, measures time, memory and disk.

It runs in the environments of the other systems, so it needs only the standard library and
packaging.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from eval.bench.systems.reply import Reply
from eval.bench.systems.resource_usage import installed, mib, read_requirements
from index.ingest.peak_memory import peak_mib

Texts = Sequence[tuple[str, str]]
"""(id, text): the units that are found, whatever a system splits them into; or (source, path) of
files, of which passages are found."""


class System(Protocol):
    """An empty system, with its models loaded."""

    def add(self, texts: Texts) -> Sequence[str] | None:
        """Adds all of them; when it returns, they can be found. The sources that it cannot read."""


class Searching(System, Protocol):
    def search(self, question: str, k: int) -> Sequence[object]:
        """The `k` best, best first, each once: ids of texts."""


class Answering(System, Protocol):
    def answer(self, question: str) -> Reply:
        """Reads passages and answers."""


@dataclass(frozen=True, slots=True)
class Models:
    """Folders of the encoder and of the reader that the others use; "" where there is no reader."""

    encoder: str
    reader: str = ""


Make = Callable[[Models], Any]
"""Makes a System with these models."""


def drive(
    make: Make, models: Models, commands: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """One object when the models are loaded, then one for each command.

    {"add": texts}, {"search": question, "k": 10} and {"answer": question} return seconds, processor
    seconds and the result; {"together": questions, "callers": 2} the seconds for all of them, and
    how many failed; {"resources": file} memory, disk and versions of what pip installs.
    """
    system = make(models)
    yield {}
    for command in commands:
        match command:
            case {"add": texts}:
                unread = _timed(system.add, [(id, text) for id, text in texts])
                yield {**unread, "result": list(unread["result"] or ())}
            case {"search": question, "k": k}:
                yield _timed(system.search, question, k)
            case {"answer": question}:
                reply = _timed(system.answer, question)
                yield {**reply, "result": asdict(reply["result"])}
            case {"together": questions, "callers": callers}:
                yield _timed(_together, system, questions, callers)
            case {"resources": requirements}:
                yield {"peak_mib": peak_mib(), **_installed(Path(requirements))}
            case _:
                raise ValueError(f"No such command: {command}")


def _timed(function: Callable[..., Any], *arguments: object) -> dict[str, Any]:
    start, processor = time.perf_counter(), processor_seconds()
    result = function(*arguments)
    return {
        "seconds": time.perf_counter() - start,
        "processor_seconds": processor_seconds() - processor,
        "result": result,
    }


def processor_seconds() -> float:
    """Of this process, all its threads, and its children that have ended."""
    return sum(os.times()[:4])


def _together(system: Answering, questions: Sequence[str], callers: int) -> int:
    """Asks all, `callers` at a time; the number of those that raised an error."""

    def fails(question: str) -> bool:
        try:
            system.answer(question)
        except Exception:
            return True
        return False

    with ThreadPoolExecutor(callers) as pool:
        return sum(pool.map(fails, questions))


def _installed(requirements: Path) -> dict[str, Any]:
    """Size and number of all installed packages, and the versions of those in the file."""
    wanted = read_requirements(requirements)
    distributions = installed(wanted)
    names = [each.name for each in wanted if each.name in distributions]
    return {
        "installed_mib": mib(distributions.values()),
        "packages": len(distributions),
        "versions": {name: distributions[name].version for name in names},
    }

"""Runs one search system: adds texts, asks questions, measures time and memory.

It runs in the environments of the other systems, so it needs only the standard library and
packaging.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from eval.bench.systems.resource_usage import installed, mib, read_requirements
from index.ingest.peak_memory import peak_mib

Texts = Sequence[tuple[str, str]]
"""(id, text): the units that are found, whatever a system splits them into; or (source, path) of
files, of which passages are found."""


class System(Protocol):
    """An empty system, with its models loaded."""

    def add(self, texts: Texts) -> None:
        """Adds all of them; when it returns, they can be found."""

    def search(self, question: str, k: int) -> Sequence[object]:
        """The `k` best, best first, each once: ids of texts, or (source, text) of passages."""


Make = Callable[[str], System]
"""Makes a system that uses the encoder in this folder."""


@dataclass(frozen=True, slots=True)
class Job:
    """`requirements` is the file with the packages that pip installs for the system."""

    requirements: str
    encoder: str
    texts: Texts
    questions: Sequence[str]
    k: int

    @classmethod
    def load(cls, path: Path) -> Job:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            requirements=fields["requirements"],
            encoder=fields["encoder"],
            texts=[(id, text) for id, text in fields["texts"]],
            questions=fields["questions"],
            k=fields["k"],
        )


def drive(make: Make, job: Job) -> Iterator[dict[str, Any]]:
    """One object for the texts, one for each question in turn, one for memory and disk.

    The first question is asked once more before the clock starts.
    """
    system = make(job.encoder)
    start = time.perf_counter()
    system.add(job.texts)
    yield {"seconds": time.perf_counter() - start}
    system.search(job.questions[0], job.k)
    for question in job.questions:
        start = time.perf_counter()
        ids = system.search(question, job.k)
        yield {"milliseconds": (time.perf_counter() - start) * 1000, "found": ids}
    yield {"peak_mib": peak_mib(), **_installed(Path(job.requirements))}


def _installed(requirements: Path) -> dict[str, Any]:
    """The size of all installed packages, and the versions of those in the file."""
    wanted = read_requirements(requirements)
    distributions = installed(wanted)
    names = [each.name for each in wanted if each.name in distributions]
    return {
        "installed_mib": mib(distributions.values()),
        "versions": {name: distributions[name].version for name in names},
    }

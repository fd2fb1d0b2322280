"""Drives one search system: texts in, questions asked, everything timed. It runs in the peers' environments,
on the standard library and packaging alone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from eval.bench.systems.resource_usage import installed, listed, mib, peak_mib

Texts = Sequence[tuple[str, str]]
"""(id, text): what a hit is, whatever the system makes of it inside."""


class System(Protocol):
    """A system with nothing in it, its models loaded."""

    def add(self, texts: Texts) -> None:
        """All of them; when it returns, they are found."""

    def search(self, question: str, k: int) -> list[str]:
        """Ids of the `k` texts that fit best, best first, each once."""


Make = Callable[[str], System]
"""Of the folder of the encoder that everybody is to use."""


@dataclass(frozen=True, slots=True)
class Job:
    """`requirements` is the file that names what pip is to install for the system."""

    requirements: str
    encoder: str
    texts: Texts
    questions: Sequence[str]
    k: int

    @classmethod
    def load(cls, path: Path) -> Job:
        told = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            told["requirements"],
            told["encoder"],
            [(id, text) for id, text in told["texts"]],
            told["questions"],
            told["k"],
        )


def drive(make: Make, job: Job) -> Iterator[dict[str, Any]]:
    """One object for the texts, one for each question in turn, one at the end. The first question is asked once before the clock runs."""
    system = make(job.encoder)
    began = time.perf_counter()
    system.add(job.texts)
    yield {"seconds": time.perf_counter() - began}
    system.search(job.questions[0], job.k)
    for question in job.questions:
        began = time.perf_counter()
        found = system.search(question, job.k)
        yield {"milliseconds": (time.perf_counter() - began) * 1000, "found": found}
    yield {"peak_mib": peak_mib(), **_installed(Path(job.requirements))}


def _installed(requirements: Path) -> dict[str, Any]:
    wanted = listed(requirements)
    found = installed(wanted)
    return {
        "installed_mib": mib(found.values()),
        "versions": {each.name: found[each.name].version for each in wanted if each.name in found},
    }

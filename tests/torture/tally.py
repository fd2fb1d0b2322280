"""Results of a fault injection, and the file from which an interrupted run goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

LOSSES = ("lost", "torn", "wrong citation", "crash")


@dataclass(slots=True)
class Tally:
    """How much was done, and one line for each fault that was found."""

    name: str
    done: int = 0
    seconds: float = 0.0
    broken: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    """Further counts, such as how many damaged files were reported as errors."""

    def note(self, wrong: str) -> None:
        """Adds a fault; does nothing if `wrong` is empty."""
        if wrong:
            self.broken.append(wrong)

    def count(self, what: str, number: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + number

    def losses(self) -> dict[str, int]:
        counts = {loss: sum(loss in line for line in self.broken) for loss in LOSSES}
        counts["other"] = sum(not any(loss in line for loss in LOSSES) for line in self.broken)
        return counts


Torture = Callable[[Tally, int, int], None]
"""(tally, seed, amount): adds its results to the tally."""


def load(folder: Path, name: str) -> Tally:
    path = folder / f"{name}.json"
    return Tally(**json.loads(path.read_text())) if path.is_file() else Tally(name)


def save(folder: Path, tally: Tally) -> None:
    path = folder / f"{tally.name}.json"
    partial = path.with_suffix(".tmp")
    partial.write_text(json.dumps(asdict(tally), indent=1))
    partial.replace(path)

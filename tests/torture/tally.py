"""What a torture came to, and a file that it goes on from when it was broken off."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

LOSSES = ("lost", "torn", "wrong citation", "crash")


@dataclass(slots=True)
class Tally:
    """How much was done, and what broke: a line each."""

    name: str
    done: int = 0
    seconds: float = 0.0
    broken: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    """What else there is to tell, such as how many files answered with an error."""

    def note(self, wrong: str) -> None:
        """Nothing where `wrong` is empty."""
        if wrong:
            self.broken.append(wrong)

    def count(self, what: str, number: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + number

    def losses(self) -> dict[str, int]:
        told = {loss: sum(loss in line for line in self.broken) for loss in LOSSES}
        told["other"] = sum(not any(loss in line for loss in LOSSES) for line in self.broken)
        return told


Torture = Callable[[Tally, int, int], None]
"""(tally, seed, how much): adds to the tally."""


def kept(folder: Path, name: str) -> Tally:
    path = folder / f"{name}.json"
    return Tally(**json.loads(path.read_text())) if path.is_file() else Tally(name)


def keep(folder: Path, tally: Tally) -> None:
    path = folder / f"{tally.name}.json"
    partial = path.with_suffix(".tmp")
    partial.write_text(json.dumps(asdict(tally), indent=1))
    partial.replace(path)

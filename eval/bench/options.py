"""What every benchmark is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """`data` empty means the bundled sample; `limit` None the benchmark's own number of questions. `quick` asks and adds less."""

    data: tuple[Path, ...] = ()
    quick: bool = False
    limit: int | None = None

    def questions(self, whole: int, quick: int) -> int:
        """How many questions of a set are asked."""
        return self.limit if self.limit is not None else quick if self.quick else whole

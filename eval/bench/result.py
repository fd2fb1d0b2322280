"""What a benchmark found: a JSON file that keeps it, and the block of README that shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from eval.datasets.json_files import write
from index.errors import PinciteError

ROOT = Path(__file__).parent.parent.parent
README = ROOT / "README.md"
RESULTS_DIR = Path(__file__).parent / "results"
"""The figures of README, NAME.json each; committed."""

SCRATCH_DIR = ROOT / "build" / "bench"
"""Those of any other run."""


@dataclass(frozen=True, slots=True)
class Result:
    """`figures` are the benchmark's own, as JSON; its module makes a table of them."""

    name: str
    recipe: dict[str, Any]
    figures: dict[str, Any]

    def save(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.name}.json"
        write(path, json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n")
        return path

    @property
    def line(self) -> str:
        """When, where and with which models, in one sentence of Markdown."""
        machine = self.recipe["machine"]
        day = date.fromisoformat(self.recipe["date"])
        return (
            f"`{self.recipe['command']}`, {day.day} {day:%B %Y}, Pincite {self.recipe['pincite']}, {machine['cores']} cores of "
            f"{machine['processor']}, {self.recipe['encoder']}; `eval/bench/results/{self.name}.json` has the rest of the recipe."
        )


def load_result(name: str) -> Result:
    return Result(**json.loads((RESULTS_DIR / f"{name}.json").read_text(encoding="utf-8")))


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table: numbers to the right, which is all but the first column and one that says how they were taken."""
    rule = "|".join("---" if name in (head[0], "how") else "--:" for name in head)
    return "\n".join(
        [f"| {' | '.join(head)} |", f"|{rule}|", *(f"| {' | '.join(row)} |" for row in rows)]
    )


def replace_block(text: str, name: str, block: str) -> str:
    """`text` with the block between the markers `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`. Raises PinciteError without them."""
    opening, closing = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    before, opened, rest = text.partition(opening)
    _, closed, after = rest.partition(closing)
    if not (opened and closed):
        raise PinciteError(
            f"README.md has no place for these figures. Put {opening} and {closing} into it, each on a line of its own."
        )
    return f"{before}{opening}\n{block}\n{closing}{after}"


def read_block(text: str, name: str) -> str:
    """What stands between the markers, without the line ends beside them."""
    found = re.search(f"<!-- bench:{name} -->\n(.*?)\n?<!-- /bench:{name} -->", text, re.DOTALL)
    return found.group(1) if found else ""

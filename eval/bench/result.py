"""The result of a benchmark: a JSON file, and a table in docs/benchmarks.md."""

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
DOCS = ROOT / "docs" / "benchmarks.md"
"""The page with the published tables."""

RESULTS_DIR = Path(__file__).parent / "results"
"""The figures of that page, NAME.json each; committed."""

SCRATCH_DIR = ROOT / "build" / "bench"
"""The figures of any other run."""


@dataclass(frozen=True, slots=True)
class Result:
    """`figures` are the benchmark's own, as JSON; its module makes a table of them.

    `recipe` is what `eval.bench.recipe` says, with the command.
    """

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
        """When, where and with which models it was measured, in one sentence of Markdown."""
        machine = self.recipe["machine"]
        day = date.fromisoformat(self.recipe["date"])
        return (
            f"`{self.recipe['command']}`, {day.day} {day:%B %Y}, Pincite {self.recipe['pincite']},"
            f" {machine['cores']} cores of {machine['processor']}, {self.recipe['encoder']};"
            f" `eval/bench/results/{self.name}.json` has the rest of the recipe."
        )


def load_result(name: str) -> Result:
    """The published result of a benchmark."""
    return Result(**json.loads((RESULTS_DIR / f"{name}.json").read_text(encoding="utf-8")))


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns flush right but the first and one with the name "how"."""
    rule = "|".join("---" if name in (head[0], "how") else "--:" for name in head)
    return "\n".join(
        [f"| {' | '.join(head)} |", f"|{rule}|", *(f"| {' | '.join(row)} |" for row in rows)]
    )


def write_table(name: str, table: str) -> None:
    """Replaces the table of this benchmark in docs/benchmarks.md."""
    page = DOCS.read_text(encoding="utf-8")
    DOCS.write_text(replace_block(page, name, table), encoding="utf-8")


def replace_block(text: str, name: str, block: str) -> str:
    """`text` with the block between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->` replaced.

    Raises PinciteError if the markers are missing.
    """
    opening, closing = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    before, opened, rest = text.partition(opening)
    _, closed, after = rest.partition(closing)
    if not (opened and closed):
        raise PinciteError(
            f"{DOCS.name} has no markers for these figures."
            f" Put {opening} and {closing} into it, each on a line of its own."
        )
    return f"{before}{opening}\n{block}\n{closing}{after}"


def read_block(text: str, name: str) -> str:
    """The block between the markers, without the line ends around it; "" if there is none."""
    block = re.search(f"<!-- bench:{name} -->\n(.*?)\n?<!-- /bench:{name} -->", text, re.DOTALL)
    return block.group(1) if block else ""

"""The bundled sample: documents, questions whose answers are known, and the library that is built from them on first use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.ingest.pipeline import IngestProgress, InputFile, find_files, ingest
from index.library import Library

ROOT = Path(__file__).parents[2]
SETS = ROOT / "eval" / "sets"
LIBRARY = ROOT / "libraries" / "belarus.pincite"

EXAMPLES = (
    "How many acts of railway sabotage does the resistance claim?",
    "Since when has Lukashenko been in power?",
    "How many drones were used against the A-50?",
    "Who is the Belarusian defence minister?",
)
"""Shown before the first question; each stands in the bundled set, and the documents do not answer the last one."""


def question_sets() -> dict[str, Path]:
    """The bundled files of questions, by name."""
    return {path.parent.name: path for path in sorted(SETS.glob("*/questions.json"))}


def build(tell: Callable[[IngestProgress], None], path: Path = LIBRARY) -> None:
    """Brings the sample library up to date with the sample documents; does nothing when it is."""
    files = [
        InputFile(file.path.name, file.path)
        for file in find_files([SETS / "belarus" / "documents"])
    ]
    with Library.open(path, create=True) as library:
        for step in ingest(library, files):
            tell(step)

"""The bundled sample: documents, questions with known answers, and the library made from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from eval import datasets
from index.ingest.pipeline import IngestProgress, InputFile, find_files, ingest
from index.library import Library
from index.maintenance.upgrade import upgrade

SETS = Path(datasets.__file__).parents[1] / "sets"

EXAMPLES = (
    "How many acts of railway sabotage does the resistance claim?",
    "Since when has Lukashenko been in power?",
    "How many drones were used against the A-50?",
    "Who is the Belarusian defence minister?",
)
"""Shown before the first question. All are in the bundled set; the last one has no answer there."""


def default_path() -> Path:
    """Where the sample library is built: in the user's folder for application data."""
    from platformdirs import user_data_path

    return user_data_path("pincite", appauthor=False) / "belarus.pincite"


def question_sets() -> dict[str, Path]:
    """The bundled files of questions, by name."""
    return {path.parent.name: path for path in sorted(SETS.glob("*/questions.json"))}


def build(on_progress: Callable[[IngestProgress], None], path: Path) -> None:
    """Makes the sample library, or adds what it lacks; does nothing if it is up to date."""
    files = [
        InputFile(file.path.name, file.path)
        for file in find_files([SETS / "belarus" / "documents"])
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        for _ in upgrade(path):
            pass
    with Library.open(path, create=True) as library:
        for step in ingest(library, files):
            on_progress(step)

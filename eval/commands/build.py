"""python -m eval build: the library of a set."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval.commands.common import add_encoder, parser, progress
from index.errors import PinciteError

if TYPE_CHECKING:
    from index.library import IngestResult, Library
    from index.spans import Document


def main(words: list[str]) -> int:
    described = "Make or update the library of a set: from the set's own texts (SQuAD, BEIR), or from documents/ beside it."
    made = parser("build", described, "QUESTIONS", "LIBRARY")
    add_encoder(made)
    arguments = made.parse_args(words)

    from index.library import Library

    documents, folder = _documents(arguments.questions), arguments.questions.parent / "documents"
    if not documents and not folder.is_dir():
        raise PinciteError(
            f"{arguments.questions} holds no documents, nor is there a folder {folder}. Use: python -m index add"
        )
    counts: Counter[str] = Counter()
    with Library.open(arguments.library, create=True, encoder=arguments.encoder) as library:
        for outcome in _added(library, documents, folder):
            counts[outcome.status] += 1
            if outcome.message:
                print(f"{outcome.status} {outcome.source}: {outcome.message}", file=sys.stderr)
        library.refresh_index()
    print(
        f"{', '.join(f'{count} {status}' for status, count in counts.items())} in {arguments.library}"
    )
    return 1 if set(counts) == {"refused"} else 0


def _documents(questions: Path) -> Sequence[Document]:
    """Those that the set itself holds. A table holds none, and cannot be read before there is a library."""
    from eval.datasets.formats.table import is_table
    from eval.datasets.load import load

    return () if is_table(questions) else load(questions).documents


def _added(library: Library, documents: Sequence[Document], folder: Path) -> Iterator[IngestResult]:
    """The set's own documents, or else the folder's, each under its path in that folder."""
    from index.ingest.pipeline import InputFile, find_files, ingest

    if documents:
        return progress(map(library.add, documents), len(documents), "documents")
    files = [
        InputFile(file.path.relative_to(folder).as_posix(), file.path)
        for file in find_files([folder])
    ]
    outcomes = (step.result for step in ingest(library, files) if step.result)
    return progress(outcomes, len(files), "documents")

"""pincite eval build: the library of a question set."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval.commands.options import add_questions_argument, load_without_library
from index.commands.console import status_in_words
from index.commands.library_options import add_encoder_option, add_library_argument
from index.commands.progress import progress
from index.errors import PinciteError

if TYPE_CHECKING:
    from index.library import IngestResult, Library
    from index.spans import Document


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "build",
        help="create the library of a question set",
        description="Create or update the library of a question set: from the texts that the set "
        "contains (SQuAD, BEIR), or from the folder documents/ beside it. "
        "Exit code 1: no document could be read.",
    )
    add_questions_argument(parser)
    add_library_argument(parser, creates=True)
    add_encoder_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from index.library import Library

    documents = _documents(arguments.questions)
    folder = arguments.questions.parent / "documents"
    if not documents and not folder.is_dir():
        raise PinciteError(
            f"{arguments.questions} contains no documents, and there is no folder {folder}."
            " Use `pincite add`."
        )
    statuses: Counter[str] = Counter()
    with Library.open(arguments.library, create=True, encoder=arguments.encoder) as library:
        for result in _add(library, documents, folder):
            statuses[result.status] += 1
            if result.message:
                status = status_in_words(result.status)
                print(f"{status} {result.source}: {result.message}", file=sys.stderr)
        library.refresh_index()
    summary = ", ".join(f"{count} {status_in_words(status)}" for status, count in statuses.items())
    print(f"{summary} in {arguments.library}")
    return 1 if set(statuses) == {"refused"} else 0


def _documents(questions: Path) -> Sequence[Document]:
    """Those that the set contains itself. A table has none, and needs a library to be loaded."""
    loaded = load_without_library(questions)
    return () if loaded is None else loaded.documents


def _add(library: Library, documents: Sequence[Document], folder: Path) -> Iterator[IngestResult]:
    """Adds the documents, or else the files in the folder, under their paths in it."""
    from index.ingest.pipeline import InputFile, find_files, ingest

    if documents:
        return progress(map(library.add, documents), len(documents), "documents")
    files = [
        InputFile(file.path.relative_to(folder).as_posix(), file.path)
        for file in find_files([folder])
    ]
    results = (step.result for step in ingest(library, files) if step.result)
    return progress(results, len(files), "documents")

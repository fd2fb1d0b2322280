"""pincite add: read files and folders into a library."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from index.commands.console import count, stoppable
from index.commands.ingest_options import (
    add_ingest_options,
    limits_from_args,
    open_or_create,
)
from index.commands.library_options import add_library_argument
from index.commands.progress import IngestProgressLine
from index.errors import PinciteError


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "add",
        help="read files and folders into a library",
        description="Read files and folders into a library. A file that has not changed is "
        "skipped; one that has changed replaces its document. "
        "Exit code 1: every file was refused.",
    )
    add_library_argument(parser, creates=True)
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="files and folders")
    add_ingest_options(parser)
    parser.set_defaults(run=run)


@stoppable
def run(arguments: argparse.Namespace) -> int:
    from index.ingest.pipeline import find_files, ingest

    limits = limits_from_args(arguments)
    files = find_files(arguments.paths, arguments.include, arguments.exclude)
    if not files:
        from index.ingest.readers import SUFFIXES

        raise PinciteError(
            f"No files to read in {', '.join(map(str, arguments.paths))}. "
            f"These can be read: {' '.join(SUFFIXES)}."
        )
    statuses: Counter[str] = Counter()
    with open_or_create(arguments) as library:
        with IngestProgressLine() as line:
            for step in ingest(library, files, arguments.tag, limits):
                line.show(step)
                if step.result:
                    statuses[step.result.status] += 1
        documents = count(library.count(), "document")
        sentences = count(library.count_sentences(), "sentence")
    summary = ", ".join(f"{number} {status}" for status, number in sorted(statuses.items()))
    print(f"{summary}; {arguments.library} now holds {documents}, {sentences}")
    return 1 if set(statuses) == {"refused"} else 0

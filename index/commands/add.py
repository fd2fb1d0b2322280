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
from index.commands.ingest_summary import IngestSummary
from index.commands.library_options import add_library_argument
from index.commands.progress import IngestProgressLine
from index.errors import PinciteError
from index.ingest.losses import describe_loss


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "add",
        help="read files and folders into a library",
        description="Read files and folders into a library. A file that has not changed is "
        "skipped; one that has changed replaces its document. "
        "Exit code 1: no file could be read.",
    )
    add_library_argument(parser, creates=True)
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="files and folders")
    add_ingest_options(parser)
    parser.set_defaults(run=run)


@stoppable
def run(arguments: argparse.Namespace) -> int:
    from index.ingest.discover import nothing_to_read, search_folders
    from index.ingest.not_read import describe_not_read
    from index.ingest.pipeline import ingest

    limits = limits_from_args(arguments)
    found = search_folders(arguments.paths, arguments.include, arguments.exclude)
    if not found.files:
        raise PinciteError(nothing_to_read(arguments.paths, found))
    summary = IngestSummary(found.skipped)
    losses: Counter[str] = Counter()
    with open_or_create(arguments) as library:
        with IngestProgressLine() as line:
            for step in ingest(library, found.files, arguments.tag, limits):
                line.show(step)
                if result := step.result:
                    summary.note(result)
                    losses.update(result.losses)
        documents = count(library.count(), "document")
        sentences = count(library.count_sentences(), "sentence")
    print(f"{summary}; {arguments.library} now holds {documents}, {sentences}")
    if losses:
        told = ", ".join(describe_loss(number, what) for what, number in losses.most_common())
        print(f"Lost in extraction: {told}; `pincite list --losses` shows them by document")
    if summary.not_read:
        print(describe_not_read(summary.not_read))
    return summary.exit_code

"""pincite collection add: read files and folders into new parts of a collection."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands.collection.options import add_collection_argument
from index.commands.console import count, exit_code, raise_on_sigterm
from index.commands.ingest_options import add_ingest_options, limits_from_args
from index.commands.ingest_summary import IngestSummary
from index.commands.progress import IngestProgressLine
from index.errors import PinciteError

if TYPE_CHECKING:
    from index.collection.writing.reading import ReadingOptions
    from index.collection.writing.writer import CollectionWriter
    from index.ingest.pipeline import IngestProgress, InputFile

    Adding = Callable[
        [CollectionWriter, Sequence[InputFile], ReadingOptions], Iterator[IngestProgress]
    ]


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "add",
        help="read files and folders into a collection",
        description="Read files and folders into new parts of a collection, then make a version "
        "with them the current one. Files that were read before are skipped, and a command that "
        "was stopped goes on where it was. Exit code 1: no file could be read.",
    )
    add_arguments(parser)
    parser.set_defaults(run=run)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_collection_argument(parser, creates=True)
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="files and folders")
    add_ingest_options(parser)


def run(arguments: argparse.Namespace) -> int:
    from index.collection.writing.ingest import add

    return run_add(arguments, add)


def run_add(arguments: argparse.Namespace, add: Adding) -> int:
    """Finds the files and adds them by `add`, shows the progress, and sums up."""
    try:
        with raise_on_sigterm():
            return _add(arguments, add)
    except KeyboardInterrupt as stop:
        sys.stderr.write(
            "\nStopped; the collection is as it was. The same command goes on after the last "
            "part that was finished.\n"
        )
        return exit_code(stop)


def _add(arguments: argparse.Namespace, add: Adding) -> int:
    from index.collection.writing.reading import ReadingOptions
    from index.collection.writing.writer import CollectionWriter
    from index.ingest.discover import nothing_to_read, search_folders
    from index.ingest.not_read import describe_not_read
    from index.storage.filesystem import network_filesystem

    if kind := network_filesystem(arguments.collection):
        sys.stderr.write(
            f"{arguments.collection} is on {kind}. Add documents on the machine that has the disk: "
            "elsewhere two programs may write at the same time.\n"
        )
    limits_from_args(arguments)  # raises if OCR is asked for and cannot be had
    found = search_folders(arguments.paths, arguments.include, arguments.exclude)
    if not found.files:
        raise PinciteError(nothing_to_read(arguments.paths, found))
    options = ReadingOptions(
        tuple(arguments.tag), arguments.ocr, arguments.encoder, arguments.passage_size
    )
    summary = IngestSummary(found.skipped)
    with CollectionWriter(arguments.collection, create=True) as writer:
        with IngestProgressLine() as line:
            for step in add(writer, found.files, options):
                line.show(step)
                if step.result:
                    summary.note(step.result)
        version = writer.current()
    holds = "no document"
    if version is not None:
        documents = count(version.documents, "document")
        holds = f"{documents} in {count(len(version.parts), 'part')} (version {version.number})"
    print(f"{summary}; {arguments.collection} now holds {holds}")
    if summary.not_read:
        print(describe_not_read(summary.not_read))
    return summary.exit_code

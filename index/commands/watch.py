"""pincite watch: keep a library in step with a folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands.console import raise_on_sigterm, status_in_words
from index.commands.ingest_options import (
    add_ingest_options,
    limits_from_args,
    open_or_create,
)
from index.commands.library_options import add_library_argument
from index.commands.numbers import number
from index.errors import PinciteError

if TYPE_CHECKING:
    from index.ingest.not_read import SkippedFile
    from index.ingest.pipeline import IngestProgress
    from index.library import IngestResult


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "watch",
        help="keep a library in step with a folder",
        description="Add, replace and remove documents as the files of a folder change. "
        "Stop with Ctrl-C.",
    )
    add_library_argument(parser, creates=True)
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="watched with the folders in it"
    )
    parser.add_argument(
        "--every",
        type=number("--every", 0.1, 86_400),
        default=2.0,
        metavar="SECONDS",
        help="time between two checks of the folder (default: 2)",
    )
    add_ingest_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    import time

    from index.ingest.not_read import describe_not_read
    from index.ingest.watch import FolderWatcher

    if not arguments.folder.is_dir():
        raise PinciteError(f"There is no folder {arguments.folder}. Name an existing folder.")
    limits = limits_from_args(arguments)
    with raise_on_sigterm(), open_or_create(arguments) as library:
        watcher = FolderWatcher(
            library,
            arguments.folder,
            arguments.include,
            arguments.exclude,
            arguments.tag,
            limits=limits,
        )
        print(f"Watching {arguments.folder}. Stop with Ctrl-C.", file=sys.stderr)
        try:
            told: set[SkippedFile] = set()
            while True:
                for event in watcher.poll():
                    _show(event)
                if new := [file for file in watcher.skipped if file not in told]:
                    print(describe_not_read(new), file=sys.stderr, flush=True)
                told = set(watcher.skipped)
                time.sleep(arguments.every)
        except KeyboardInterrupt:
            print("Stopped. What was added before is stored.", file=sys.stderr)
            return 0


def _show(event: IngestProgress | IngestResult) -> None:
    from index.ingest.pipeline import IngestProgress

    result = event.result if isinstance(event, IngestProgress) else event
    if result and result.status != "unchanged":
        message = f": {result.message}" if result.message else ""
        print(f"{status_in_words(result.status)} {result.source}{message}", flush=True)

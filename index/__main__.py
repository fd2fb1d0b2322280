"""python -m index: read documents into a library, list and remove them, and look after it."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands import maintenance
from index.commands.console import cli_command
from index.commands.filter_options import add_filter_options, filters_from_args
from index.errors import PinciteError

if TYPE_CHECKING:
    from index.ingest.pipeline import IngestProgress
    from index.ingest.worker import ResourceLimits
    from index.library import Library
    from index.storage.filters import Filter
    from index.storage.store import DocumentInfo


@cli_command
def main(argv: list[str] | None = None) -> int:
    """0: done; 1: `check` found problems, or `add` refused every file; 2: bad input; 3: `check` found a newer format; 130 and 143:
    stopped by Ctrl-C, or asked to end (SIGTERM)."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt as stop:
        print("\nStopped. What was added before is stored.", file=sys.stderr)
        return 143 if isinstance(stop, Terminated) else 130


class Terminated(KeyboardInterrupt):
    """Somebody asked the process to end. Like Ctrl-C: the document in hand is rolled back, what was told is stored."""


def _terminate(*_: object) -> None:
    raise Terminated


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m index", description="Read documents into a library: one file, NAME.pincite."
    )
    verbs = parser.add_subparsers(
        required=True, metavar="add | watch | list | remove | check | backup | export | import"
    )

    add = verbs.add_parser(
        "add",
        help="read files and folders; what is unchanged is left alone, what changed is replaced",
    )
    add.add_argument("library", type=Path, metavar="LIBRARY", help="made where there is none")
    add.add_argument(
        "paths", type=Path, nargs="+", metavar="PATH", help="files, or folders of them"
    )
    add.set_defaults(run=_add)

    watch = verbs.add_parser(
        "watch",
        help="keep a library in step with a folder: additions, changes, removals; stop with Ctrl-C",
    )
    watch.add_argument("library", type=Path, metavar="LIBRARY", help="made where there is none")
    watch.add_argument("folder", type=Path, metavar="FOLDER")
    watch.add_argument(
        "--every",
        type=float,
        default=2.0,
        metavar="SECONDS",
        help="between two looks at the folder (default: 2)",
    )
    watch.set_defaults(run=_watch)

    for verb in (add, watch):
        verb.add_argument(
            "--passage-size",
            type=int,
            metavar="N",
            help="for a new library: how many characters a passage may have (default: 1200; `python -m eval tune` tries others)",
        )
        verb.add_argument(
            "--tag",
            action="append",
            default=[],
            metavar="TAG",
            help="file the documents under this (repeat for more)",
        )
        verb.add_argument(
            "--ocr",
            action="store_true",
            help="read scanned pages of PDFs too; needs tesseract, takes seconds a page",
        )
        verb.add_argument(
            "--include",
            action="append",
            default=[],
            metavar="PATTERN",
            help="in folders, only such files, as '*.pdf'",
        )
        verb.add_argument(
            "--exclude",
            action="append",
            default=[],
            metavar="PATTERN",
            help="in folders, no such files or folders",
        )

    listing = verbs.add_parser("list", help="the documents, with their sizes")
    listing.add_argument("library", type=Path, metavar="LIBRARY")
    listing.add_argument("--json", action="store_true", help="one JSON array, for programs")
    listing.add_argument(
        "--ledger", action="store_true", help="what of each file did not make it into the text"
    )
    add_filter_options(listing)
    listing.set_defaults(run=_list)

    remove = verbs.add_parser("remove", help="take documents out")
    remove.add_argument("library", type=Path, metavar="LIBRARY")
    remove.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="as `list` shows it, or the path of the file"
    )
    remove.set_defaults(run=_remove)

    for verb in (add, watch, remove):
        verb.add_argument(
            "--encoder",
            type=Path,
            metavar="FOLDER",
            help="a sentence-transformers model (default: all-MiniLM-L6-v2, in 8 bits)",
        )
    maintenance.add_commands(verbs)
    return parser


def _add(arguments: argparse.Namespace) -> int:
    from index.ingest.pipeline import find_files, ingest

    limits = _limits(arguments)
    files = find_files(arguments.paths, arguments.include, arguments.exclude)
    if not files:
        from index.ingest.readers import SUFFIXES

        raise PinciteError(
            f"There is nothing to read in {', '.join(map(str, arguments.paths))}: no {' '.join(SUFFIXES)} files."
        )
    counts: dict[str, int] = {}
    with _made(arguments) as library:
        progress = _Progress()
        for step in ingest(library, files, arguments.tag, limits):
            progress.show(step)
            if step.result:
                counts[step.result.status] = counts.get(step.result.status, 0) + 1
        progress.clear()
        entries = library.list_documents()
    told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    print(
        f"{told}; {arguments.library} now holds {len(entries)} documents, {sum(entry.sentences for entry in entries):,} sentences"
    )
    return 1 if set(counts) == {"refused"} else 0


def _watch(arguments: argparse.Namespace) -> int:
    import time

    from index.ingest.pipeline import IngestProgress
    from index.ingest.watch import FolderWatcher

    if not arguments.folder.is_dir():
        raise PinciteError(f"There is no folder {arguments.folder} to watch.")
    limits = _limits(arguments)
    with _made(arguments) as library:
        watcher = FolderWatcher(
            library,
            arguments.folder,
            arguments.include,
            arguments.exclude,
            arguments.tag,
            limits=limits,
        )
        print(f"Watching {arguments.folder}; stop with Ctrl-C.", file=sys.stderr)
        try:
            while True:
                for step in watcher.poll():
                    outcome = step.result if isinstance(step, IngestProgress) else step
                    if outcome and outcome.status != "unchanged":
                        print(
                            f"{outcome.status} {outcome.source}{f': {outcome.message}' if outcome.message else ''}",
                            flush=True,
                        )
                time.sleep(arguments.every)
        except KeyboardInterrupt:
            print("Stopped. What was told is stored.", file=sys.stderr)
            return 0


def _limits(arguments: argparse.Namespace) -> ResourceLimits | None:
    from index.ingest.worker import ResourceLimits

    return ResourceLimits.with_ocr() if arguments.ocr else None


class _Progress:
    """One line on a terminal, rewritten; a line every five seconds elsewhere. Refusals and warnings always."""

    def __init__(self) -> None:
        self._told = 0.0
        self._live = sys.stderr.isatty()

    def show(self, step: IngestProgress) -> None:
        if step.result and step.result.message:
            self.clear()
            print(f"{step.result.status} {step.source}: {step.result.message}", file=sys.stderr)
        if step.seconds - self._told < (0.1 if self._live else 5):
            return
        self._told = step.seconds
        remaining = "" if step.remaining is None else f", {_duration(step.remaining)} to go"
        line = f"file {step.file} of {step.files}, {step.sentences:,} sentences, {step.rate:.0f}/s, {step.fraction:.0%}{remaining}"
        print(
            f"\r\x1b[K{line}" if self._live else line,
            end="" if self._live else "\n",
            file=sys.stderr,
            flush=True,
        )

    def clear(self) -> None:
        if self._live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _list(arguments: argparse.Namespace) -> int:
    from dataclasses import asdict

    from index.encoders.base import LONG_TEXTS

    entries = _entries(arguments.library, filters_from_args(arguments))
    if arguments.json:
        import json

        print(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1))
        return 0
    for entry in entries:
        windowed = (
            [f"{entry.losses[LONG_TEXTS]:,} sentences windowed"]
            if LONG_TEXTS in entry.losses
            else []
        )
        told = [*([f"dated {entry.date}"] if entry.date else []), *entry.warnings, *windowed]
        notes = "".join([*(f"  [{each}]" for each in told), *(f"  #{tag}" for tag in entry.tags)])
        print(
            f"{entry.sentences:>7,} sentences  {entry.added[:10]}  {entry.hash[:8]}  {entry.title}  ({entry.source}){notes}"
        )
        if arguments.ledger:
            print(
                "".join(f"{count:>15,} {what}\n" for what, count in entry.losses.items())
                or f"{'nothing lost':>28}\n",
                end="",
            )
    print(
        f"{len(entries)} documents, {sum(entry.sentences for entry in entries):,} sentences",
        file=sys.stderr,
    )
    return 0


def _entries(path: Path, filters: Filter) -> list[DocumentInfo]:
    """Of a library of any model: listing needs no encoder."""
    from index.storage.store import Store

    store = Store(path)
    try:
        with store.reading():
            return store.list_documents(filters)
    finally:
        store.close()


def _remove(arguments: argparse.Namespace) -> int:
    from index.library import Library

    with Library.open(arguments.library, encoder=arguments.encoder) as library:
        known = {entry.source for entry in library.list_documents()}
        for source in arguments.sources:
            resolved = Path(source).resolve().as_posix()
            library.remove(resolved if source not in known and resolved in known else source)
            print(f"removed {source}")
        library.refresh_index()
    return 0


def _made(arguments: argparse.Namespace) -> Library:
    from index.library import Library
    from index.storage.filesystem import network_filesystem

    if kind := network_filesystem(arguments.library):
        print(
            f"{arguments.library} lies on {kind}: over a network, what was stored may be lost. Nothing is guaranteed.",
            file=sys.stderr,
        )
    return Library.open(
        arguments.library,
        create=True,
        encoder=arguments.encoder,
        longest_passage=arguments.passage_size,
    )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _terminate)
    sys.exit(main())

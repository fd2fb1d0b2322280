"""pincite list: the documents of a library."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands.console import count, one_line
from index.commands.filter_options import add_filter_options, filters_from_args
from index.commands.library_options import add_libraries_argument
from index.ingest.losses import describe_loss

if TYPE_CHECKING:
    from index.storage.documents import DocumentInfo
    from index.storage.filters import Filter


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "list",
        help="list the documents of a library",
        description="List the documents of a library: sentences, date added, hash, title, source.",
    )
    add_libraries_argument(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON array")
    parser.add_argument(
        "--losses",
        action="store_true",
        help="also show what could not be read from each file, such as pages without text",
    )
    add_filter_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    filters = filters_from_args(arguments)
    entries = [each for path in arguments.libraries for each in _read_entries(path, filters)]
    if arguments.json:
        import json
        from dataclasses import asdict

        print(json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1))
        return 0
    for entry in entries:
        print(_line(entry))
        if arguments.losses:
            print("\n".join(_losses(entry)))
    sentences = count(sum(entry.sentences for entry in entries), "sentence")
    print(f"{count(len(entries), 'document')}, {sentences}", file=sys.stderr)
    return 0


def _line(entry: DocumentInfo) -> str:
    from index.encoders.base import LONG_TEXTS
    from index.spans import day_of

    notes = [f"dated {day_of(entry.date)}"] if entry.date else []
    notes += entry.warnings
    if long_sentences := entry.losses.get(LONG_TEXTS):
        notes.append(f"{count(long_sentences, 'sentence')} encoded in parts")
    fields = [
        f"{count(entry.sentences, 'sentence'):>17}",
        entry.added[:10],
        entry.hash[:8],
        one_line(entry.title),
        one_line(f"({entry.source})"),
        *(f"[{note}]" for note in notes),
        *(f"#{tag}" for tag in entry.tags),
    ]
    return "  ".join(fields)


def _losses(entry: DocumentInfo) -> list[str]:
    lines = [f"{'':>9}{describe_loss(number, what)}" for what, number in entry.losses.items()]
    return lines or [f"{'':>9}nothing lost"]


def _read_entries(path: Path, filters: Filter) -> list[DocumentInfo]:
    """Reads the library without its encoder, so that a library of any model can be listed."""
    from index.collection.opening import open_documents_of

    with open_documents_of(path) as library:
        return library.list_documents(filters)

"""pincite collection remove: leave documents out of the next version."""

from __future__ import annotations

import argparse
from pathlib import Path

from index.commands.collection.options import add_collection_argument
from index.commands.console import count


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "remove",
        help="leave documents out of a collection",
        description="Make a version without these documents the current one. Their text stays in "
        "the parts until `compact` and `prune`. The files they were read from stay.",
    )
    add_collection_argument(parser)
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="the source as `pincite list` shows it, or the path of the file",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from index.collection.writing.writer import CollectionWriter

    with CollectionWriter(arguments.collection) as writer:
        sources = []
        for source in arguments.sources:
            resolved = Path(source).resolve().as_posix()
            is_path = not writer.ledger.has_document(source)
            sources.append(resolved if is_path and writer.ledger.has_document(resolved) else source)
        writer.remove(sources)
        version = writer.publish()
    number = version.number if version is not None else 0
    print(f"removed {count(len(sources), 'document')} (version {number})")
    return 0

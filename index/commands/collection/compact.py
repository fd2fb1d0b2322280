"""pincite collection compact: join small parts and drop removed documents."""

from __future__ import annotations

import argparse

from index.commands.collection.options import add_collection_argument
from index.commands.console import count, stoppable
from index.commands.progress import ProgressLine


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "compact",
        help="join small parts and drop the removed documents",
        description="Join small parts into larger ones and drop the text of removed documents. "
        "Nothing is encoded again, and answers stay the same. `prune` then frees the old parts.",
    )
    add_collection_argument(parser)
    parser.set_defaults(run=run)


@stoppable
def run(arguments: argparse.Namespace) -> int:
    from index.collection.writing.compaction import compact
    from index.collection.writing.writer import CollectionWriter

    with CollectionWriter(arguments.collection) as writer:
        before = len(writer.ledger.parts())
        with ProgressLine(1.0, "{desc}, {percentage:.0f}%, {remaining} to go") as line:
            for done, total in compact(writer):
                line.update(done / total, f"document {done:,} of {total:,}")
        parts = len(writer.ledger.parts())
    print(f"{count(before, 'part')} before, {count(parts, 'part')} now")
    return 0

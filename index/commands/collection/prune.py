"""pincite collection prune: remove old versions and the files that only they need."""

from __future__ import annotations

import argparse

from index.commands.collection.options import add_collection_argument
from index.commands.console import count
from index.commands.numbers import whole_number


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "prune",
        help="remove old versions, and files that no version needs",
        description="Remove the versions before the current one, and the files that no other "
        "version names. Versions that a program on this machine has open stay; end those on other "
        "machines first.",
    )
    add_collection_argument(parser)
    parser.add_argument(
        "--keep",
        type=whole_number("--keep", 1),
        default=1,
        metavar="N",
        help="keep the newest N versions, the current one included (default: 1)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from index.collection.writing.prune import prune
    from index.collection.writing.writer import CollectionWriter

    with CollectionWriter(arguments.collection) as writer:
        pruned = prune(writer, arguments.keep)
    print(
        f"removed {count(pruned.versions, 'version')} and {count(pruned.files, 'file')}, "
        f"{pruned.bytes:,} bytes"
    )
    if pruned.used:
        print(f"in use, and so not removed: version {', '.join(map(str, pruned.used))}")
    return 0

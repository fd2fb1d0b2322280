"""pincite collection status: what a collection holds."""

from __future__ import annotations

import argparse

from index.commands.collection.options import add_collection_argument
from index.commands.console import count


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "status",
        help="show what a collection holds",
        description="Show the current version of a collection, the files that could not be read, "
        "and whether a program is writing to it.",
    )
    add_collection_argument(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from index.collection.files.status import read_status

    status = read_status(arguments.collection)
    if arguments.json:
        import json
        from dataclasses import asdict

        print(json.dumps(asdict(status), ensure_ascii=False, indent=1))
        return 0
    print(
        f"version {status.version}: {count(status.documents, 'document')}, "
        f"{count(status.sentences, 'sentence')} in {count(status.parts, 'part')}, "
        f"{status.bytes:,} bytes"
    )
    print(f"{status.encoder}, passages up to {status.max_passage_chars} characters")
    if status.hidden:
        print(f"{count(status.hidden, 'removed document')} still in the parts")
    if status.old_versions:
        print(f"{count(len(status.old_versions), 'older version')}")
    if status.unpublished:
        print(f"{count(status.unpublished, 'part')} for the next version")
    if status.writer:
        print(f"{arguments.collection} {status.writer}")
    for source, reason in status.refused:
        print(f"not read {source}: {reason}")
    return 0

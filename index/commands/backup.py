"""pincite backup: copy a library while it is in use."""

from __future__ import annotations

import argparse
from pathlib import Path

from index.commands.console import stoppable
from index.commands.library_options import add_library_argument


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "backup",
        help="write a verified copy of a library",
        description="Write a verified copy of a library. It may be in use meanwhile.",
    )
    add_library_argument(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="the copy; must not exist yet")
    parser.set_defaults(run=run)


@stoppable
def run(arguments: argparse.Namespace) -> int:
    from index.maintenance.backup import backup

    backup(arguments.library, arguments.file)
    size = arguments.file.stat().st_size
    print(f"{arguments.file} is a sound copy of {arguments.library}, {size:,} bytes")
    return 0

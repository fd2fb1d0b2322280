"""pincite remove: delete documents from a library."""

from __future__ import annotations

import argparse
from pathlib import Path

from index.commands.console import stoppable
from index.commands.library_options import add_encoder_option, add_library_argument


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "remove",
        help="delete documents from a library",
        description="Delete documents from a library. The files they were read from stay.",
    )
    add_library_argument(parser)
    parser.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="the source as `pincite list` shows it, or the path of the file",
    )
    add_encoder_option(parser)
    parser.set_defaults(run=run)


@stoppable
def run(arguments: argparse.Namespace) -> int:
    from index.library import Library

    with Library.open(arguments.library, encoder=arguments.encoder) as library:
        known = set(library.sources())
        for source in arguments.sources:
            resolved = Path(source).resolve().as_posix()
            library.remove(resolved if source not in known and resolved in known else source)
            print(f"removed {source}")
        library.refresh_index()
    return 0

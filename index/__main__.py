"""python -m index: the commands that build and maintain a library."""

from __future__ import annotations

import argparse
import sys

from index.commands import add, backup, check, export, remove, watch
from index.commands import list as list_documents
from index.commands.console import cli_command


@cli_command
def main(argv: list[str] | None = None) -> int:
    """Exit codes: 0 done, 1 problems found or every file refused, 2 bad input, 130/143 stopped."""
    parser = argparse.ArgumentParser(
        prog="python -m index", description="Read documents into a library: one file, NAME.pincite."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (add, watch, list_documents, remove, check, backup, export):
        command.add_command(commands)
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())

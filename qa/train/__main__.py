"""python -m qa.train: the same commands as `pincite train`."""

from __future__ import annotations

import argparse
import sys

from index.commands.console import cli_command
from qa.train.commands import add_commands


@cli_command
def main(argv: list[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m qa.train", description="Train a reader.")
    add_commands(parser.add_subparsers(required=True, metavar="COMMAND"))
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())

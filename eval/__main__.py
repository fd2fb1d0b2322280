"""python -m eval: `pincite eval`, from a source checkout."""

from __future__ import annotations

import argparse
import sys

from eval.commands import bench, build, calibrate, compare, label, run, search, tune
from index.commands.console import cli_command

COMMANDS = (run, build, search, compare, label, tune, calibrate, bench)


@cli_command
def main(argv: list[str] | None = None) -> int:
    """`python -m eval LIBRARY QUESTIONS` is `python -m eval run LIBRARY QUESTIONS`."""
    words = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(prog="pincite eval")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_command(commands)
    if words and words[0] not in commands.choices and not words[0].startswith("-"):
        words = ["run", *words]
    arguments = parser.parse_args(words)
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())

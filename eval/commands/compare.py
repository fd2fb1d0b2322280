"""pincite eval compare: two runs over the same questions."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "compare",
        help="compare two runs over the same questions",
        description="What changed from the first run to the second, whether by more than chance, "
        "and which questions were won and lost.",
    )
    parser.add_argument("first", type=Path, metavar="A.json", help="a run")
    parser.add_argument("second", type=Path, metavar="B.json", help="another run")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from eval.runs.comparison import as_text, compare
    from eval.runs.run_file import read_run

    print(as_text(compare(read_run(arguments.first), read_run(arguments.second))))
    return 0

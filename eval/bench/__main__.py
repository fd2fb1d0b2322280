"""python -m eval.bench: measure speed on this machine and print a Markdown table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from index.spans import PinciteError

SET = Path(__file__).parent.parent / "sets" / "belarus"


def main(argv: list[str] | None = None) -> int:
    """0: measured; 2: bad input."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench", description="How fast documents go in and answers come out, here.")
    parser.add_argument(
        "paths", type=Path, nargs="*", metavar="PATH", help="files and folders to add (default: the sample set's documents)"
    )
    parser.add_argument(
        "--questions", type=Path, default=SET / "questions.json", metavar="QUESTIONS", help="asked of them (default: the sample's)"
    )
    arguments = parser.parse_args(argv)
    try:
        print(_table(arguments.paths if arguments.paths else [SET / "documents"], arguments.questions))
    except PinciteError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _table(paths: list[Path], questions: Path) -> str:
    import os
    import platform

    from eval.bench.speed import measure
    from eval.load import load
    from index import VERSION
    from index.ingest import find

    figures = measure(find(paths), load(questions))
    rows = [f"| {figure.name} | {_number(figure.value)} {figure.unit} | {figure.note} |" for figure in figures]
    recipe = f"pincite={VERSION} | python={platform.python_version()} | cores={os.cpu_count()} | machine={platform.machine()}"
    return "\n".join(["| what | measured | how |", "|---|--:|---|", *rows, "", f"`{recipe}`"])


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())

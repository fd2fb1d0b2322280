"""python -m eval.bench: measure on this machine and print Markdown tables."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.spans import PinciteError

if TYPE_CHECKING:
    from eval.bench.reading import Compared
    from eval.bench.speed import Figure

SET = Path(__file__).parent.parent / "sets" / "belarus"


def main(argv: list[str] | None = None) -> int:
    """0: measured; 2: bad input."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        print(_reading(arguments[1:]) if arguments[:1] == ["reading"] else _speed(arguments))
    except PinciteError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _speed(argv: list[str]) -> str:
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench",
        description="How fast documents go in and answers come out, here. `python -m eval.bench reading` measures the reader.",
    )
    parser.add_argument(
        "paths", type=Path, nargs="*", metavar="PATH", help="files and folders to add (default: the sample set's documents)"
    )
    parser.add_argument(
        "--questions", type=Path, default=SET / "questions.json", metavar="QUESTIONS", help="asked of them (default: the sample's)"
    )
    arguments = parser.parse_args(argv)

    from eval.bench.speed import measure
    from eval.load import load
    from index.ingest import find

    paths = arguments.paths if arguments.paths else [SET / "documents"]
    return _table(measure(find(paths), load(arguments.questions)))


def _reading(argv: list[str]) -> str:
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench reading",
        description="The reader end to end, beside Haystack's way of deciding on the same logits; its speed.",
    )
    parser.add_argument("library", type=Path, metavar="LIBRARY", help="made of the questions' documents by python -m eval build")
    parser.add_argument("questions", type=Path, metavar="QUESTIONS", help="a set whose gold are words, such as SQuAD's")
    parser.add_argument("--limit", type=int, default=1_000, metavar="N", help="of the questions, drawn by lot (default: 1000)")
    parser.add_argument("--risk", type=float, metavar="PERCENT", help="at most so many of the answers wrong (see: python -m qa risks)")
    parser.add_argument("--timed", type=int, default=100, metavar="N", help="of them for the speed (default: 100)")
    arguments = parser.parse_args(argv)

    import random

    from eval.bench.reading import compare, timed
    from eval.load import load
    from qa.bot import open_bot

    questions = load(arguments.questions).questions
    drawn = random.Random(0).sample(questions, min(arguments.limit, len(questions)))
    bot = open_bot(arguments.library, risk=None if arguments.risk is None else arguments.risk / 100)
    figures = timed(bot, drawn[: arguments.timed])
    return f"{_compared(compare(bot, drawn))}\n\n{_table(figures)}"


def _compared(found: Compared) -> str:
    rows = {
        "ours, as decided": (found.ours, found.n),
        "Haystack's decision on the same logits": (found.peers, found.n),
        "ours, never withheld, answerable questions": (found.always, found.answerable),
        "Haystack's best span, answerable questions": (found.peers_always, found.answerable),
    }
    lines = [f"| {name} | {n:,} | {100 * exact:.1f} | {100 * f1:.1f} |" for name, ((exact, f1), n) in rows.items()]
    return "\n".join(["| decision | questions | EM | F1 |", "|---|--:|--:|--:|", *lines])


def _table(figures: Sequence[Figure]) -> str:
    import os
    import platform

    from index import VERSION

    rows = [f"| {figure.name} | {_number(figure.value)} {figure.unit} | {figure.note} |" for figure in figures]
    recipe = f"pincite={VERSION} | python={platform.python_version()} | cores={os.cpu_count()} | machine={platform.machine()}"
    return "\n".join(["| what | measured | how |", "|---|--:|---|", *rows, "", f"`{recipe}`"])


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())

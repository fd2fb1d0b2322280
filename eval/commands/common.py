"""What the verbs share: how their arguments look, and how far they are."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from eval.datasets.dataset import QuestionSet

T = TypeVar("T")

HELP = {
    "LIBRARY": "NAME.pincite",
    "QUESTIONS": "SQuAD JSON (1.1, 2.0), a Pincite set, the folder of a BEIR or MS MARCO set, or CSV (question, answer[, source]); "
    "gzipped or not",
}


def parser(verb: str, description: str, *paths: str) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog=f"python -m eval {verb}".strip(), description=description)
    for name in paths:
        made.add_argument(name.lower(), type=Path, metavar=name, help=HELP[name])
    return made


def load_early(questions: Path) -> QuestionSet | None:
    """The set, before seconds go into opening a library; None where it is a table, which needs one."""
    from eval.datasets.formats.table import is_table
    from eval.datasets.load import load

    return None if is_table(questions) else load(questions)


def add_encoder(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--encoder",
        type=Path,
        metavar="FOLDER",
        help="the sentence-transformers model the library is made with",
    )


def add_engine(made: argparse.ArgumentParser) -> None:
    add_encoder(made)
    made.add_argument(
        "--reader",
        type=Path,
        metavar="FOLDER",
        help="a SQuAD-style model to read with, of safetensors (uncalibrated)",
    )


def add_lot(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--limit", type=int, metavar="N", help="only N of the questions, drawn by lot"
    )
    made.add_argument(
        "--seed",
        type=int,
        default=0,
        metavar="S",
        help="another seed draws other questions (default: 0)",
    )
    made.add_argument(
        "--workers",
        type=int,
        default=1,
        metavar="W",
        help="ask W questions at once; the answers are the same (default: 1)",
    )


def progress(items: Iterable[T], total: int, noun: str, done: int = 0) -> Iterator[T]:
    """Passes the items on, and says on stderr how far it is: in one line on a terminal, every five seconds elsewhere."""
    began = told = time.monotonic()
    live = sys.stderr.isatty()
    try:
        for count, item in enumerate(items, 1):
            yield item
            now = time.monotonic()
            if now - told >= (0.1 if live else 5):
                told = now
                left = (now - began) / count * (total - done - count)
                line = f"{done + count:,} of {total:,} {noun}, {count / (now - began):.1f}/s, {left:.0f} s to go"
                print(
                    f"\r\x1b[K{line}" if live else line,
                    end="" if live else "\n",
                    file=sys.stderr,
                    flush=True,
                )
    finally:
        print("\r\x1b[K" if live else "", end="", file=sys.stderr, flush=True)


def note(lines: Iterable[str], most: int = 10) -> None:
    """On stderr, the first `most` of them and how many more there are."""
    listed = list(lines)
    for line in listed[:most]:
        print(line, file=sys.stderr)
    if len(listed) > most:
        print(f"… and {len(listed) - most:,} more of this kind", file=sys.stderr)

"""Arguments that the commands of `pincite eval` share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands.library_options import add_encoder_option
from index.commands.numbers import whole_number

if TYPE_CHECKING:
    from eval.datasets.dataset import QuestionSet


def add_questions_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "questions",
        type=Path,
        metavar="QUESTIONS",
        help="SQuAD JSON (1.1, 2.0), a Pincite set, the folder of a BEIR or MS MARCO set, or CSV "
        "(question, answer[, source]); gzipped or not",
    )


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """Adds --encoder and --reader."""
    add_encoder_option(parser, default="the one the library was made with, if it is bundled")
    parser.add_argument(
        "--reader",
        type=Path,
        metavar="FOLDER",
        help="a SQuAD-style model in safetensors, used without calibration "
        "(default: the bundled reader)",
    )


def add_limit_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit",
        type=whole_number("--limit"),
        metavar="N",
        help="ask only a random sample of N questions",
    )


def add_sample_options(parser: argparse.ArgumentParser) -> None:
    """Adds --limit, --seed and --workers."""
    add_limit_option(parser)
    parser.add_argument(
        "--seed",
        type=whole_number("--seed"),
        default=0,
        metavar="S",
        help="seed of the random sample (default: %(default)s)",
    )
    parser.add_argument(
        "--workers",
        type=whole_number("--workers", 1),
        default=1,
        metavar="W",
        help="ask W questions at a time; the answers are the same (default: %(default)s)",
    )


def load_without_library(questions: Path) -> QuestionSet | None:
    """The set, so that its errors come before a library is opened, which takes seconds.

    None for a table, whose answers are looked up in the library.
    """
    from eval.datasets.formats.table import is_table
    from eval.datasets.load import load

    return None if is_table(questions) else load(questions)

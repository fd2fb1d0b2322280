"""pincite train score: EM and F1 of a reader on a SQuAD file, with the paragraph given."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands.numbers import whole_number
from index.commands.progress import note
from index.errors import PinciteError

if TYPE_CHECKING:
    from qa.readers.squad import SquadQuestion
    from qa.train.score import Prediction, Scores


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "score",
        help="EM and F1 on a SQuAD file, the paragraph given",
        description="EM and F1 of a reader on a SQuAD file, with the paragraph given.",
    )
    parser.add_argument("reader", type=Path, metavar="READER", help="a reader, or a checkpoint")
    parser.add_argument(
        "questions", type=Path, metavar="SQUAD.json", help="version 1.1 or 2.0, gzipped or not"
    )
    parser.add_argument(
        "--limit",
        type=whole_number("--limit"),
        metavar="N",
        help="a random sample of N questions",
    )
    parser.add_argument("--threads", type=whole_number("--threads", 1), metavar="N")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    import json
    import random

    from qa.readers.squad import read_squad
    from qa.train.score import ALWAYS, best_threshold, compute_scores

    questions = read_squad(arguments.questions)
    if arguments.limit is not None and arguments.limit < 1:
        raise PinciteError(f"--limit is {arguments.limit}; give 1 or more.")
    if arguments.limit is not None and arguments.limit < len(questions):
        questions = random.Random(0).sample(questions, arguments.limit)
    predictions = list(_predictions(arguments.reader, questions, arguments.threads))
    answerable = [each for each in predictions if each.answerable]
    parts = {"answerable, always answered": (answerable, ALWAYS)} if answerable else {}
    if len(answerable) < len(predictions):
        parts |= {
            "all, margin >= 0": (predictions, 0.0),
            "all, best margin on this set": (predictions, best_threshold(predictions)),
        }
    table = {
        name: (len(part), compute_scores(part, threshold))
        for name, (part, threshold) in parts.items()
    }
    if arguments.json:
        print(json.dumps({name: _to_json(n, each) for name, (n, each) in table.items()}, indent=1))
    else:
        print("\n".join(_line(name, n, each) for name, (n, each) in table.items()))
    return 0


def _predictions(
    folder: Path, questions: Sequence[SquadQuestion], threads: int | None
) -> Iterator[Prediction]:
    import time

    from qa.pipeline import open_reader
    from qa.train.score import predict

    if threads is not None:
        from qa.train.fit import set_threads

        set_threads(threads)
    start = time.perf_counter()
    for number, prediction in enumerate(predict(open_reader(folder), questions), 1):
        yield prediction
        if number % 500 == 0 or number == len(questions):
            milliseconds = (time.perf_counter() - start) / number * 1000
            note([f"{number:,} of {len(questions):,} questions, {milliseconds:.0f} ms each"])


def _to_json(questions: int, result: Scores) -> dict[str, float | None]:
    """The threshold is null if it is infinite: every question is answered, or none."""
    from dataclasses import asdict
    from math import isfinite

    return {
        "questions": questions,
        **asdict(result),
        "threshold": result.threshold if isfinite(result.threshold) else None,
    }


def _line(name: str, questions: int, result: Scores) -> str:
    abstention = ""
    if result.precision is not None and result.recall is not None:
        abstention = f"  no answer: P {result.precision:.1%} R {result.recall:.1%}"
    limit = "" if result.threshold == float("-inf") else f"  (margin {result.threshold:.2f})"
    return (
        f"{name:<28} {questions:>6,} questions  EM {result.exact:.2%}  F1 {result.f1:.2%}"
        f"{abstention}{limit}"
    )

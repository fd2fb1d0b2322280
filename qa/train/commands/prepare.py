"""pincite train prepare: training examples from answered questions."""

from __future__ import annotations

import argparse
from pathlib import Path

from index.commands.numbers import number, whole_number
from index.commands.progress import note


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "prepare",
        help="make examples with and without an answer from rows of questions",
        description="Make training examples, with and without an answer, from rows of questions.",
    )
    parser.add_argument(
        "data",
        type=Path,
        nargs="+",
        metavar="ROWS.jsonl.gz",
        help="lines of JSON with source, question, context and answers; without answers also "
        '"answerable": false',
    )
    parser.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help="where the examples are written; the file name is a hash of the settings",
    )
    parser.add_argument(
        "--held-out",
        type=Path,
        action="append",
        default=[],
        metavar="SQUAD.json",
        help="leave out the paragraphs of this file (repeatable)",
    )
    _add_amounts(parser)
    parser.add_argument(
        "--words",
        default="minilm-l6",
        metavar="BASE",
        help="base model whose embeddings define similar words (default: minilm-l6)",
    )
    parser.add_argument("--seed", type=whole_number("--seed"), default=0, help="(default: 0)")
    parser.set_defaults(run=run)


def _add_amounts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--unanswerable",
        type=number("--unanswerable"),
        default=0.5,
        metavar="N",
        help="unanswerable examples made for each answerable one (default: 0.5)",
    )
    parser.add_argument(
        "--lengthened",
        type=number("--lengthened"),
        default=0.5,
        metavar="SHARE",
        help="share of the short contexts that are made longer (default: 0.5)",
    )
    parser.add_argument(
        "--share",
        type=_share,
        action="append",
        metavar="SOURCE=SHARE",
        help="use only this share of a source (default: those of qa/train/data_settings.py)",
    )
    parser.add_argument(
        "--tables",
        type=whole_number("--tables"),
        default=0,
        metavar="N",
        help="add N examples of made tables",
    )
    for name, what in (
        ("distracted", "contexts with a heading or a question as distractor"),
        ("noisy", "questions in lower case, as keywords, or misspelt"),
    ):
        parser.add_argument(
            f"--{name}",
            type=number(f"--{name}"),
            default=0.0,
            metavar="SHARE",
            help=f"share of {what} (default: 0)",
        )


def run(arguments: argparse.Namespace) -> int:
    from qa.train.base_models import find_base
    from qa.train.data_settings import SHARES, DataSettings
    from qa.train.perturb import WordReplacer
    from qa.train.prepare import prepare

    settings = DataSettings(
        seed=arguments.seed,
        unanswerable=arguments.unanswerable,
        lengthened=arguments.lengthened,
        tables=arguments.tables,
        distracted=arguments.distracted,
        noisy=arguments.noisy,
        shares=SHARES if arguments.share is None else dict(arguments.share),
    )
    prepared = prepare(
        arguments.data,
        arguments.folder,
        settings,
        arguments.held_out,
        lambda line: note([line]),
        WordReplacer.from_base(find_base(arguments.words)),
    )
    note([f"{count:>9,} {name}" for name, count in prepared.counts.items()], 1000)
    print(prepared.path)
    return 0


def _share(text: str) -> tuple[str, float]:
    source, _, share = text.partition("=")
    try:
        return source, float(share)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not of the form SOURCE=SHARE, such as qamr=0.35"
        ) from error

"""python -m qa.train.encoder: pairs of questions and sentences, and an encoder tuned on them. The recipe stands in `__init__.py`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from index.commands.console import cli_command


@cli_command
def main(argv: list[str] | None = None) -> int:
    """0: done; 2: bad input; 130: stopped by Ctrl-C, the same command goes on."""
    arguments = _parser().parse_args(argv)
    print(arguments.verb(arguments))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qa.train.encoder",
        description="Tune the encoder on questions and their sentences.",
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    pairs = verbs.add_parser(
        "pairs", help="rows of answered questions to what the encoder learns from"
    )
    pairs.set_defaults(verb=_pairs)
    pairs.add_argument(
        "data",
        type=Path,
        metavar="ROWS.jsonl.gz",
        help="source, question, context, answers on each line",
    )
    pairs.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help="where the pairs are written, their name a hash of what made them",
    )
    pairs.add_argument(
        "--held-out",
        type=Path,
        action="append",
        default=[],
        metavar="SQUAD.json",
        help="keep its paragraphs out",
    )
    fit = verbs.add_parser("fit", help="train; the same command goes on where it was stopped")
    fit.set_defaults(verb=_fit)
    fit.add_argument("pairs", type=Path, metavar="PAIRS.jsonl.gz")
    fit.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help="of this training: its checkpoints, and what comes out",
    )
    fit.add_argument(
        "--rate", type=float, default=2e-5, help="highest learning rate (default: 2e-5)"
    )
    fit.add_argument("--batch", type=int, default=64, metavar="N", help="questions (default: 64)")
    fit.add_argument("--epochs", type=float, default=1.0, metavar="N", help="(default: 1)")
    fit.add_argument("--seed", type=int, default=0)
    fit.add_argument(
        "--others",
        type=int,
        default=1,
        metavar="N",
        help="hard ones for each question (default: 1)",
    )
    fit.add_argument("--half", action="store_true", help="train in bfloat16")
    fit.add_argument(
        "--share",
        type=float,
        default=0.5,
        help="of what was learnt, in what comes out; another costs no training, all of it lies in FOLDER/tuned (default: 0.5)",
    )
    return parser


def _pairs(arguments: argparse.Namespace) -> Path:
    from index.encoders.registry import default_encoder
    from qa.train.encoder.pairs import prepare

    return prepare(
        arguments.data,
        arguments.folder,
        default_encoder(),
        arguments.held_out,
        lambda text: print(text, file=sys.stderr),
    )


def _fit(arguments: argparse.Namespace) -> Path:
    from index.encoders.registry import float_encoder
    from qa.train.encoder.fit import Settings, between, fit
    from qa.train.encoder.pairs import read_pairs
    from qa.train.interpolate import check_share

    check_share(arguments.share)  # before an hour goes into training
    base = float_encoder()
    settings = Settings(
        arguments.rate,
        arguments.batch,
        arguments.epochs,
        arguments.seed,
        arguments.others,
        arguments.half,
    )
    tuned = fit(read_pairs(arguments.pairs), arguments.folder, base.model, settings)
    made = Path(arguments.folder) / f"share-{arguments.share:g}"
    between(base.folder, tuned, arguments.share, made)
    return made


if __name__ == "__main__":
    sys.exit(main())

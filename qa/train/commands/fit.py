"""pincite train fit: trains a reader; the same command resumes a stopped training."""

from __future__ import annotations

import argparse
from pathlib import Path

from index.commands.numbers import number, whole_number
from index.commands.progress import note


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "fit",
        help="train a reader; the same command resumes it",
        description="Train a reader. Exit codes: 0 done, 1 stopped after --minutes (the same "
        "command resumes it), 2 bad input, 130 stopped by Ctrl-C or SIGTERM.",
    )
    parser.add_argument("data", type=Path, metavar="PREPARED.jsonl.gz")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="for the checkpoints")
    parser.add_argument(
        "--base",
        default="minilm-l6",
        help="minilm-l6, or the folder of an encoder (default: minilm-l6)",
    )
    parser.add_argument(
        "--layers",
        type=whole_number("--layers"),
        metavar="N",
        help="keep N evenly spaced layers (default: all)",
    )
    amount = parser.add_mutually_exclusive_group()
    amount.add_argument(
        "--rows", type=whole_number("--rows"), metavar="N", help="train on N windows"
    )
    amount.add_argument(
        "--epochs", type=number("--epochs"), default=2.0, metavar="N", help="(default: 2)"
    )
    parser.add_argument(
        "--learning-rate",
        type=number("--learning-rate"),
        default=1e-4,
        help="the highest one (default: 1e-4)",
    )
    parser.add_argument(
        "--dropout", type=number("--dropout"), default=0.0, metavar="SHARE", help="(default: 0)"
    )
    parser.add_argument(
        "--max-rows",
        type=whole_number("--max-rows"),
        default=32,
        metavar="N",
        help="windows of a batch (default: 32)",
    )
    parser.add_argument(
        "--max-tokens",
        type=whole_number("--max-tokens"),
        default=4_096,
        metavar="N",
        help="tokens of a batch, with padding (default: 4096)",
    )
    _add_distillation_options(parser)
    parser.add_argument("--seed", type=whole_number("--seed"), default=0, help="(default: 0)")
    _add_run_options(parser.add_argument_group("of this run; a resumed run may use others"))
    parser.set_defaults(run=run)


def _add_distillation_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--teacher", metavar="FOLDER", help="a larger reader for distillation")
    parser.add_argument(
        "--distillation-weight",
        type=number("--distillation-weight"),
        default=0.7,
        metavar="SHARE",
        help="share of the distillation loss (default: 0.7)",
    )
    parser.add_argument(
        "--temperature",
        type=number("--temperature"),
        default=2.0,
        help="of the distillation (default: 2)",
    )


def _add_run_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--device", default="auto", help="cpu, cuda … (default: a GPU if any)")
    group.add_argument(
        "--precision",
        choices=["auto", "single", "bfloat16"],
        default="auto",
        help="(default: bfloat16 on a GPU)",
    )
    group.add_argument(
        "--threads",
        type=whole_number("--threads", 1),
        metavar="N",
        help="on the CPU (default: torch's)",
    )
    group.add_argument(
        "--minutes",
        type=number("--minutes", 0),
        metavar="M",
        help="stop after M minutes, with a checkpoint",
    )
    group.add_argument(
        "--checkpoint-minutes",
        type=number("--checkpoint-minutes", 0),
        default=10.0,
        metavar="M",
        help="between checkpoints (default: 10)",
    )


def run(arguments: argparse.Namespace) -> int:
    from dataclasses import fields

    from qa.train.base_models import find_base
    from qa.train.data import digest
    from qa.train.fit import RunOptions, fit
    from qa.train.trainer import TrainingSettings

    values = vars(arguments)
    base = find_base(arguments.base)
    teacher = find_base(arguments.teacher) if arguments.teacher else None
    chosen = {
        field.name: values[field.name] for field in fields(TrainingSettings) if field.name in values
    }
    chosen |= {
        "base": base.name,
        "data": digest(arguments.data),
        "teacher": teacher.name if teacher else None,
    }
    result = fit(
        arguments.data,
        arguments.folder,
        base,
        TrainingSettings(**chosen),
        RunOptions(**{field.name: values[field.name] for field in fields(RunOptions)}),
        teacher,
        lambda line: note([line]),
    )
    if not result.done:
        note(["Stopped before the end; the same command resumes the training."])
    if result.path is not None:
        print(result.path)
    return 0 if result.done else 130 if result.interrupted else 1

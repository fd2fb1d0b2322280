"""pincite train interpolate: the weights between a trained model and its base (WiSE-FT)."""

from __future__ import annotations

import argparse
from pathlib import Path

from index.commands.numbers import number
from qa.train.commands.arguments import NEW_FOLDER, add_trained_argument


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "interpolate",
        help="mean of a checkpoint and the model it was trained from (WiSE-FT)",
        description="Write the weighted mean of a checkpoint and the model it was trained from "
        "(WiSE-FT).",
    )
    parser.add_argument(
        "before", metavar="BASE", help="the folder that the training began from, with its span head"
    )
    add_trained_argument(parser)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help=NEW_FOLDER)
    parser.add_argument(
        "--share",
        type=number("--share"),
        default=0.5,
        help="weight of the trained model (default: 0.5)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from qa.train.base_models import find_base
    from qa.train.interpolate import interpolate

    interpolate(find_base(arguments.before), arguments.trained, arguments.share, arguments.folder)
    print(arguments.folder)
    return 0

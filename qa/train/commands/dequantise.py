"""pincite train dequantise: an int8 model as a base for further training."""

from __future__ import annotations

import argparse
from pathlib import Path

from qa.train.commands.arguments import NEW_FOLDER


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "dequantise",
        help="turn an int8 model into a base for further training",
        description="Turn an int8 model into a base for further training.",
    )
    parser.add_argument(
        "exported", type=Path, metavar="READER", help="what export-onnx wrote, such as qa/model"
    )
    parser.add_argument(
        "like", metavar="BASE", help="the base it was made from: minilm-l6, or a folder"
    )
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help=f"{NEW_FOLDER}; use it as --base"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from qa.train.base_models import find_base
    from qa.train.dequantise import dequantise

    dequantise(arguments.exported, find_base(arguments.like), arguments.folder)
    print(arguments.folder)
    return 0

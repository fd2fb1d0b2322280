"""pincite train export: a checkpoint as a folder for `pincite ask --reader`."""

from __future__ import annotations

import argparse
from pathlib import Path

from qa.train.commands.arguments import NEW_FOLDER, add_trained_argument


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "export",
        help="write a checkpoint as a reader's folder",
        description="Write a checkpoint as a folder for `pincite ask --reader`.",
    )
    add_trained_argument(parser)
    parser.add_argument("folder", type=Path, metavar="READER", help=NEW_FOLDER)
    parser.add_argument("--fp16", action="store_true", help="store 16 bits for each weight")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from qa.train.export_reader import export

    sha256 = export(arguments.trained, arguments.folder, arguments.fp16)
    print(f"{arguments.folder}  model.safetensors SHA-256 {sha256}")
    return 0

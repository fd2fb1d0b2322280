"""pincite train export-onnx: a checkpoint as the bundled int8 model."""

from __future__ import annotations

import argparse
from pathlib import Path

from qa.train.commands.arguments import add_trained_argument


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "export-onnx",
        help="write a checkpoint as the bundled int8 model",
        description="Write a checkpoint as the bundled int8 model. Files in the folder are "
        "replaced.",
    )
    add_trained_argument(parser)
    parser.add_argument(
        "folder", type=Path, metavar="READER", help="its model, tokenizer and hashes are replaced"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from qa.train.export_onnx import export_onnx

    exported = export_onnx(arguments.trained, arguments.folder)
    print(f"{arguments.folder}  model.onnx {exported.bytes:,} bytes, SHA-256 {exported.sha256}")
    return 0

"""pincite train export-encoder: make the bundled encoder. Only in a source checkout."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "export-encoder",
        help="make the bundled 8-bit encoder from all-MiniLM-L6-v2",
        description="Make the bundled 8-bit encoder from the installed all-MiniLM-L6-v2. Exit code "
        "2: the installed weights are not the official ones, or the graph differs from them.",
    )
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=Path(__file__).parents[1] / "encoders" / "model",
        metavar="FOLDER",
        help="default: the folder of the bundled encoder",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from index.encoders.export.encoder import export_encoder

    print(f"{arguments.folder}: model.onnx has SHA-256 {export_encoder(arguments.folder)}")
    return 0

"""python -m index.encoders.export [FOLDER]: the encoder that new libraries use, made of the installed all-MiniLM-L6-v2."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from index.commands.console import cli_command


@cli_command
def main(argv: list[str] | None = None) -> int:
    """0: made; 2: the installed model is not the official one, or its graph not true."""
    parser = argparse.ArgumentParser(
        prog="python -m index.encoders.export",
        description="Make the int8 encoder of the installed all-MiniLM-L6-v2.",
    )
    parser.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=Path(__file__).parent.parent / "model",
        metavar="FOLDER",
    )
    arguments = parser.parse_args(argv)

    from index.encoders.export.encoder import export_encoder

    print(f"{arguments.folder}: model.onnx has SHA-256 {export_encoder(arguments.folder)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

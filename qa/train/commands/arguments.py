"""Arguments that several commands of `pincite train` share."""

from __future__ import annotations

import argparse
from pathlib import Path

NEW_FOLDER = "a folder that does not exist yet"
"""Help of an argument for the folder to write."""


def add_trained_argument(parser: argparse.ArgumentParser) -> None:
    """Adds TRAINED: a checkpoint, or a training's folder, of which the newest one is used."""
    parser.add_argument(
        "trained",
        type=Path,
        metavar="TRAINED",
        help="the folder of a training, or one of its checkpoints",
    )

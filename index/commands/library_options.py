"""Arguments that most commands of a library share."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_library_argument(parser: argparse.ArgumentParser, *, creates: bool = False) -> None:
    parser.add_argument(
        "library",
        type=Path,
        metavar="LIBRARY",
        help=f"the library, NAME.pincite{'; created if it does not exist' if creates else ''}",
    )


def add_libraries_argument(parser: argparse.ArgumentParser) -> None:
    """One or several; arguments behind it follow at once, without an option between."""
    parser.add_argument(
        "libraries",
        type=Path,
        nargs="+",
        metavar="LIBRARY",
        help="the library, NAME.pincite, or several that are read as one",
    )


def add_encoder_option(
    parser: argparse.ArgumentParser, default: str = "all-MiniLM-L6-v2 in 8 bits"
) -> None:
    parser.add_argument(
        "--encoder",
        type=Path,
        metavar="FOLDER",
        help=f"a sentence-transformers model (default: {default})",
    )


def add_library_encoder_option(parser: argparse.ArgumentParser) -> None:
    """Adds --encoder to a command that only reads the library."""
    parser.add_argument(
        "--encoder",
        type=Path,
        metavar="FOLDER",
        help="the sentence-transformers model with which the library was made",
    )

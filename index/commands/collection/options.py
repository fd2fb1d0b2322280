"""Arguments that the commands of a collection share."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_collection_argument(parser: argparse.ArgumentParser, *, creates: bool = False) -> None:
    parser.add_argument(
        "collection",
        type=Path,
        metavar="COLLECTION",
        help=f"the folder NAME.collection{'; made if there is none' if creates else ''}",
    )

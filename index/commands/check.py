"""pincite check: verify that a library is sound, and repair it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands.console import stoppable
from index.commands.library_options import add_encoder_option, add_library_argument

if TYPE_CHECKING:
    from index.encoders.base import Encoder, Fingerprint

EXIT_PROBLEMS, EXIT_NEWER_FORMAT = 1, 3


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "check",
        help="verify that a library is sound, and repair it",
        description="Verify a library: file structure, checksums, offsets, vectors, full-text "
        "index, cache. Exit codes: 0 sound, 1 problems found, 2 not a library, 3 written by a "
        "newer version of Pincite.",
    )
    add_library_argument(parser)
    parser.add_argument(
        "--deep",
        action="store_true",
        help="also encode a sample of the sentences again and compare their vectors",
    )
    parser.add_argument(
        "--repair",
        action="store_true",
        help="repair what can be proved correct; makes a copy of the library first",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_encoder_option(parser, default="the one the library was made with")
    parser.set_defaults(run=run)


@stoppable
def run(arguments: argparse.Namespace) -> int:
    from index.errors import NewerFormatError

    try:
        actions = _repair(arguments) if arguments.repair else []
        problems = _find_problems(arguments)
    except NewerFormatError as error:
        print(error, file=sys.stderr)
        return EXIT_NEWER_FORMAT
    if arguments.json:
        import json

        report = {
            "library": str(arguments.library),
            "sound": not problems,
            "problems": problems,
            "done": actions,
        }
        print(json.dumps(report, ensure_ascii=False))
    else:
        print("\n".join(problems) if problems else f"{arguments.library} is sound")
    return EXIT_PROBLEMS if problems else 0


def _repair(arguments: argparse.Namespace) -> list[str]:
    """Repairs the library, printing each action as it is done; returns the actions."""
    from index.encoders.registry import encoder_for
    from index.maintenance.repair import repair

    actions: list[str] = []
    for action in repair(
        arguments.library, lambda fingerprint: _chosen(arguments) or encoder_for(fingerprint)
    ):
        actions.append(action)
        print(action, file=sys.stderr, flush=True)
    return actions


def _find_problems(arguments: argparse.Namespace) -> list[str]:
    from index.encoders.registry import encoder_for
    from index.maintenance.check import check_library

    problems = check_library(arguments.library)
    if arguments.deep and not problems:
        encoder = _chosen(arguments) or encoder_for(_fingerprint(arguments.library))
        return check_library(arguments.library, encoder)
    return problems


def _chosen(arguments: argparse.Namespace) -> Encoder | None:
    from index.encoders.sentence_transformers import SentenceTransformersEncoder

    return SentenceTransformersEncoder(arguments.encoder) if arguments.encoder else None


def _fingerprint(path: Path) -> Fingerprint | None:
    from index.storage.connection import Store

    store = Store(path)
    try:
        with store.reading():
            return store.fingerprint
    finally:
        store.close()

"""Arguments of the commands that read files into a library: `add` and `watch`."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from index.commands.library_options import add_encoder_option
from index.commands.numbers import whole_number

if TYPE_CHECKING:
    from index.ingest.worker import ResourceLimits
    from index.library import Library


def add_ingest_options(parser: argparse.ArgumentParser) -> None:
    """Adds --passage-size, --tag, --ocr, --include, --exclude and --encoder."""
    parser.add_argument(
        "--passage-size",
        type=whole_number("--passage-size"),
        metavar="N",
        help="maximum characters of a passage, for a new library (default: 1200; "
        "`pincite eval tune` compares others)",
    )
    parser.add_argument(
        "--tag",
        action="append",
        default=[],
        metavar="TAG",
        help="give the documents this tag (repeatable)",
    )
    parser.add_argument(
        "--ocr",
        action="store_true",
        help="read scanned pages of PDFs with tesseract; takes seconds a page",
    )
    parser.add_argument(
        "--include",
        action="append",
        default=[],
        metavar="PATTERN",
        help="in folders, read only files that match, such as '*.pdf' (repeatable)",
    )
    parser.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="PATTERN",
        help="in folders, skip files and folders that match (repeatable)",
    )
    add_encoder_option(parser)


def limits_from_args(arguments: argparse.Namespace) -> ResourceLimits | None:
    """None: the default limits. Raises PinciteError if --ocr is given and tesseract is missing."""
    from index.ingest.worker import ResourceLimits

    return ResourceLimits.with_ocr() if arguments.ocr else None


def open_or_create(arguments: argparse.Namespace) -> Library:
    """Opens the library or creates it; warns if it is on a network file system."""
    from index.library import Library
    from index.storage.filesystem import network_filesystem

    if kind := network_filesystem(arguments.library):
        sys.stderr.write(
            f"{arguments.library} is on {kind}: stored documents may be lost there, because "
            "network file systems do not guarantee what SQLite needs.\n"
        )
    return Library.open(
        arguments.library,
        create=True,
        encoder=arguments.encoder,
        max_passage_chars=arguments.passage_size,
    )

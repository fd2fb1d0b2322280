"""The options that narrow a door to some of the documents: one filter, said the same way everywhere."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.storage.filters import Filter


def add_filter_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--source",
        action="append",
        default=[],
        metavar="PATTERN",
        help="only documents of such a source, as '*.pdf'",
    )
    parser.add_argument(
        "--title",
        default="",
        metavar="WORDS",
        help="only documents with these words in their title",
    )
    parser.add_argument(
        "--tag",
        action="append",
        default=[],
        metavar="TAG",
        help="only documents filed under this; all, where several",
    )
    parser.add_argument(
        "--since",
        default="",
        metavar="DATE",
        help="only documents that bear this date or a later one, as 2024-03",
    )
    parser.add_argument(
        "--until",
        default="",
        metavar="DATE",
        help="only documents that bear this date or an earlier one",
    )


def filters_from_args(arguments: argparse.Namespace) -> Filter:
    """Raises PinciteError as `index.storage.filters.checked` does."""
    from index.storage.filters import parse_filters

    return parse_filters(
        arguments.source, arguments.title, arguments.tag, arguments.since, arguments.until
    )

"""Options that restrict a command to some of the documents."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.storage.filters import Filter


def add_filter_options(parser: argparse.ArgumentParser) -> None:
    """Adds --source, --title, --tag, --since and --until."""
    group = parser.add_argument_group("only some of the documents")
    group.add_argument(
        "--source",
        action="append",
        default=[],
        metavar="PATTERN",
        help="only sources that match the pattern, such as '*.pdf' (repeatable: any of them)",
    )
    group.add_argument(
        "--title", default="", metavar="WORDS", help="only titles that contain these words"
    )
    group.add_argument(
        "--tag",
        action="append",
        default=[],
        metavar="TAG",
        help="only documents with this tag (repeatable: all of them)",
    )
    group.add_argument(
        "--since",
        default="",
        metavar="DATE",
        help="only documents of this date or later, such as 2024-03",
    )
    group.add_argument(
        "--until", default="", metavar="DATE", help="only documents of this date or earlier"
    )


def filters_from_args(arguments: argparse.Namespace) -> Filter:
    """The filter that the options describe. Raises PinciteError as `parse_filters` does."""
    from index.storage.filters import parse_filters

    return parse_filters(
        arguments.source, arguments.title, arguments.tag, arguments.since, arguments.until
    )

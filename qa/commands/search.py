"""pincite search: the passages that are found for a question, without a reader."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from index.commands.console import one_line
from index.commands.filter_options import add_filter_options, filters_from_args
from index.commands.library_options import add_libraries_argument, add_library_encoder_option
from index.commands.numbers import whole_number

if TYPE_CHECKING:
    from index.spans import Passage

MAX_SHOWN_CHARS = 200


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "search",
        help="find passages, without reading them for an answer",
        description="Find the passages that fit a question best. No reader is loaded.",
    )
    add_libraries_argument(parser)
    parser.add_argument(
        "question", metavar="QUESTION", help="one question in English, at most 2,000 characters"
    )
    parser.add_argument(
        "-k",
        type=whole_number("-k", 1),
        default=10,
        metavar="K",
        help="number of passages (default: 10)",
    )
    parser.add_argument(
        "--method",
        choices=("hybrid", "dense", "lexical"),
        default="hybrid",
        help="by meaning (dense), by words (lexical, BM25) or both (default: hybrid)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON array")
    add_library_encoder_option(parser)
    add_filter_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0: something was found; 1: nothing; 2: bad input."""
    import json

    from index.collection.opening import open_libraries
    from qa.citations import passage_to_json
    from qa.questions.validation import validate_question

    question = validate_question(arguments.question)
    filters = filters_from_args(arguments)
    with open_libraries(arguments.libraries, encoder=arguments.encoder) as library:
        passages = library.search(question, arguments.k, arguments.method, filters=filters)
    if arguments.json:
        print(json.dumps(list(map(passage_to_json, passages)), ensure_ascii=False, indent=1))
    else:
        for rank, passage in enumerate(passages, 1):
            print("\n".join(_lines(rank, passage)))
    return 0 if passages else 1


def _lines(rank: int, passage: Passage) -> list[str]:
    span = passage.span
    place = f" · {span.place}" if span.place else ""
    words = " ".join(span.text.split())
    shown = words if len(words) <= MAX_SHOWN_CHARS else f"{words[:MAX_SHOWN_CHARS]}…"
    ranks = f"dense {passage.dense_rank or '–'}, BM25 {passage.lexical_rank or '–'}"
    return [
        f"[{rank}] {one_line(span.document.title)}{place}  ({ranks})",
        f"    {shown}",
        f"    {one_line(span.document.source)}, characters {span.start}–{span.end}",
    ]

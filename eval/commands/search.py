"""pincite eval search: how well search finds the gold, without reading an answer."""

from __future__ import annotations

import argparse

from eval.commands.options import (
    add_limit_option,
    add_questions_argument,
    load_without_library,
)
from index.commands.library_options import add_encoder_option, add_library_argument
from index.commands.numbers import number, whole_number
from index.commands.progress import note, progress


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "search",
        help="score the search alone: dense, BM25 and hybrid",
        description="hit@k, MRR, recall@k, nDCG@10 and MAP of dense search, BM25 and hybrid "
        "search, without choosing an answer: of passages if the gold is ranges of text, of whole "
        "documents if it is documents.",
    )
    add_library_argument(parser)
    add_questions_argument(parser)
    add_encoder_option(parser)
    parser.add_argument(
        "--depth",
        type=whole_number("--depth", 1),
        metavar="N",
        help="number of passages retrieved (default: 10; 600 if the gold is documents)",
    )
    parser.add_argument(
        "--reranked",
        action="store_true",
        help="also score the order into which the bundled reader reranks the passages",
    )
    parser.add_argument(
        "--rank-penalty",
        type=number("--rank-penalty"),
        action="append",
        default=[],
        metavar="PENALTY",
        help="the same with this rank penalty (repeatable)",
    )
    add_limit_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from eval.datasets.load import check_against_library, load
    from eval.reports.text import search_text
    from eval.runs.records import RunConfig, config_line
    from eval.runs.retrieval import DEEP, SHALLOW, search_table
    from eval.runs.run import sample
    from index.collection.opening import open_library
    from qa.pipeline import BUNDLED_READER, open_reader

    loaded = load_without_library(arguments.questions)
    with open_library(arguments.library, arguments.encoder) as library:
        questions = load(arguments.questions, library) if loaded is None else loaded
        note([*questions.notes, *check_against_library(library, questions)])
        of_documents = any(each.documents and not each.gold for each in questions.questions)
        default_depth = DEEP if of_documents else SHALLOW
        depth = arguments.depth if arguments.depth is not None else default_depth
        penalties = arguments.rank_penalty
        reader = open_reader(BUNDLED_READER) if arguments.reranked or penalties else None
        sampled = sample(questions.questions, arguments.limit)
        asked = progress(sampled, len(sampled), "questions")
        print(search_text(search_table(library, asked, depth, reader, penalties)))
        config: RunConfig = {
            "set": questions.name,
            "digest": questions.digest[:8],
            "depth": depth,
            "library": library.config,
            "limit": arguments.limit,
            "reader": reader.fingerprint if reader else None,
            "generation": library.generation,
            "documents": library.count(),
        }
        print(f"\n{config_line(config)}")
    return 0

"""python -m eval search: how well the searches find, without reading an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eval.commands.common import add_encoder, load_early, note, parser, progress

if TYPE_CHECKING:
    from eval.datasets.dataset import Question


def main(words: list[str]) -> int:
    made = parser(
        "search",
        "hit@k, MRR, recall@k, nDCG@10 and MAP of the dense search, of BM25 and of both fused, without deciding on an answer: of passages "
        "where the gold are ranges of text, of whole documents where it is documents.",
        "LIBRARY",
        "QUESTIONS",
    )
    add_encoder(made)
    made.add_argument(
        "--depth",
        type=int,
        metavar="N",
        help="how many passages are looked at (default: 10; for gold documents, 600)",
    )
    made.add_argument(
        "--reranked",
        action="store_true",
        help="also as the shipped reader orders the passages that are read",
    )
    made.add_argument(
        "--rank-cost",
        type=float,
        action="append",
        default=[],
        metavar="COST",
        help="of it, another weight of the rank (repeat)",
    )
    made.add_argument(
        "--limit", type=int, metavar="N", help="only N of the questions, drawn by lot"
    )
    arguments = made.parse_args(words)

    from eval.datasets.load import check_against_library, load
    from eval.reports.text import search_text
    from eval.runs.retrieval import DEEP, SHALLOW, search_table
    from index.errors import PinciteError
    from index.library import Library
    from qa.pipeline import BUNDLED_READER, open_reader

    if arguments.depth is not None and arguments.depth < 1:
        raise PinciteError(f"A depth of {arguments.depth} finds nothing. Give 1 or more.")
    early = load_early(arguments.questions)
    with Library.open(arguments.library, encoder=arguments.encoder) as library:
        questions = load(arguments.questions, library) if early is None else early
        note([*questions.notes, *check_against_library(library, questions)])
        documents = any(
            question.documents and not question.gold for question in questions.questions
        )
        depth = arguments.depth if arguments.depth is not None else DEEP if documents else SHALLOW
        drawn = _drawn(questions.questions, arguments.limit)
        asked = progress(drawn, len(drawn), "questions")
        reader = open_reader(BUNDLED_READER) if arguments.reranked or arguments.rank_cost else None
        print(search_text(search_table(library, asked, depth, reader, arguments.rank_cost)))
        told = [
            f"set={questions.name}",
            f"digest={questions.digest[:8]}",
            f"depth={depth}",
            f"library={library.config}",
        ]
        told += [f"limit={arguments.limit}"] if arguments.limit is not None else []
        told += [f"reader={reader.fingerprint}"] if reader else []
        print(
            f"\n{' | '.join(told)} | generation={library.generation} | documents={library.count()}"
        )
    return 0


def _drawn(questions: Sequence[Question], limit: int | None) -> Sequence[Question]:
    """Always the same ones, in the order of the set. Raises PinciteError for a limit that leaves none."""
    import random

    from index.errors import PinciteError

    if limit is not None and limit < 1:
        raise PinciteError(
            f"A limit of {limit} leaves no question to ask. Give 1 or more, or no limit for all of them."
        )
    if limit is None or limit >= len(questions):
        return questions
    return [questions[n] for n in sorted(random.Random(0).sample(range(len(questions)), limit))]

"""python -m eval label: a question of one's own, with the words that answer it."""

from __future__ import annotations

from pathlib import Path

from eval.commands.common import parser


def main(words: list[str]) -> int:
    made = parser(
        "label",
        "Make a question whose answer is known: the quoted words are looked up in the library, and where they stand becomes gold. "
        "Where they stand in several places, all are listed and none is taken.",
        "LIBRARY",
    )
    made.add_argument("--question", required=True, metavar="TEXT", help="what is asked")
    answer = made.add_mutually_exclusive_group(required=True)
    answer.add_argument(
        "--quote", metavar="TEXT", help="the words that answer, exactly as they stand in a document"
    )
    answer.add_argument("--no-answer", action="store_true", help="the documents do not answer it")
    made.add_argument(
        "--source",
        default="",
        metavar="DOCUMENT",
        help="the document meant: its source, the end of it, or its title",
    )
    made.add_argument("--pick", type=int, metavar="N", help="the place meant, of those listed")
    made.add_argument(
        "--id",
        default="",
        metavar="ID",
        help="a name for the question (default: the question itself)",
    )
    made.add_argument(
        "--out",
        type=Path,
        metavar="SET.json",
        help="the set to add it to, made where there is none (default: print it)",
    )
    arguments = made.parse_args(words)

    import json

    from eval.datasets.dataset import GoldSpan, Question, as_fields
    from eval.datasets.find_quotes import Quote
    from eval.datasets.json_files import check_place
    from eval.datasets.labelling import append_question, gold_span
    from index.library import Library
    from qa.question import validate_question

    text = validate_question(arguments.question)
    if arguments.out:
        check_place(arguments.out, arguments.library)
    gold: tuple[GoldSpan, ...] = ()
    if not arguments.no_answer:
        with Library.open(arguments.library) as library:
            gold = (gold_span(library, Quote(arguments.quote, arguments.source), arguments.pick),)
    question = Question(arguments.id if arguments.id else text, text, gold)
    if arguments.out:
        print(f"{arguments.out} now holds {append_question(arguments.out, question):,} questions")
    else:
        print(json.dumps(as_fields(question), ensure_ascii=False, indent=1))
    return 0

"""pincite eval label: a question of your own, with the words that answer it."""

from __future__ import annotations

import argparse
from pathlib import Path

from index.commands.library_options import add_library_argument
from index.commands.numbers import whole_number


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "label",
        help="add a question and its answer to a question set",
        description="Make a question whose answer is known: the quoted words are looked up in the "
        "library, and their place is the gold answer. If they occur in several places, all are "
        "listed, and --pick chooses one.",
    )
    add_library_argument(parser)
    parser.add_argument("--question", required=True, metavar="TEXT", help="the question")
    answer = parser.add_mutually_exclusive_group(required=True)
    answer.add_argument(
        "--quote", metavar="TEXT", help="the words that answer, exactly as in a document"
    )
    answer.add_argument(
        "--no-answer", action="store_true", help="the documents do not answer the question"
    )
    parser.add_argument(
        "--source",
        default="",
        metavar="DOCUMENT",
        help="the document with the quote: its source, the last parts of it, or its title",
    )
    parser.add_argument(
        "--pick",
        type=whole_number("--pick", 1),
        metavar="N",
        help="take place N of those that were listed",
    )
    parser.add_argument(
        "--id", default="", metavar="ID", help="the question's id (default: the question itself)"
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="SET.json",
        help="the set to add it to, created if it does not exist (default: print the question)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    import json

    from eval.datasets.dataset import GoldSpan, Question, question_to_json
    from eval.datasets.find_quotes import Quote
    from eval.datasets.json_files import check_output_path
    from eval.datasets.labelling import append_question, gold_span
    from index.collection.opening import open_library
    from index.commands.console import count
    from qa.questions.validation import validate_question

    text = validate_question(arguments.question)
    if arguments.out:
        check_output_path(arguments.out, arguments.library)
    gold: tuple[GoldSpan, ...] = ()
    if not arguments.no_answer:
        with open_library(arguments.library) as library:
            gold = (gold_span(library, Quote(arguments.quote, arguments.source), arguments.pick),)
    question = Question(arguments.id if arguments.id else text, text, gold)
    if arguments.out:
        total = append_question(arguments.out, question)
        print(f"{arguments.out} now has {count(total, 'question')}")
    else:
        print(json.dumps(question_to_json(question), ensure_ascii=False, indent=1))
    return 0

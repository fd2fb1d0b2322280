"""pincite ask: the answer to a question, with its citations."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands.console import count
from index.commands.filter_options import add_filter_options, filters_from_args
from index.commands.library_options import add_library_argument, add_library_encoder_option

if TYPE_CHECKING:
    from qa.types import Answer


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "ask",
        help="answer a question with the exact words of a document",
        description="Answer a question with the exact words of a document and say where they are. "
        "Exit codes: 0 answered, 1 no answer, 2 bad input.",
    )
    add_library_argument(parser)
    parser.add_argument(
        "question", metavar="QUESTION", help="one question in English, at most 2,000 characters"
    )
    parser.add_argument(
        "--json", action="store_true", help="print the answer with all candidates and passages"
    )
    add_library_encoder_option(parser)
    add_reader_option(parser)
    parser.add_argument(
        "--risk",
        type=float,
        metavar="PERCENT",
        help="accept at most this share of wrong answers (see: pincite risks)",
    )
    add_filter_options(parser)
    parser.set_defaults(run=run)


def add_reader_option(parser: argparse.ArgumentParser) -> None:
    """Adds --reader, the folder of another reader."""
    parser.add_argument(
        "--reader",
        type=Path,
        metavar="FOLDER",
        help="a SQuAD-style model (safetensors) instead of the bundled reader",
    )


def run(arguments: argparse.Namespace) -> int:
    from qa.pipeline import open_pipeline
    from qa.questions.validation import validate_question

    validate_question(arguments.question)  # before a model is loaded, which takes seconds
    filters = filters_from_args(arguments)
    risk = None if arguments.risk is None else arguments.risk / 100
    with open_pipeline(
        arguments.library, encoder=arguments.encoder, reader=arguments.reader, risk=risk
    ) as pipeline:
        answer = pipeline.ask(arguments.question, filters)
    if arguments.json:
        import json

        from qa.citations import to_json

        print(json.dumps(to_json(answer), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(answer)))
    return 1 if answer.abstained else 0


def _lines(answer: Answer) -> list[str]:
    if answer.abstained:
        lines = ["No answer found in these documents.", *_nearest(answer)]
    else:
        lines = [answer.candidates[0].span.text, "", *_citations(answer)]
    return [*lines, "", _footer(answer)]


def _citations(answer: Answer) -> list[str]:
    from qa.citations import cite

    lines = []
    for citation in cite(answer):
        place = ", ".join(part for part in (citation.pages, citation.section) if part)
        lines.append(f"[{citation.number}] {citation.title}{f' · {place}' if place else ''}")
        if citation.sentence != citation.quote:
            lines.append(f"    {citation.sentence}")
        lines.append(f"    {citation.source}, characters {citation.start}–{citation.end}")
    return lines


def _nearest(answer: Answer) -> list[str]:
    if not answer.candidates:
        return []
    needed = f"{answer.confidence:.0%}, {answer.threshold:.0%} needed"
    return [
        f"The best candidate is not confident enough ({needed}):",
        f"    {answer.candidates[0].sentence.text}",
    ]


def _footer(answer: Answer) -> str:
    passages = count(len(answer.passages), "passage")
    documents = count(answer.documents, "document")
    return (
        f"({answer.confidence:.0%} confidence, {passages} of {documents} read, "
        f"{answer.milliseconds:.0f} ms; reader: {answer.reader})"
    )

"""pincite ask: the answer to a question, with its citations."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands.console import count, one_line
from index.commands.filter_options import add_filter_options, filters_from_args
from index.commands.library_options import add_libraries_argument, add_library_encoder_option
from index.commands.numbers import number

if TYPE_CHECKING:
    from qa.citations import Citation
    from qa.types import Answer


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "ask",
        help="answer a question with the exact words of a document",
        description="Answer a question with the exact words of a document and say where they are. "
        "Exit codes: 0 answered, 1 a possible answer or none, 2 bad input.",
    )
    add_libraries_argument(parser)
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
        type=number("--risk"),
        metavar="PERCENT",
        help="accept at most this share of wrong answers (see: pincite risks)",
    )
    parser.add_argument(
        "--everywhere",
        action="store_true",
        help="do not rank passages of documents higher that the question names",
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
        arguments.libraries, encoder=arguments.encoder, reader=arguments.reader, risk=risk
    ) as pipeline:
        answer = pipeline.ask(arguments.question, filters, everywhere=arguments.everywhere)
    if arguments.json:
        import json

        from qa.citations import to_json

        print(json.dumps(to_json(answer), ensure_ascii=False, indent=1))
    else:
        print("\n".join(answer_lines(answer)))
    return 1 if answer.abstained else 0


def answer_lines(answer: Answer) -> list[str]:
    """An answer as it is printed, without line ends."""
    from qa.citations import citations_of, cite
    from qa.shapes.conflicts import conflict_heading

    cited = cite(answer)
    lines = [*_searched(answer), *_headline(answer)]
    if cited:
        lines += ["", *(line for citation in cited for line in _citation(citation))]
    if answer.conflicting:
        lines += ["", f"{conflict_heading(answer)}:"]
        places = (candidate.occurrences[0] for candidate in answer.conflicting)
        others = citations_of(places, len(cited) + 1)
        for candidate, citation in zip(answer.conflicting, others, strict=True):
            lines += [f"{citation.quote} ({candidate.confidence:.0%})", *_citation(citation)]
    return [*lines, "", _footer(answer)]


def _searched(answer: Answer) -> list[str]:
    """What was searched, where that is not just the question."""
    lines = [
        f"No document has “{asked}”; searched for “{used}”."
        for asked, used in answer.corrections.items()
    ]
    if answer.named:
        from index.search.named_documents import file_stem

        titles = [document.title for document in answer.named]
        names = [
            f"{each.title} ({file_stem(each.source)})"
            if titles.count(each.title) > 1
            else each.title
            for each in answer.named
        ]
        lines.append("In: " + "; ".join(names))
    return [*lines, ""] if lines else []


def _headline(answer: Answer) -> list[str]:
    """The words of the answer, or why there are none."""
    if answer.outcome == "nothing":
        return [answer.notice or "No answer found in these documents."]
    lines = []
    if answer.outcome == "possible":
        needed = f"{answer.confidence:.0%}, {answer.threshold:.0%} needed to answer"
        lines = [f"Possible answer ({needed}):"]
    items = [f"- {item.span.text}" for item in answer.items]
    if answer.is_list:
        return [*lines, *items]
    return [*lines, answer.candidates[0].span.text, *_compared(answer)]


def _compared(answer: Answer) -> list[str]:
    """The values of a comparison, each with what names its row; empty without a comparison."""
    if not answer.items:
        return []
    from qa.shapes.comparison import row_names

    names = row_names(answer.candidates[0].occurrences[0], answer.items)
    values = [item.span.text for item in answer.items]
    pairs = zip(names, values, strict=True)
    return ["Compared:", *(f"- {name}: {value}" if name else f"- {value}" for name, value in pairs)]


def _citation(citation: Citation) -> list[str]:
    """The number, the title and the place; the sentence, unless it is the answer; the range.

    A section that is called like the document is not named again.
    """
    from index.spans import day_of

    section = citation.section if citation.section != citation.title else ""
    place = ", ".join(part for part in (citation.pages, section, day_of(citation.date)) if part)
    lines = [f"[{citation.number}] {one_line(citation.title)}{f' · {place}' if place else ''}"]
    if citation.sentence != citation.quote:
        lines.append(f"    {citation.sentence}")
    return [*lines, f"    {one_line(citation.source)}, characters {citation.start}–{citation.end}"]


def _footer(answer: Answer) -> str:
    passages = count(len(answer.passages), "passage")
    documents = count(answer.documents, "document")
    return (
        f"({answer.confidence:.0%} confidence, {passages} of {documents} read, "
        f"{answer.milliseconds:.0f} ms; reader: {answer.reader})"
    )

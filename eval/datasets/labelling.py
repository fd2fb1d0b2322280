"""Adding questions to a Pincite set: gold from a quoted text, and feedback on answers.

Feedback says that an answer is right, what is right instead, or that the documents do not answer
(no gold). "Wrong" alone is not a label: the wrong ranges are stored beside the questions, and the
question is never asked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.datasets.dataset import GoldSpan, Question, gold_to_json, question_to_json
from eval.datasets.find_quotes import Quote, find_quotes
from eval.datasets.formats import pincite
from eval.datasets.json_files import check_output_path, read_json, write
from index.errors import PinciteError
from index.library import Library
from index.spans import Span

CONTEXT = 40  # characters before and after a quote


def gold_spans(library: Library, quote: Quote) -> tuple[GoldSpan, ...]:
    """Every occurrence of the quote. Raises PinciteError if there is none."""
    if not quote.text.strip():
        raise PinciteError(
            "The quote is empty. Give the words that answer, exactly as in the document."
        )
    (occurrences,) = find_quotes(library, [quote])
    if not occurrences:
        where = f"the texts of {quote.source!r}" if quote.source else "any of the texts"
        raise PinciteError(
            f"{quote.text[:60]!r} does not occur in {where}."
            " Quote whole words exactly, with their line ends."
        )
    return occurrences


def gold_span(library: Library, quote: Quote, pick: int | None = None) -> GoldSpan:
    """The occurrence of the quote; of several, number `pick`, from 1.

    Raises PinciteError if there is none, or if there are several and `pick` is None.
    """
    occurrences = gold_spans(library, quote)
    count = len(occurrences)
    if pick is not None and not 1 <= pick <= count:
        raise PinciteError(
            f"--pick {pick}: {quote.text[:60]!r} occurs {count} time{'' if count == 1 else 's'}."
            f" Give a number from 1 to {count}."
        )
    if pick is None and count > 1:
        message = f"{quote.text[:60]!r} occurs in {count} places; choose one with --pick N:"
        raise PinciteError("\n".join([message, *_listed(library, occurrences)]))
    return occurrences[0 if pick is None else pick - 1]


def _listed(library: Library, occurrences: Sequence[GoldSpan]) -> list[str]:
    """A numbered line for each, with its place and context."""
    lines = []
    for number, gold in enumerate(occurrences, 1):
        document = library.document_by_hash(gold.hash)
        if document is None:  # removed by another process since it was found
            continue
        place = Span(document, gold.start, gold.end).place
        where = f"{gold.source} · {place}" if place else gold.source
        context = document.text[max(0, gold.start - CONTEXT) : gold.end + CONTEXT]
        lines.append(f"  {number}  {where}: …{' '.join(context.split())}…")
    return lines


def append_question(path: Path, question: Question) -> int:
    """Adds a question to the set at `path`, creating it if needed, named after the file.

    Returns the number of questions in the set. Atomic. Raises PinciteError if the file is
    something else, or already has a question with this id.
    """
    fields = _read(path)
    if question.id in {known["id"] for known in fields["questions"]}:
        raise PinciteError(
            f"{path} already has a question with the id {question.id!r}."
            " Give this one another with --id."
        )
    questions = [*fields["questions"], question_to_json(question)]
    return _write(path, fields, questions, fields["unlabelled"])


def record_feedback(
    path: Path, question: Question, wrong: Sequence[GoldSpan] = (), *, labelled: bool = True
) -> int:
    """Stores feedback on an answer in the set at `path`; returns its number of questions.

    It replaces earlier feedback on the question with the same id. `wrong` are ranges that were
    quoted and do not answer. Not `labelled`: nothing else is known, and the gold is ignored.
    """
    fields = _read(path)
    questions = [known for known in fields["questions"] if known["id"] != question.id]
    unlabelled = [known for known in fields["unlabelled"] if known["id"] != question.id]
    wrong_ranges = [gold_to_json(each) for each in wrong]
    if labelled:
        feedback = question_to_json(question)
        if wrong_ranges:
            feedback["wrong"] = wrong_ranges
        return _write(path, fields, [*questions, feedback], unlabelled)
    feedback = {"id": question.id, "question": question.question, "wrong": wrong_ranges}
    return _write(path, fields, questions, [*unlabelled, feedback])


def _read(path: Path) -> dict[str, Any]:
    """The fields of the set, checked; those of a new set if there is no file."""
    check_output_path(path)
    fields: dict[str, Any] = {
        "format": "pincite-questions",
        "version": 1,
        "name": path.stem,
        "questions": [],
    }
    if path.exists():
        root, _ = read_json(path)
        pincite.read(root)
        fields = root.of(dict, "an object {…}")
    return {"unlabelled": [], **fields}


def _write(
    path: Path,
    fields: dict[str, Any],
    questions: list[dict[str, object]],
    unlabelled: list[dict[str, object]],
) -> int:
    fields = {**fields, "questions": questions, "unlabelled": unlabelled}
    if not unlabelled:
        del fields["unlabelled"]
    write(path, json.dumps(fields, ensure_ascii=False, indent=1) + "\n")
    return len(questions)

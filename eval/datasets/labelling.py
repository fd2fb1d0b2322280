"""Questions of one's own: a quoted text becomes gold, and the question goes into a set of ours.

What a person says of an answer on the page is the same thing: that it is right, what is right instead, or that the documents do not
answer (no gold). That it is wrong, and no more, is no label: the wrong range is kept beside the questions and never asked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.datasets.dataset import GoldSpan as GoldSpan
from eval.datasets.dataset import Question as Question
from eval.datasets.dataset import as_fields, as_gold
from eval.datasets.find_quotes import Quote as Quote
from eval.datasets.find_quotes import find_quotes
from eval.datasets.formats import pincite
from eval.datasets.json_files import check_place, read_json, write
from index.errors import PinciteError
from index.library import Library
from index.spans import Span

AROUND = 40  # characters of context


def gold_spans(library: Library, quote: Quote) -> tuple[GoldSpan, ...]:
    """Every place where the quote stands. Raises PinciteError where there is none."""
    if not quote.text.strip():
        raise PinciteError(
            "The quote is empty. Give the words that answer, exactly as they stand in the document."
        )
    (found,) = find_quotes(library, [quote])
    if not found:
        where = f" of {quote.source!r}" if quote.source else ""
        raise PinciteError(
            f"{quote.text[:60]!r} stands nowhere in the texts{where}. Quote whole words exactly, with their line ends."
        )
    return found


def gold_span(library: Library, quote: Quote, pick: int | None = None) -> GoldSpan:
    """Where the quote stands. Raises PinciteError where it stands nowhere, or in several places and none of them is picked."""
    found = gold_spans(library, quote)
    if pick is not None and not 1 <= pick <= len(found):
        raise PinciteError(
            f"--pick {pick}: {quote.text[:60]!r} stands in {len(found)} places. Give a number from 1 to {len(found)}."
        )
    if pick is None and len(found) > 1:
        told = f"{quote.text[:60]!r} stands in {len(found)} places; choose one with --pick N:"
        raise PinciteError("\n".join([told, *_listed(library, found)]))
    return found[0 if pick is None else pick - 1]


def _listed(library: Library, found: Sequence[GoldSpan]) -> list[str]:
    ids = {entry.hash: entry.id for entry in library.list_documents()}
    lines = []
    for number, gold in enumerate(found, 1):
        document = library.document(ids[gold.hash])
        span = Span(document, gold.start, gold.end)
        words = document.text[max(0, gold.start - AROUND) : gold.end + AROUND]
        lines.append(
            f"  {number}  {gold.source}{f' · {span.place}' if span.place else ''}: …{' '.join(words.split())}…"
        )
    return lines


def append_question(path: Path, question: Question) -> int:
    """Adds to the set at `path`, or makes it, named after the file; returns how many questions it then holds. Whole or not at all.

    Raises PinciteError where the file is something else, or holds a question of that id.
    """
    value = _read(path)
    if question.id in {known["id"] for known in value["questions"]}:
        raise PinciteError(
            f"{path} has a question of the id {question.id!r} already. Give this one another with --id."
        )
    return _write(path, value, [*value["questions"], as_fields(question)], value["unlabelled"])


def record_feedback(
    path: Path, question: Question, wrong: Sequence[GoldSpan] = (), *, labelled: bool = True
) -> int:
    """Puts what a person said of an answer into the set at `path`, in place of what was said of the question of that id before; returns how
    many questions the set then holds.

    `wrong` are the ranges that were quoted and do not answer. Not `labelled`: that is all that is known, the gold says nothing.
    """
    value = _read(path)
    others, unlabelled = (
        [known for known in value[part] if known["id"] != question.id]
        for part in ("questions", "unlabelled")
    )
    told = as_fields(question) | ({"wrong": [as_gold(each) for each in wrong]} if wrong else {})
    if labelled:
        return _write(path, value, [*others, told], unlabelled)
    return _write(
        path,
        value,
        others,
        [*unlabelled, {name: told[name] for name in ("id", "question", "wrong")}],
    )


def _read(path: Path) -> dict[str, Any]:
    """The set's own JSON object, checked, or a new one."""
    check_place(path)
    value: dict[str, Any] = {
        "format": "pincite-questions",
        "version": 1,
        "name": path.stem,
        "questions": [],
    }
    if path.exists():
        root, _ = read_json(path)
        pincite.read(root)
        value = root.of(dict, "an object {…}")
    return {"unlabelled": [], **value}


def _write(
    path: Path,
    value: dict[str, Any],
    questions: list[dict[str, object]],
    unlabelled: list[dict[str, object]],
) -> int:
    told = {**value, "questions": questions, "unlabelled": unlabelled}
    if not unlabelled:
        del told["unlabelled"]
    write(path, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    return len(questions)

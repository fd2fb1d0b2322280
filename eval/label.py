"""Questions of one's own: a quoted text becomes gold, and the question goes into a set of ours.

A thumb up on the page is the same thing: the question with the cited range as its gold, `append`ed. So is "the documents do not answer
this": a question with no gold. A thumb down alone says what is wrong, not what is right: it is no label and belongs in no set.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from eval.data import Gold, Question, as_fields
from eval.files import check_place, read_json, write
from eval.formats import own
from eval.locate import Quote, locate
from index.library import Library
from index.spans import PinciteError, Span

AROUND = 40  # characters of context


def gold_for(library: Library, quote: Quote, pick: int | None = None) -> Gold:
    """Where the quote stands. Raises PinciteError where it stands nowhere, or in several places and none of them is picked."""
    if not quote.text.strip():
        raise PinciteError("The quote is empty. Give the words that answer, exactly as they stand in the document.")
    (found,) = locate(library, [quote])
    if not found:
        where = f" of {quote.source!r}" if quote.source else ""
        raise PinciteError(f"{quote.text[:60]!r} stands nowhere in the texts{where}. Quote whole words exactly, with their line ends.")
    if pick is not None and not 1 <= pick <= len(found):
        raise PinciteError(f"--pick {pick}: {quote.text[:60]!r} stands in {len(found)} places. Give a number from 1 to {len(found)}.")
    if pick is None and len(found) > 1:
        told = f"{quote.text[:60]!r} stands in {len(found)} places; choose one with --pick N:"
        raise PinciteError("\n".join([told, *_listed(library, found)]))
    return found[0 if pick is None else pick - 1]


def _listed(library: Library, found: Sequence[Gold]) -> list[str]:
    ids = {entry.hash: entry.id for entry in library.entries()}
    lines = []
    for number, gold in enumerate(found, 1):
        document = library.document(ids[gold.hash])
        span = Span(document, gold.start, gold.end)
        words = document.text[max(0, gold.start - AROUND) : gold.end + AROUND]
        lines.append(f"  {number}  {gold.source}{f' · {span.place}' if span.place else ''}: …{' '.join(words.split())}…")
    return lines


def append(path: Path, question: Question) -> int:
    """Adds to the set at `path`, or makes it, named after the file; returns how many questions it then holds. Whole or not at all.

    Raises PinciteError where the file is something else, or holds a question of that id.
    """
    check_place(path)
    value: dict[str, object] = {"format": "pincite-questions", "version": 1, "name": path.stem, "questions": []}
    if path.exists():
        root, _ = read_json(path)
        if question.id in {known.id for known in own.read(root).questions}:
            raise PinciteError(f"{path} has a question of the id {question.id!r} already. Give this one another with --id.")
        value = root.of(dict, "an object {…}")
    known = value["questions"]
    questions = [*(known if isinstance(known, list) else []), as_fields(question)]
    write(path, json.dumps({**value, "questions": questions}, ensure_ascii=False, indent=1) + "\n")
    return len(questions)

"""Loads a question set: SQuAD or Pincite JSON, a BEIR or MS MARCO folder, CSV; gzipped or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from eval.datasets.dataset import GoldSpan, QuestionSet
from eval.datasets.formats import beir, pincite, squad, table
from eval.datasets.json_files import read_json
from index.errors import PinciteError

if TYPE_CHECKING:
    from index.library import Library


def load(path: Path, library: Library | None = None) -> QuestionSet:
    """Loads a set. The answers of a CSV table are looked up in the `library`.

    Raises PinciteError for a file or folder that is not a valid set.
    """
    questions = _read(path, library)
    if not questions.questions:
        raise PinciteError(f"{path}: no questions in it. Choose a file with at least one.")
    ids = Counter(question.id for question in questions.questions)
    id, count = ids.most_common(1)[0]
    if count > 1:
        raise PinciteError(
            f"{path}: the question id {id!r} occurs {count} times, wanted once."
            " Give each question its own id."
        )
    return questions


def _read(path: Path, library: Library | None) -> QuestionSet:
    name = path.name.removesuffix(".gz")
    if table.is_table(path):
        return table.read(path, library)
    if path.is_dir() or name.endswith(".tsv"):
        return beir.read(path)
    if name.endswith(".jsonl"):
        raise PinciteError(
            f"{path} is one file of a BEIR set."
            " Give all of them: corpus.jsonl, queries.jsonl and the .tsv with the judgements."
        )
    root, digest = read_json(path)
    is_squad = isinstance(root.value, dict) and "data" in root.value
    questions = squad.read(root) if is_squad else pincite.read(root)
    return replace(questions, digest=digest)


def check_against_library(library: Library, questions: QuestionSet) -> Iterator[str]:
    """A line for each question whose gold is not in the library, or reads otherwise there."""
    hashes = library.hashes()
    for question in questions.questions:
        if question.answerable and hashes.isdisjoint(question.hashes):
            sources = sorted({each.source for each in question.targets if each.source})
            example = f" (such as {sources[0]!r})" if sources else ""
            yield f"{question.id}: none of its gold is in the library{example}"
        elif wrong := _misquoted(library, question.gold):
            gold = wrong[0]
            yield f"{question.id}: {gold.source} does not read {gold.text[:60]!r} at {gold.start}"


def _misquoted(library: Library, gold: Sequence[GoldSpan]) -> list[GoldSpan]:
    """The ranges in documents of the library whose text is not that of the document."""
    wrong = []
    for each in gold:
        document = library.document_by_hash(each.hash)
        if document is not None and document.text[each.start : each.end] != each.text:
            wrong.append(each)
    return wrong

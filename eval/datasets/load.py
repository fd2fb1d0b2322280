"""A set of questions from whatever it is kept in: SQuAD JSON, our JSON, a BEIR or MS MARCO folder, CSV. Gzipped or not."""

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
    """Read a set. A table needs the `library` to find its answers in. Raises PinciteError for anything it cannot stand by."""
    found = _read(path, library)
    if not found.questions:
        raise PinciteError(f"{path}: no questions in it. Choose a file with at least one.")
    twin, times = Counter(question.id for question in found.questions).most_common(1)[0]
    if times > 1:
        raise PinciteError(
            f"{path}: the question id {twin!r} stands {times} times, wanted once. Give each question its own id."
        )
    return found


def _read(path: Path, library: Library | None) -> QuestionSet:
    if table.is_table(path):
        return table.read(path, library)
    if path.is_dir() or path.name.removesuffix(".gz").endswith(".tsv"):
        return beir.read(path)
    if path.name.removesuffix(".gz").endswith(".jsonl"):
        raise PinciteError(
            f"{path} is one file of a BEIR set. Give them all: corpus.jsonl, queries.jsonl and the .tsv of relevance."
        )
    root, digest = read_json(path)
    reader = squad.read if isinstance(root.value, dict) and "data" in root.value else pincite.read
    return replace(reader(root), digest=digest)


def check_against_library(library: Library, questions: QuestionSet) -> Iterator[str]:
    """A line for each question whose gold the library does not bear out: none of its texts is there, or they read otherwise."""
    ids = {entry.hash: entry.id for entry in library.list_documents()}
    for question in questions.questions:
        if question.answerable and not question.hashes & ids.keys():
            sources = sorted({each.source for each in question.targets if each.source})
            yield f"{question.id}: none of its gold is in the library{f' (such as {sources[0]!r})' if sources else ''}"
        elif wrong := _misquoted(library, ids, question.gold):
            yield f"{question.id}: {wrong[0].source} does not read {wrong[0].text[:60]!r} at {wrong[0].start}"


def _misquoted(library: Library, ids: dict[str, int], gold: Sequence[GoldSpan]) -> list[GoldSpan]:
    held = [each for each in gold if each.hash in ids]
    return [
        each
        for each in held
        if library.document(ids[each.hash]).text[each.start : each.end] != each.text
    ]

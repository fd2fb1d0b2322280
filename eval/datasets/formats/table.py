"""CSV (or TSV) with the columns `question` and `answer`, and perhaps `source` and `id`, in any order.

The answer is a text; where it stands is looked up in the library, exactly as written. No answer means that the documents do not answer
the question. Further lines of one question give it further answers.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from eval.datasets.dataset import GoldSpan, Question, QuestionSet
from eval.datasets.find_quotes import Quote, find_quotes
from eval.datasets.json_files import read_bytes, read_text
from index.errors import PinciteError
from index.spans import content_hash

if TYPE_CHECKING:
    from index.library import Library

COLUMNS = ("question", "answer", "source", "id")


def is_table(path: Path) -> bool:
    """A .tsv may also hold the relevance judgements of a retrieval set: it is a table when its first line names a question."""
    name = re.sub(r"\.gz$", "", path.name)
    if name.endswith(".tsv") and path.is_file():
        return "question" in read_text(path, "a table").split("\n", 1)[0].lower().split("\t")
    return name.endswith(".csv")


def read(path: Path, library: Library | None) -> QuestionSet:
    """Raises PinciteError where there is no library to look the answers up in."""
    if library is None:
        raise PinciteError(
            f"{path}: the answers of a table are looked up in a library, and there is none here. Use a set in JSON."
        )
    lines = list(_lines(path))
    found = find_quotes(
        library, [Quote(line["answer"], line["source"]) for line in lines if line["answer"]]
    )
    places = iter(found)
    questions: dict[str, Question] = {}
    notes: list[str] = []
    for line in lines:
        gold = next(places) if line["answer"] else ()
        notes.extend(_note(line, len(gold)) if line["answer"] else ())
        old = questions.get(line["id"])
        given = _gold(line, gold) if line["answer"] else ()
        merged = tuple(dict.fromkeys([*(old.gold if old else ()), *given]))
        article = next((each.source for each in merged), "")
        questions[line["id"]] = Question(line["id"], line["question"], merged, article)
    name = re.sub(r"\.(csv|tsv)(\.gz)?$", "", path.name)
    return QuestionSet(
        name,
        tuple(questions.values()),
        (),
        hashlib.sha256(read_bytes(path)).hexdigest(),
        tuple(notes),
    )


def _gold(line: dict[str, str], found: tuple[GoldSpan, ...]) -> tuple[GoldSpan, ...]:
    """What stands nowhere is gold in a text of its own, which no library holds: the question keeps its place in every denominator."""
    text = line["answer"]
    return found if found else (GoldSpan(content_hash(text), 0, len(text), text, line["source"]),)


def _note(line: dict[str, str], places: int) -> Iterator[str]:
    if places == 0:
        yield f"{line['id']}: {line['answer'][:60]!r} stands nowhere in {line['source'] if line['source'] else 'the library'}"
    if places > 1:
        yield f"{line['id']}: {line['answer'][:60]!r} stands in {places} places, and each of them counts; a source or a longer answer tells"


def _lines(path: Path) -> Iterator[dict[str, str]]:
    """Every line by its columns; a question without an id is its own."""
    text = read_text(path, "a table with the columns question and answer")
    tabs = "\t" in text.split("\n", 1)[0]
    try:
        rows = list(
            csv.reader(text.splitlines(keepends=True), delimiter="\t" if tabs else ",", strict=True)
        )
    except csv.Error as error:
        raise PinciteError(f"{path}: broken CSV: {error}. Mend it there.") from error
    head = [name.strip().lower() for name in rows[0]] if rows else []
    if (
        not {"question", "answer"} <= set(head)
        or not set(head) <= set(COLUMNS)
        or len(set(head)) < len(head)
    ):
        raise PinciteError(
            f"{path}: line 1: got the columns {', '.join(head)}, wanted question and answer, and perhaps source and id."
        )
    for number, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            yield _line(path, number, head, row)


def _line(path: Path, number: int, head: list[str], row: list[str]) -> dict[str, str]:
    if len(row) != len(head):
        raise PinciteError(
            f"{path}: record {number}: got {len(row)} cells, wanted {len(head)}. Quote a cell that holds the separator."
        )
    cells = dict.fromkeys(COLUMNS, "") | {
        name: cell.strip() for name, cell in zip(head, row, strict=True)
    }
    if not cells["question"]:
        raise PinciteError(f"{path}: record {number}: the question is empty. Write it there.")
    return cells | {"id": cells["id"] if cells["id"] else cells["question"]}

"""CSV (or TSV) with the columns `question` and `answer`, optionally `source` and `id`, any order.

The answer is a text; its occurrences in the library, exactly as written, are the gold. No answer
means that the documents do not answer the question. More rows with one question give more answers.
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

Row = dict[str, str]
"""The cells of a row by column, "" for a column that the file does not have."""


def is_table(path: Path) -> bool:
    """Whether the file is a question table: a .csv, or a .tsv whose first line has `question`.

    (Another .tsv holds relevance judgements.)
    """
    name = re.sub(r"\.gz$", "", path.name)
    if name.endswith(".tsv") and path.is_file():
        first_line = read_text(path, "a table").split("\n", 1)[0]
        return "question" in first_line.lower().split("\t")
    return name.endswith(".csv")


def read(path: Path, library: Library | None) -> QuestionSet:
    """Raises PinciteError if there is no library to look the answers up in."""
    if library is None:
        raise PinciteError(
            f"{path}: the answers of a table are looked up in a library, and none is open."
            " Use a set in JSON."
        )
    rows = list(_rows(path))
    answered = [row for row in rows if row["answer"]]
    quotes = [Quote(row["answer"], row["source"]) for row in answered]
    occurrences = iter(find_quotes(library, quotes))
    questions: dict[str, Question] = {}
    notes: list[str] = []
    for row in rows:
        gold: tuple[GoldSpan, ...] = ()
        if row["answer"]:
            gold = next(occurrences)
            notes.extend(_notes(row, len(gold)))
            gold = gold if gold else (_missing_gold(row),)
        _add(questions, row, gold)
    return QuestionSet(
        name=re.sub(r"\.(csv|tsv)(\.gz)?$", "", path.name),
        questions=tuple(questions.values()),
        digest=hashlib.sha256(read_bytes(path)).hexdigest(),
        notes=tuple(notes),
    )


def _add(questions: dict[str, Question], row: Row, gold: tuple[GoldSpan, ...]) -> None:
    """Adds a question, or more gold to the one with that id."""
    earlier = questions[row["id"]].gold if row["id"] in questions else ()
    merged = tuple(dict.fromkeys([*earlier, *gold]))
    article = merged[0].source if merged else ""
    questions[row["id"]] = Question(row["id"], row["question"], merged, article)


def _missing_gold(row: Row) -> GoldSpan:
    """The gold of an answer that occurs nowhere: in a text of its own, which no library contains.

    So the question stays in every denominator.
    """
    text = row["answer"]
    return GoldSpan(content_hash(text), 0, len(text), text, row["source"])


def _notes(row: Row, places: int) -> Iterator[str]:
    answer = f"{row['id']}: {row['answer'][:60]!r}"
    if places == 0:
        yield f"{answer} does not occur in {row['source'] if row['source'] else 'the library'}"
    if places > 1:
        yield (
            f"{answer} occurs in {places} places, and each of them counts;"
            " give a source or a longer answer to choose one"
        )


def _rows(path: Path) -> Iterator[Row]:
    """Every row that is not empty; a question without an id is its own id."""
    text = read_text(path, "a table with the columns question and answer")
    delimiter = "\t" if "\t" in text.split("\n", 1)[0] else ","
    lines = text.splitlines(keepends=True)
    try:
        records = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise PinciteError(f"{path}: broken CSV: {error}. Correct it there.") from error
    columns = [name.strip().lower() for name in records[0]] if records else []
    names = set(columns)
    if not {"question", "answer"} <= names <= set(COLUMNS) or len(names) < len(columns):
        raise PinciteError(
            f"{path}: line 1: got the columns {', '.join(columns)},"
            " wanted question and answer, optionally source and id."
        )
    for number, cells in enumerate(records[1:], 2):
        if any(cell.strip() for cell in cells):
            yield _row(f"{path}: record {number}", columns, cells)


def _row(where: str, columns: list[str], cells: list[str]) -> Row:
    if len(cells) != len(columns):
        raise PinciteError(
            f"{where}: got {len(cells)} cells, wanted {len(columns)}."
            " Quote a cell that contains the separator."
        )
    row = dict.fromkeys(COLUMNS, "")
    for name, cell in zip(columns, cells, strict=True):
        row[name] = cell.strip()
    if not row["question"]:
        raise PinciteError(f"{where}: the question is empty. Write it there.")
    if not row["id"]:
        row["id"] = row["question"]
    return row

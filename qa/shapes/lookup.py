"""The answer to a question for one cell of a table: of the row and column that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from index.spans import Passage
from qa.questions.words import content_words, heading_words, overlap, same_stem
from qa.shapes.tables import Cell, Row, best_in_tables, looks_like_person, name_words, row_span
from qa.shapes.values import parse_value
from qa.types import Occurrence

_MIN_COVERED = 0.6
"""Share of the words of the question that the row, the column, the section or the title must have.
All its names and numbers must be among them."""

_CERTAIN = re.compile(r"\b(?:[^\W\d_a-z]\w*|\w*\d[\w.,:/-]*\w|\d)")
_NOUN = re.compile(r"^(?:which|what) ([\w-]+)")
_SYNONYMS = {
    "leave": "departure",
    "depart": "departure",
    "get": "arrival",
    "arrive": "arrival",
    "reach": "arrival",
    "cost": "price",
    "phone": "telephone",
}
"""Words of questions, and what a column is called for them."""


def look_up(question: str, passages: Sequence[Passage]) -> Occurrence | None:
    """The cell, with its row as the sentence; None if no table has one that is meant surely."""
    return best_in_tables(passages, partial(_cell, question))


def _cell(question: str, rows: Sequence[Row], passage: Passage) -> tuple[int, Occurrence] | None:
    """The cell that is meant, and how many words of the question its row and column have."""
    asked = content_words(question)
    matches = [_matched(asked, row) for row in rows]
    counts = [len(words) + _has_code(words) for words, _ in matches]
    best = max(counts)
    if best == 0 or counts.count(best) > 1:
        return None
    row, (words, keys) = rows[counts.index(best)], matches[counts.index(best)]
    cell = _column_cell(question, asked - words, row, keys)
    if cell is None:
        return None
    named = _overlapping(asked, _column_words(cell))
    if best == 1 and not (row[0] in keys and _is_within(cell, asked)):
        return None
    span = cell.value
    around = heading_words(span) | {word for each in row for word in name_words(each.name)}
    covered = words | named | _overlapping(asked, around)
    certain = content_words(" ".join(_CERTAIN.findall(question[1:]))) & asked
    if len(covered) < _MIN_COVERED * len(asked) or not certain <= covered:
        return None
    return len(words | named), Occurrence(span, row_span(row), passage)


def _matched(asked: set[str], row: Row) -> tuple[set[str], list[Cell]]:
    """The words of the question that name a row, and the cells that have them.

    At least half of the words of such a cell are asked for, or its first one.
    """
    found, cells = set[str](), []
    for cell in row:
        words = content_words(cell.value.text)
        here = _overlapping(asked, words)
        first = content_words(cell.value.text.split()[0])
        if here and (2 * overlap(words, asked) >= len(words) or overlap(first, asked)):
            found |= here
            cells.append(cell)
    return found, cells


def _column_cell(question: str, asked: set[str], row: Row, keys: Sequence[Cell]) -> Cell | None:
    """The cell of the column that the other words name best; for "who" a person's name.

    None if there is none, or if two are alike.
    """
    opening = question.casefold()
    cells = [cell for cell in row if cell not in keys]
    if opening.startswith("who"):
        cells = [cell for cell in cells if looks_like_person(cell.value.text)]
        if len(cells) == 1:
            return cells[0]
    if opening.startswith(("how many", "how much", "how long")):
        cells = [cell for cell in cells if parse_value(cell.value.text)]
    if opening.startswith("where"):
        cells = [cell for cell in cells if not parse_value(cell.value.text)]
    noun = content_words(" ".join(_NOUN.findall(opening)))
    scored = [
        (len(_overlapping(asked, words)) + overlap(noun, words), cell)
        for cell in cells
        for words in [_column_words(cell)]
    ]
    most = max((score for score, _ in scored), default=0)
    best = [cell for score, cell in scored if score == most]
    return best[0] if most and len(best) == 1 else None


def _column_words(cell: Cell) -> set[str]:
    words = name_words(cell.name)
    return words | {word for word, name in _SYNONYMS.items() if name in words}


def _is_within(cell: Cell, asked: set[str]) -> bool:
    """Whether all words of the column's name are asked for."""
    words = name_words(cell.name)
    return overlap(words, asked) == len(words)


def _overlapping(asked: set[str], words: set[str]) -> set[str]:
    return {word for word in asked if any(same_stem(word, other) for other in words)}


def _has_code(words: set[str]) -> bool:
    """Whether one of the words is a code or time: "f-31", "17:20"."""
    return any(re.search(r"\d", word) and not word.isdigit() for word in words)

"""The answer to a comparison: the cell that names the row with the greatest or least value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from index.spans import Marker, Passage
from qa.questions.comparison import Comparison
from qa.questions.words import content_words, heading_words, overlap
from qa.shapes.tables import (
    Cell,
    Row,
    best_in_tables,
    cells,
    looks_like_person,
    matching,
    name_words,
    row_span,
)
from qa.shapes.values import Value, parse_value
from qa.types import Occurrence

_TOTAL = re.compile(r"\W*(?:(?:grand|sub)?[ -]?totals?|sum|average|mean)\b", re.I)
_VAGUE = frozenset({"amount", "total", "value", "number", "sum"})
_MIN_PARSED = 0.8  # of the cells of a column, the share that must have a value


class Compared(NamedTuple):
    winner: Occurrence
    """The cell that names the winning row; its sentence is the row."""
    values: tuple[Occurrence, ...]
    """The cells that were compared, in text order."""


class _Column(NamedTuple):
    name: str
    sign: int
    score: float


def compare(comparison: Comparison, passages: Sequence[Passage]) -> Compared | None:
    """The result over the table that suits the question best; None if there is none."""
    return best_in_tables(passages, partial(_compare_rows, comparison))


def _compare_rows(
    comparison: Comparison, rows: Sequence[Row], passage: Passage
) -> tuple[float, Compared] | None:
    rows = [row for row in rows if not _is_total(row)]
    column = _column(comparison, rows)
    if column is None:
        return None
    chosen = _chosen(comparison, rows, column.name)
    valued = [(row, cell, value) for row in chosen for cell, value in _values(row, column.name)]
    if len(valued) < max(2, _MIN_PARSED * len(chosen)) or len({v.unit for _, _, v in valued}) > 1:
        return None
    best = max(value.number * column.sign for _, _, value in valued)
    winners = [row for row, _, value in valued if value.number * column.sign == best]
    subject = _is_subject(comparison, rows[0], passage)
    if len(winners) > 1 or not (subject or comparison.alternatives):
        return None
    cell = _name_cell(comparison, winners[0], column.name)
    if cell is None or (comparison.is_of_sums and _recurs(cell, valued)):
        return None
    places = [Occurrence(c.value, row_span(row), passage) for row, c, _ in valued]
    winner = Occurrence(cell.value, row_span(winners[0]), passage)
    return column.score + subject, Compared(winner, tuple(places))


def _is_total(row: Row) -> bool:
    return bool(row) and _TOTAL.match(row[0].value.text) is not None


def _recurs(cell: Cell, valued: Sequence[tuple[Row, Cell, Value]]) -> bool:
    """Whether another row has the same name: their values may be meant together."""
    names = [each.value.text for row, _, _ in valued for each in row if each.name == cell.name]
    return names.count(cell.value.text) > 1


def _column(comparison: Comparison, rows: Sequence[Row]) -> _Column | None:
    """The column that the question names; None if it names none, or two alike.

    A word behind the degree in its name counts 3, one for such measures 3, another word of the
    question 1, and any other word -1. "Amount" alone is named less than "outstanding".
    """
    found = []
    for name in dict.fromkeys(cell.name for row in rows for cell in row):
        words = name_words(name)
        values = [value for row in rows for _, value in _values(row, name)]
        if not (words and values):
            continue
        is_date = values[0].unit == "date"
        behind = overlap(words, comparison.named)
        other = overlap(words, comparison.words - comparison.named)
        for sign, measure in comparison.measures:
            measured = 3 * bool(overlap(words, measure))
            if is_date and "date" not in measure and not behind:
                continue
            rest = len(words) - overlap(words, comparison.words | measure)
            score = 3 * behind + other + measured - rest - (words <= _VAGUE)
            if behind or measured or (other and (comparison.alternatives or "date" in measure)):
                found.append(_Column(name, sign, score))
    found.sort(key=lambda column: -column.score)
    if not found or (len(found) > 1 and found[0].score == found[1].score):
        return None
    return found[0]


def _chosen(comparison: Comparison, rows: Sequence[Row], name: str) -> list[Row]:
    """The rows of the two alternatives, or those that the question singles out."""
    if not comparison.alternatives:
        return matching(rows, " ".join(comparison.words), name)
    one, other = comparison.alternatives
    chosen = []
    for ours, theirs in ((one, other), (other, one)):
        words = [_row_words(row, name) for row in rows]
        scores = [
            2 * overlap(there, ours) + overlap(there, theirs) if there & (ours - theirs) else 0
            for there in words
        ]
        if not max(scores) or scores.count(max(scores)) > 1:
            return []
        chosen.append(rows[scores.index(max(scores))])
    return chosen if chosen[0] != chosen[1] else []


def _is_subject(comparison: Comparison, row: Row, passage: Passage) -> bool:
    """Whether the table is of what the question asks for, by names of columns, section or title.

    A table of persons has a column of names, or of values of two words with capitals.
    """
    span = row[0].value
    names = {word for cell in row for word in name_words(cell.name)}
    around = heading_words(span) | content_words(passage.span.text[:200])
    if comparison.noun:
        return bool(overlap(names | around, comparison.noun))
    return "name" in names or any(looks_like_person(cell.value.text) for cell in row)


def _name_cell(comparison: Comparison, row: Row, compared: str) -> Cell | None:
    """The cell of a row that names it: of the alternative, of what is asked for, or the first."""
    cells = [cell for cell in row if cell.name != compared]
    if not cells:
        return None
    alternatives = frozenset[str]().union(*comparison.alternatives)
    both = frozenset.intersection(*comparison.alternatives) if comparison.alternatives else set()

    def fitness(cell: Cell) -> tuple[float, ...]:
        text, names = cell.value.text, name_words(cell.name)
        return (
            overlap(content_words(text), alternatives - both),
            overlap(names, comparison.noun),
            "name" in names or not names,
            not any(character.isdigit() for character in text),
        )

    return max(cells, key=fitness)


def _values(row: Row, name: str) -> list[tuple[Cell, Value]]:
    """The cell of a column with its value; empty if the row has none there."""
    parsed = ((cell, parse_value(cell.value.text)) for cell in row if cell.name == name)
    return [(cell, value) for cell, value in parsed if value]


def _row_words(row: Row, without: str) -> set[str]:
    return {word for c in row if c.name != without for word in content_words(c.value.text)}


def row_names(winner: Occurrence, values: Sequence[Occurrence]) -> list[str]:
    """What names the row of each compared value, its cell in the winner's column; "" without it."""
    column = next((c.name for c in _cells(winner) if c.value.contains(winner.span)), "")
    found = (
        [c.value.text for c in _cells(value) if column and c.name == column] for value in values
    )
    return [names[0] if names else "" for names in found]


def _cells(place: Occurrence) -> Row:
    row = place.sentence
    return cells(row.document, Marker("row", row.start, row.end, ""))

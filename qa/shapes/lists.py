"""A list as the answer: the enumeration, list or column in which the best candidates stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from index.spans import Span
from qa.questions.shape import Shape
from qa.shapes.enumerations import enumeration_at
from qa.shapes.items import LABEL, items_at
from qa.shapes.tables import Row, column, matching, table_at
from qa.types import AnswerCandidate, Occurrence

_SHORT_ITEM = 8  # words; in longer items an enumeration is more likely the list
_LONGEST_ITEM = {"steps": 40, "list": 20, "open": 20}  # words, on average


class _List(NamedTuple):
    items: tuple[Span, ...]
    members: tuple[int, ...]
    """Indices of the candidates that stand in it."""
    score: float


def with_list(
    candidates: Sequence[AnswerCandidate], question: str, shape: Shape
) -> tuple[tuple[AnswerCandidate, ...], tuple[Occurrence, ...]]:
    """The candidates with the best list first, and its items; unchanged and none without a list.

    The list's span goes from its first item to its last. Candidates within it are left out.
    """
    lists = [_list_of(n, candidates, question, shape) for n in range(len(candidates))]
    if not lists:
        return tuple(candidates), ()
    best = max(lists, key=lambda each: each.score)
    if len(best.items) < 2:
        return tuple(candidates), ()
    place = candidates[best.members[0]].occurrences[0]
    span = Span(place.span.document, best.items[0].start, best.items[-1].end)
    whole = replace(
        candidates[best.members[0]],
        occurrences=(Occurrence(span, _around(span, place.sentence), place.passage),),
        confidence=max(candidates[n].confidence for n in best.members),
    )
    others = [each for n, each in enumerate(candidates) if n not in best.members]
    items = tuple(
        Occurrence(
            item,
            _around(item, place.sentence) if place.sentence.contains(item) else item,
            place.passage,
        )
        for item in best.items
    )
    return (whole, *others), items


def _list_of(n: int, candidates: Sequence[AnswerCandidate], question: str, shape: Shape) -> _List:
    """The list in which a candidate stands; without items if in none.

    The score is the sum of the confidences of the candidates in it.
    """
    place = candidates[n].occurrences[0]
    places = [each for candidate in candidates for each in candidate.occurrences]
    others = [each.span for each in places if each.sentence == place.sentence]
    items = _items(place.span, place.sentence, others, question, shape)
    if not items:
        return _List((), (n,), candidates[n].confidence)
    span = Span(place.span.document, items[0].start, items[-1].end)
    members = tuple(
        m
        for m, candidate in enumerate(candidates)
        if m == n or any(span.overlaps(each.span) for each in candidate.occurrences)
    )
    return _List(tuple(items), members, sum(candidates[m].confidence for m in members))


def _items(
    span: Span, sentence: Span, others: Sequence[Span], question: str, shape: Shape
) -> list[Span]:
    """The items around the span; for an open question three or more, of which it is the first."""
    rows = [] if shape == "steps" else table_at(span)
    if rows:
        items = _cells(span, rows, others, question, shape)
    else:
        items = items_at(span)
        if sum(len(item.text.split()) for item in items) > _LONGEST_ITEM[shape] * len(items):
            items = []  # the clauses of a contract
        if shape != "steps" and not _is_short(items):
            items = enumeration_at(span, sentence, others) or items
    if shape == "open" and (len(items) < 3 or not _begins(items, others)):
        return []
    return items


def _cells(
    span: Span, rows: Sequence[Row], others: Sequence[Span], question: str, shape: Shape
) -> list[Span]:
    """The items of the cell in which the span stands, or the values of its column.

    Of the column only in the rows that have the words of the question which single out some rows.
    """
    cell = next((cell for row in rows for cell in row if cell.value.overlaps(span)), None)
    if cell is None:
        return []
    items = enumeration_at(span, cell.value, others)
    if len(items) > 2:
        return items
    values = column(matching(rows, question, cell.name), cell.name) if shape == "list" else []
    return values if any(value.overlaps(span) for value in values) else []


def _is_short(items: Sequence[Span]) -> bool:
    """Whether most items are so short, or so labelled, that the list is of them, not within one."""
    lengths = sorted(len(item.text.split()) for item in items)
    labelled = all(LABEL.match(item.text) for item in items)
    return bool(items) and (labelled or lengths[len(lengths) // 2] <= _SHORT_ITEM)


def _begins(items: Sequence[Span], places: Sequence[Span]) -> bool:
    return any(items[0].overlaps(place) for place in places)


def _around(span: Span, sentence: Span) -> Span:
    """The sentence, made longer where the span goes beyond it."""
    return Span(span.document, min(span.start, sentence.start), max(span.end, sentence.end))

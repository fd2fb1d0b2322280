"""A list as the answer: the enumeration, list or column in which the best candidates stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from index.spans import Span
from qa.questions.shape import Shape
from qa.questions.words import content_words, overlap
from qa.shapes.dates import document_date, without_dates
from qa.shapes.enumerations import enumeration_at
from qa.shapes.items import LABEL, MARK, introduction, items_at
from qa.shapes.tables import Row, column, matching, persons, table_at
from qa.types import Answer, AnswerCandidate, Occurrence

_SHORT_ITEM = 8  # words; in longer items an enumeration is more likely the list
_LONGEST_ITEM = {"steps": 40, "list": 20, "open": 20}  # words, on average


_ANNOUNCES = re.compile(
    r":\s*$|\b(?:as follows|(?:the )?following [\w -]{1,30}|these steps)\.?\s*$", re.I
)


_DENIES = re.compile(
    r"\b(?:not|no|never|none|without|except|forbidden|prohibited|excluded|exempt)\b|n['’]t\b", re.I
)
_ARTICLE = re.compile(r"^(?:the|an?) ", re.I)
MIN_MARGIN = 0.0
"""The reader's score against no answer of what it took from a list that is merged with another."""


class _List(NamedTuple):
    items: tuple[Span, ...]
    members: tuple[int, ...]
    """Indices of the candidates that stand in it."""
    score: float
    place: Occurrence


def with_list(
    answer: Answer, shape: Shape
) -> tuple[tuple[AnswerCandidate, ...], tuple[Occurrence, ...]]:
    """The candidates with the best list first, and its items; unchanged and none without a list.

    The list's span goes from its first item to its last. Candidates within it are left out. Without
    a list in which a candidate stands, it is one whose heading has the words of the question.
    """
    candidates = answer.candidates
    lists = [_list_of(n, candidates, answer.question, shape) for n in range(len(candidates))]
    best = max(lists, key=lambda each: each.score, default=None)
    if best is None or not best.items:
        best = _headed(answer, shape)
    if best is None:
        return candidates, ()
    span = Span(best.place.span.document, best.items[0].start, best.items[-1].end)
    members = [candidates[n] for n in best.members]
    whole = AnswerCandidate(
        (Occurrence(span, _around(span, best.place.sentence), best.place.passage),),
        max((each.confidence for each in members), default=HEADED_CONFIDENCE),
        members[0].features if members else {},
    )
    merged = [best, *(_same_lists(best, lists, answer) if shape == "list" else ())]
    taken = {n for each in merged for n in each.members}
    others = [each for n, each in enumerate(candidates) if n not in taken]
    items: dict[str, Occurrence] = {}
    for each in merged:
        for item in each.items:
            place = Occurrence(item, _sentence_of(item, each.place), each.place.passage)
            items.setdefault(_key(item), place)
    return (whole, *others), tuple(items.values())


def _same_lists(best: _List, lists: Sequence[_List], answer: Answer) -> list[_List]:
    """The other lists of the same things, of which the question has as many words.

    They stand elsewhere, and are no other version of the list: their documents do not differ in
    their dates alone, as those of two meetings.
    """
    chosen: list[_List] = []
    asked = content_words(answer.question)
    named = content_words(_introduction(best)) & asked
    for other in sorted(lists, key=lambda each: -each.score):
        is_sure = any(
            answer.candidates[n].features.get("margin", -1.0) >= MIN_MARGIN for n in other.members
        )
        if (
            other.items
            and is_sure
            and named
            and all(_are_apart(other, each) for each in (best, *chosen))
            and named <= _about(other)
            and _is_denied(other) == _is_denied(best)
            and _are_names(other) == _are_names(best)
            and _is_short(other.items)
        ):
            chosen.append(other)
    return chosen


def _are_apart(one: _List, other: _List) -> bool:
    a, b = one.items[0].document, other.items[0].document
    if a == b:
        return not any(x.overlaps(y) for x in one.items for y in other.items)
    titles = [without_dates(each.title or each.source) for each in (a, b)]
    dates = document_date(a), document_date(b)
    return titles[0] != titles[1] or None in dates or dates[0] == dates[1]


def _about(found: _List) -> set[str]:
    """The words that say what its items are, and those of the title."""
    return content_words(f"{found.place.span.document.title} {_introduction(found)}")


def _introduction(found: _List) -> str:
    """Its heading, the line above it and the sentence around it, without the items."""
    text = found.place.sentence.text
    for item in found.items:
        text = text.replace(item.text, " ")
    return f"{introduction(found.items)} {text}"


def _are_names(found: _List) -> bool:
    """Whether most of its items begin with a capital or a digit, articles apart."""
    firsts = [_ARTICLE.sub("", item.text)[:1] for item in found.items]
    return 2 * sum(not first.islower() for first in firsts) > len(firsts)


def _is_denied(found: _List) -> bool:
    return _DENIES.search(_introduction(found)) is not None


def _key(item: Span) -> str:
    """The words of an item, by which equal ones are known."""
    return " ".join(sorted(content_words(item.text))) or item.text


HEADED_CONFIDENCE = 0.8
"""Of a list whose heading has all words of the question, if the reader took nothing from it. It is
seldom needed: never on the office set, once in 14 questions about an allotment society, rightly."""


def _list_of(n: int, candidates: Sequence[AnswerCandidate], question: str, shape: Shape) -> _List:
    """The list in which a candidate stands; without items if in none.

    The score is the sum of the confidences of the candidates in it, doubled if the name of the
    column or what introduces the list has a word of the question.
    """
    place = candidates[n].occurrences[0]
    places = [each for candidate in candidates for each in candidate.occurrences]
    others = [each.span for each in places if each.sentence == place.sentence]
    items, name = _items(place.span, place.sentence, others, question, shape)
    if not items:
        return _List((), (n,), candidates[n].confidence, place)
    span = Span(place.span.document, items[0].start, items[-1].end)
    members = tuple(
        m
        for m, candidate in enumerate(candidates)
        if m == n or any(span.overlaps(each.span) for each in candidate.occurrences)
    )
    score = sum(candidates[m].confidence for m in members)
    is_named = overlap(content_words(name), content_words(question)) > 0
    return _List(tuple(items), members, score * (2 if is_named else 1), place)


def _headed(answer: Answer, shape: Shape) -> _List | None:
    """The first list in the passages that is introduced with all words of the question.

    Words of the title count too, but not alone.
    """
    asked = content_words(answer.question)
    for passage in answer.passages:
        title = content_words(passage.span.document.title)
        for above, hit in pairwise(passage.sentences):
            if not (above.span.is_heading or above.span.text.endswith(":")):
                continue
            items = [] if hit.span.is_within("row") else items_at(hit.span)
            words = content_words(introduction(items)) if items else set()
            is_about = overlap(asked, words) and overlap(asked, words | title) == len(asked)
            if is_about and (shape == "list" or len(items) > 2):
                return _List(tuple(items), (), 0.0, Occurrence(items[0], hit.span, passage))
    return None


def _items(
    span: Span, sentence: Span, others: Sequence[Span], question: str, shape: Shape
) -> tuple[list[Span], str]:
    """The items around the span, and the words that introduce them or name their column.

    For an open question three or more, of which the span is the first.
    """
    rows = [] if shape == "steps" else table_at(span)
    if rows:
        items, name = _cells(span, rows, others, question, shape)
    else:
        items = items_at(span) or _introduced(sentence)
        if sum(len(item.text.split()) for item in items) > _LONGEST_ITEM[shape] * len(items):
            items = []  # the clauses of a contract
        name = introduction(items) if items else ""
        if shape != "steps" and not _is_short(items):
            items = enumeration_at(span, sentence, others) or items
    if shape == "open" and (len(items) < 3 or not _begins(items, others)):
        return [], ""
    return items, name


def _introduced(sentence: Span) -> list[Span]:
    """The items of the list that the sentence announces, "as follows." or with a colon."""
    if not _ANNOUNCES.search(sentence.text):
        return []
    text = sentence.document.text
    behind = re.compile(r"\s*(?=\S)").match(text, sentence.end)
    start = behind.end() if behind else len(text)
    mark = MARK.match(text, start)
    start = mark.end() if mark else start
    return items_at(Span(sentence.document, start, start + 1)) if mark else []


def _cells(
    span: Span, rows: Sequence[Row], others: Sequence[Span], question: str, shape: Shape
) -> tuple[list[Span], str]:
    """The items of the cell in which the span stands, or the values of its column; and its name.

    Of the column only in the rows that have the words of the question which single out some rows.
    """
    cell = next((cell for row in rows for cell in row if cell.value.overlaps(span)), None)
    if cell is None:
        return [], ""
    items = enumeration_at(span, cell.value, others)
    if len(items) > 2:
        return items, cell.name
    chosen = matching(rows, question, cell.name) if shape == "list" else []
    stands = len(chosen) > 1 and any(cell in row for row in chosen)
    name = persons(chosen) if question.casefold().startswith("who") else ""
    return (column(chosen, name or cell.name) if stands else []), cell.name


def _is_short(items: Sequence[Span]) -> bool:
    """Whether most items are so short, or so labelled, that the list is of them, not within one."""
    lengths = sorted(len(item.text.split()) for item in items)
    labelled = all(LABEL.match(item.text) for item in items)
    return bool(items) and (labelled or lengths[len(lengths) // 2] <= _SHORT_ITEM)


def _begins(items: Sequence[Span], places: Sequence[Span]) -> bool:
    return any(items[0].overlaps(place) for place in places)


def _sentence_of(item: Span, place: Occurrence) -> Span:
    return place.sentence if place.sentence.contains(item) else item


def _around(span: Span, sentence: Span) -> Span:
    """The sentence, made longer where the span goes beyond it."""
    return Span(span.document, min(span.start, sentence.start), max(span.end, sentence.end))

"""Gives an answer the shape that its question asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.spans import Passage, Span
from qa.decision.scoring import MAX_CANDIDATES
from qa.questions.comparison import parse_comparison
from qa.questions.notices import notice
from qa.questions.shape import Shape, question_shape
from qa.shapes.amendments import Search, with_amendment
from qa.shapes.comparison import Compared, compare
from qa.shapes.conflicts import with_conflicts
from qa.shapes.continuations import with_continuation
from qa.shapes.definitions import definition
from qa.shapes.lists import with_list
from qa.shapes.lookup import look_up
from qa.shapes.opposites import with_opposites
from qa.types import Answer, AnswerCandidate, Occurrence

COMPARED_CONFIDENCE = 0.9
"""Of the cell that a comparison names: 7 of 8 on the office set are right, and 9 of 11 on questions
about tables of an orchard and an allotment society."""

LOOKED_UP_CONFIDENCE = 0.9
"""Of the cell that a question names by row and column: 19 of 19 on the office set are right."""

DEFINED_CONFIDENCE = 0.9
"""Of the words that a text gives as the meaning of the term that a question names: 5 of 5 on the
office set are right."""

UNDECIDED = 0.5
"""Factor of the confidences where two things are to be compared and no table decides: the reader
names one of the two, or a value, without comparing. On the office set it is wrong in 2 of 2."""


def shape_answer(answer: Answer, search: Search) -> Answer:
    """The answer with its items, with those that conflict, or with a notice.

    At most MAX_CANDIDATES are left. `search` finds passages that have some words, best first.
    """
    read = answer.candidates
    answer = replace(
        answer,
        candidates=read[:MAX_CANDIDATES],
        notice=notice(answer.question, _texts(answer)),
    )
    if answer.notice:
        return answer
    defined = definition(answer.question, answer.passages)
    if defined:
        return _with_definition(answer, defined)
    comparison = parse_comparison(answer.question)
    compared = comparison and compare(comparison, answer.passages)
    if compared:
        return _with_comparison(answer, compared)
    if comparison and comparison.alternatives:
        return _less_confident(answer)
    shape = question_shape(answer.question)
    if answer.answer_type == "words" and shape in ("one", "open"):
        found = look_up(answer.question, answer.passages)
        if found:
            return _with_cell(answer, found)
    return _with_others(answer, read, shape, search)


def _with_others(
    answer: Answer, read: tuple[AnswerCandidate, ...], shape: Shape, search: Search
) -> Answer:
    """With the items of its list, or what conflicts, or the sentences that go on with it."""
    candidates = answer.candidates
    items: tuple[Occurrence, ...] = ()
    conflicting: tuple[AnswerCandidate, ...] = ()
    if shape != "one":
        candidates, items = with_list(answer, shape)
    if not items and answer.answer_type == "words":
        candidates, conflicting = with_amendment(
            candidates, search, answer.question, None if answer.named else answer.passages
        )
        if not conflicting:
            candidates, conflicting = with_conflicts(read, answer.question, answer.passages)
            candidates = candidates[:MAX_CANDIDATES]
    if not (items or conflicting):
        candidates, conflicting = with_opposites(candidates, answer.question, answer.passages)
    if not items and (answer.answer_type == "sentences" or shape == "steps"):
        candidates = with_continuation(candidates, answer.question)
    return replace(answer, candidates=candidates, items=items, conflicting=conflicting)


def _texts(answer: Answer) -> list[str]:
    return [passage.span.text for passage in answer.passages]


def _less_confident(answer: Answer) -> Answer:
    candidates = (replace(c, confidence=UNDECIDED * c.confidence) for c in answer.candidates)
    return replace(answer, candidates=tuple(candidates))


def _with_definition(answer: Answer, found: Occurrence) -> Answer:
    """The meaning as the best candidate, with the sentences that go on with it."""
    confidence = max(answer.confidence, DEFINED_CONFIDENCE)
    first, *others = _first(found, confidence, answer)
    (longer,) = with_continuation((first,), answer.question)
    return replace(answer, candidates=(longer, *others)[:MAX_CANDIDATES])


def _with_cell(answer: Answer, found: Occurrence) -> Answer:
    """The cell as the best candidate; the reader's words if they stand in it.

    It stands wherever the row does; a row with another value there conflicts.
    """
    place = found
    if answer.candidates and found.span.contains(answer.candidates[0].span):
        place = answer.candidates[0].occurrences[0]
    confidence = max(answer.confidence if place is not found else 0.0, LOOKED_UP_CONFIDENCE)
    first, *others = _first(place, confidence, answer)
    first = replace(first, occurrences=(place, *_in_same_rows(place, answer.passages)))
    given, conflicting = with_conflicts([first], answer.question, answer.passages)
    candidates = (*given, *(each for each in others if each not in conflicting))
    return replace(answer, candidates=candidates, conflicting=conflicting)


def _in_same_rows(place: Occurrence, passages: Sequence[Passage]) -> Iterator[Occurrence]:
    """The same words in rows of other documents that are the same."""
    start, end = (at - place.sentence.start for at in (place.span.start, place.span.end))
    row = place.sentence.text.rstrip(".")
    for passage in passages:
        for hit in passage.sentences:
            other = hit.span
            if other.document != place.span.document and other.text.rstrip(".") == row:
                span = Span(other.document, other.start + start, other.start + end)
                yield Occurrence(span, other, passage)


def _first(place: Occurrence, confidence: float, answer: Answer) -> tuple[AnswerCandidate, ...]:
    """A candidate of that place, without features: the reader did not find it; then the others."""
    others = [each for each in answer.candidates if not each.span.overlaps(place.span)]
    return (AnswerCandidate((place,), confidence, {}), *others)


def _with_comparison(answer: Answer, compared: Compared) -> Answer:
    candidates = _first(compared.winner, COMPARED_CONFIDENCE, answer)
    return replace(answer, candidates=candidates, items=compared.values)

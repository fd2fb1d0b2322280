"""The places of an answer: each once, as what it is, by document and date."""

from __future__ import annotations

from dataclasses import replace

from index.spans import Span
from qa.types import Occurrence
from tests.ui.views.samples import CLOSED, DOCUMENT, FIRST, SECOND, WIDTH, answer
from ui.pages.places.collect import by_document, places
from ui.pages.places.view import summary

OLD = replace(DOCUMENT, id=2, title="The old bridge", date="1950-02-01")
NEW = replace(DOCUMENT, id=3, title="The new bridge", date="2024-05-01")


def in_document(document: object, candidate: object = CLOSED) -> object:
    span = Span(document, 51, 73)  # type: ignore[arg-type]
    place = Occurrence(span, span, replace(SECOND, span=span))
    return replace(candidate, occurrences=(place,))  # type: ignore[type-var]


def listed(result: object) -> list[tuple[str, str]]:
    return [(place.role, place.span.text) for place in places(result)]  # type: ignore[arg-type]


def test_what_is_quoted_then_what_conflicts_then_the_rest_each_once() -> None:
    closed = "It was closed in 1950."
    assert listed(answer(WIDTH, CLOSED)) == [("answer", "31 metres"), ("other", closed)]
    assert listed(answer(WIDTH)) == [("answer", "31 metres"), ("read", closed)]
    assert listed(answer(WIDTH, CLOSED, threshold=0.95))[0] == ("possible", "31 metres")
    nothing = replace(answer(WIDTH), threshold=0.95, answerable=0.1)
    assert listed(nothing) == [("other", "31 metres"), ("read", closed)]
    items = tuple(
        Occurrence(Span(DOCUMENT, start, end), Span(DOCUMENT, 22, 49), FIRST)
        for start, end in ((34, 36), (37, 43))
    )
    result = replace(answer(WIDTH), items=items)
    assert listed(result)[:2] == [("item", "31"), ("item", "metres")]
    assert next(summary(result, places(result))) == (
        "The answer is a list of 2 items: take them together. "
        "There may be more in the other places."
    )


def test_the_newest_document_comes_first_and_an_older_answer_is_told_apart() -> None:
    result = replace(
        answer(in_document(OLD, replace(CLOSED, confidence=0.9)), WIDTH),  # type: ignore[arg-type]
        conflicting=(in_document(NEW),),  # type: ignore[arg-type]
    )
    groups = by_document(places(result))
    assert [(group.document.title, group.date) for group in groups] == [
        ("The new bridge", (2024, 5, 1)),
        ("The old bridge", (1950, 2, 1)),
        ("The bridge", None),
    ]
    assert [(place.role, place.newest) for group in groups for place in group.places] == [
        ("conflict", True),
        ("answer", False),
        ("other", None),
        ("read", None),
    ]
    told = " ".join(summary(result, places(result)))
    assert "Documents disagree." in told
    assert "a newer one is of 2024-05-01" in told
    assert told.endswith("4 places in 3 documents.")

"""Citations as they are shown: whole brackets, no paths; and the dates beside them."""

from __future__ import annotations

import doctest
from dataclasses import replace
from itertools import count

import pytest

from index.spans import Document, Passage, Span
from qa import citations
from qa.citations import to_text
from qa.types import Answer, AnswerCandidate, Occurrence
from tests.ui.views.samples import answer
from ui.views import dates, file_names
from ui.views.citations import shown_citation, with_whole_brackets
from ui.views.dates import conflict_note, newer_note


def test_doctests() -> None:
    for module in (dates, file_names, citations):
        assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("sentence", "words", "whole"),
    [
        ("Pay thirty (30 days) of rent.", "thirty (30", "thirty (30 days)"),
        ("The Firm (the “Lessee”) pays.", "Lessee”) pays", "(the “Lessee”) pays"),
        ("The Firm (the “Lessee”) pays.", "(the “Lessee", "(the “Lessee”)"),
        ("Rent [see (2) and (3)] is due.", "(2) and (3)] is", "[see (2) and (3)] is"),
        ("Rent is (due on Monday.", "(due on Monday", "due on Monday"),
        ("a) the rent", "a)", "a"),
        ("It is “due”.", "due", "due"),
        ("Rent (" + "very " * 30 + "late) is due.", "Rent (very", "Rent (very"),
        ("(", "(", "("),
    ],
)
def test_brackets_are_whole_within_the_sentence(sentence: str, words: str, whole: str) -> None:
    document = Document(1, "a", "A", f"Before ) {sentence} After )")
    start = document.text.index(sentence)
    around = Span(document, start, start + len(sentence))
    first = start + sentence.index(words)
    span = with_whole_brackets(Span(document, first, first + len(words)), around)
    assert span.text == whole


def test_a_citation_has_the_file_name_alone_and_plain_spaces() -> None:
    document = Document(
        1, "/srv/docs/rent\u00a01.txt", "The\u00a0rent", "It is £\u00a0500\na month."
    )
    span = Span(document, 6, 19)
    place = Occurrence(span, Span(document, 0, 20), Passage(span, 1.0, None, None, ()))
    cited = shown_citation(place)
    assert to_text(cited) == "“£ 500 a month” — The rent, characters 6–19 of rent 1.txt"
    assert cited.quote == document.text[cited.start : cited.end]


IDS = count(1)


def candidate(date: str, title: str = "T") -> AnswerCandidate:
    document = Document(next(IDS), "a", title, "It is 28 days.", date=date)
    span = Span(document, 6, 13)
    place = Occurrence(span, Span(document, 0, 14), Passage(span, 1.0, None, None, ()))
    return AnswerCandidate((place,), 0.9, {})


def disagreeing(own: str, *others: str) -> Answer:
    return replace(answer(candidate(own)), conflicting=tuple(candidate(other) for other in others))


@pytest.mark.parametrize(
    ("own", "others", "note"),
    [
        ("2024-05-01", ["2021"], "The answer given is the newest of these, of 2024-05-01."),
        (
            "2021",
            ["2020", "2024-05-02"],
            "The answer given is of 2021; a newer one is of 2024-05-02.",
        ),
        ("2021", ["2020", ""], "The answer given is of 2021; not all of the others have a date."),
        ("", ["2020"], "The answer given has no date: it may be the older one."),
        ("2021", ["2021"], "They are of the same date, 2021."),
    ],
)
def test_which_of_the_answers_that_disagree_is_the_newest(
    own: str, others: list[str], note: str
) -> None:
    assert conflict_note(disagreeing(own, *others)) == note


def test_a_less_likely_place_of_a_newer_document_is_told() -> None:
    given = answer(candidate("2021"), candidate("2025-05-28", "Second amendment"))
    note = "A less likely place is newer: “Second amendment”, of 2025-05-28."
    assert newer_note(given) == note
    both = replace(given, conflicting=(candidate("2020"),))
    assert conflict_note(both) == f"The answer given is the newest of these, of 2021. {note}"
    assert newer_note(answer(candidate("2021"), candidate("2019"))) == ""
    assert newer_note(answer(candidate("2021"))) == conflict_note(answer(candidate("2021"))) == ""

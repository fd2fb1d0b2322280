from __future__ import annotations

import pytest

from qa.evidence.number_words import number_of, with_digits
from qa.evidence.parallel_clauses import parallel_places
from tests.qa.shapes.places import candidate, document, whole

CLAUSE = "4.2 The Carrier delivers each parcel within three days of its collection."


def counterparts(clause: str, answer: str, other: str) -> list[str]:
    """The words of the other text in the place of the answer."""
    one, two = document(clause, id=1), document(other, id=2)
    place = candidate(one, answer).occurrences[0]
    return [found.span.text for found in parallel_places(place, [whole(one), whole(two)])]


@pytest.mark.parametrize(
    ("answer", "other", "found"),
    [
        ("within three days", CLAUSE.replace("three days", "two weeks"), "within two weeks"),
        ("three", CLAUSE.replace("three", "5"), "5 days"),
        ("three days", CLAUSE.replace("4.2", "5.1").replace("three", "five (5)"), "five (5) days"),
        (CLAUSE[4:-1], CLAUSE[4:].replace("three", "six"), CLAUSE[4:-1].replace("three", "six")),
        (
            "three days",
            CLAUSE[:-1].replace("three", "ten") + ", unless the Sender has asked for a later day.",
            "ten days",
        ),
    ],
    ids=["a unit", "digits", "other numbering", "the whole clause", "a condition"],
)
def test_the_value_of_the_same_clause_is_found(answer: str, other: str, found: str) -> None:
    assert counterparts(CLAUSE, answer, other) == [found]


@pytest.mark.parametrize(
    ("clause", "answer", "other"),
    [
        (CLAUSE, "three days", CLAUSE),
        (CLAUSE, "three days", CLAUSE.replace("three days", "3 days")),
        (CLAUSE, "its collection", CLAUSE.replace("three", "five")),
        (CLAUSE, "three days", "The Carrier insures each parcel for three weeks of storage."),
        ("In 2021 the pool had 900 guests.", "900", "In 2022 the pool had 950 guests."),
        ("The berth of Ada Fink costs £90.", "£90", "The berth of Uwe Kant costs £80."),
        ("| Berth: 12; Length: 9 m; Price: 90.", "90", "| Berth: 13; Length: 9 m; Price: 80."),
        ("It is 3 days.", "3 days", "It is 5 days."),
    ],
    ids=[
        "the same",
        "as digits",
        "no value",
        "another matter",
        "a year",
        "a name",
        "a row",
        "short",
    ],
)
def test_other_sentences_are_not_parallel(clause: str, answer: str, other: str) -> None:
    assert counterparts(clause, answer, other) == []


def test_other_values_of_the_same_kind_may_differ_too() -> None:
    clause = (
        "A pump is repaired within four hours on weekdays and within eight hours on other days."
    )
    other = clause.replace("four", "six").replace("eight", "twelve")
    assert counterparts(clause, "within four hours", other) == ["within six hours"]


def test_a_row_of_another_edition() -> None:
    clause, other = (
        "| Item: Rope; Unit: metre; Price: £3.20",
        "| Item: Rope; Unit: metre; Price: £4",
    )
    assert counterparts(clause, "£3.20", other) == ["£4"]


def test_numbers_in_words() -> None:
    assert (
        with_digits("Twenty-one days, or one month: one of two") == "21 days, or 1 month: one of 2"
    )
    assert with_digits("ninety, often") == "90, often"
    assert (number_of("seven"), number_of("often")) == ("7", "often")

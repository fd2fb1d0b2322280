from __future__ import annotations

import pytest

from qa.shapes.lookup import look_up
from tests.qa.shapes.places import document, whole

STAFF = document(
    "# Staff\n"
    "| Staff no.: K-114; Name: Ada Lind; Post: potter; Extension: 31; Started: 3 May 2011.\n"
    "| Staff no.: K-131; Name: Bo Stern; Post: clerk; Extension: 35; Started: 9 June 2018.\n"
    "| Staff no.: K-140; Name: Eva Moor; Post: potter; Extension: 38; Started: 1 July 2020."
)
TRAINS = document(
    "| Train: R7; From: Elm; To: Oak; Departure: 08:10; Arrival: 08:45.\n"
    "| Train: R9; From: Elm; To: Oak; Departure: 13:30; Arrival: 14:05.\n"
    "| Train: R8; From: Oak; To: Elm; Departure: 09:00; Arrival: 09:35."
)
FIGURES = document("# Figures\n| Visitors; 2021: 410; 2022: 455.\n| Members; 2021: 88; 2022: 91.")
PARTS = document(
    "| id: P-3; sort: Heron Bay; reported: 2 May 2020; reporter: Uwe Kant; state: open."
)


def answer(question: str) -> str | None:
    found = look_up(question, [whole(each) for each in (STAFF, TRAINS, FIGURES, PARTS)])
    return found.span.text if found else None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is Bo Stern's extension?", "35"),
        ("When did Eva Moor start?", "1 July 2020"),
        ("Who has staff number K-131?", "Bo Stern"),
        ("Which post does Ada Lind have?", "potter"),
        ("When does R9 leave?", "13:30"),
        ("When does the 08:10 from Elm reach Oak?", "08:45"),
        ("How many members were there in 2022?", "91"),
        ("Who reported P-3?", "Uwe Kant"),
        ("What is the state of P-3?", "open"),
    ],
)
def test_the_cell_of_the_row_and_the_column(question: str, expected: str) -> None:
    assert answer(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "What is Bo Stern's salary?",
        "How old is Ada Lind?",
        "What is the extension of the potter?",
        "What is Bo Vale's extension?",
        "How many members were there in 2019?",
        "Who is the mayor of Elm?",
        "When was Ada Lind dismissed?",
        "Where is the train to Oak?",
        "What is a potter?",
    ],
)
def test_what_no_single_cell_says_is_not_looked_up(question: str) -> None:
    assert answer(question) is None


def test_the_row_is_the_sentence() -> None:
    found = look_up("What is Bo Stern's extension?", [whole(STAFF)])
    assert found is not None
    assert found.sentence.text.startswith("Staff no.: K-131; Name: Bo Stern")
    assert found.sentence.contains(found.span)

"""Follow-up questions of each kind, and questions that only look like one."""

from __future__ import annotations

import pytest

from qa.questions.follow_up.antecedents import joined
from qa.questions.follow_up.elliptical import question_word
from qa.questions.follow_up.references import resolved
from qa.questions.follow_up.rewrite import follow_up
from qa.questions.follow_up.substitution import substituted
from qa.questions.follow_up.types import NO_PREVIOUS, Previous, sentence
from qa.questions.validation import MAX_QUESTION_CHARS

SOLD = Previous("Which barge was sold in 1987?", "the Ondine", ("Barges",))
WRITER = Previous("Who wrote the harbour guide?", "Karin Aldous", ("Harbour guide",))
TOLL = Previous("How high is the toll for lorries in Vesterby?", "14 crowns", ("Tolls",))
HULL = Previous("What is the hull length of the Ondine?", "38.5 m", ("Barges",))
DEPOSIT = Previous("What is the deposit for the berth?", "400 crowns", ("Berths",))
PORT = Previous("What is the port of the Mira?", "Norby", ("Barges",))
FEE = Previous("What is the ferry's fee?", "9 crowns", ("Tolls",))
SHIPS = Previous("Which barges are for sale?", "Ondine", ("Barges",), ("Ondine", "Mira"))


@pytest.mark.parametrize(
    ("previous", "question", "asked"),
    [
        (WRITER, "and when?", "When was the harbour guide written?"),
        (WRITER, "Why was that?", "Why was the harbour guide written?"),
        (WRITER, "who else?", "Who else wrote the harbour guide?"),
        (WRITER, "Where does she live?", "Where does Karin Aldous live?"),
        (WRITER, "is it free?", "Is the harbour guide free?"),
        (WRITER, "what about the harbour chart?", "Who wrote the harbour chart?"),
        (SOLD, "how long is it?", "How long is the Ondine?"),
        (SOLD, "only in 1990", "Which barge was sold in 1990?"),
        (TOLL, "and for coaches?", "How high is the toll for coaches in Vesterby?"),
        (TOLL, "And in Norby?", "How high is the toll for lorries in Norby?"),
        (TOLL, "Who collects it?", "Who collects the toll for lorries in Vesterby?"),
        (TOLL, "and the fine?", "How high is the fine for lorries in Vesterby?"),
        (TOLL, "why?", "Why is the toll for lorries in Vesterby 14 crowns?"),
        (SHIPS, "how old is the second one?", "How old is Mira?"),
        (SHIPS, "where are they?", "Where are Ondine and Mira?"),
        (SOLD, "and two years later?", "Which barge was sold in 1989?"),
        (SOLD, "its length?", "What is the length of the Ondine?"),
        (SOLD, "1990?", "Which barge was sold in 1990?"),
        (HULL, "and its draught?", "What is the draught of the Ondine?"),
        (HULL, "Who built it?", "Who built the Ondine?"),
        (HULL, "how heavy is it?", "How heavy is the Ondine?"),
        (DEPOSIT, "Who keeps it?", "Who keeps the deposit for the berth?"),
        (FEE, "and its timetable?", "What is the timetable of the ferry?"),
        (FEE, "Who pays it?", "Who pays the ferry's fee?"),
        (WRITER, "her address?", "What is Karin Aldous’ address?"),
    ],
)
def test_questions_that_follow_up(previous: Previous, question: str, asked: str) -> None:
    found = follow_up(question, previous)
    assert found is not None
    assert (found.question, found.is_certain) == (asked, True)


@pytest.mark.parametrize(
    ("before", "answer", "question", "asked"),
    [
        ("What is the size of the bell?", "4 m", "and its age?", "What is the age of the bell?"),
        ("What is the weight of the bell?", "4 t", "Who cast it?", "Who cast the bell?"),
        ("What is the colour of the gate of the fort?", "red", "and its height?",
         "What is the height of the gate of the fort?"),
        ("How high is the wall of the fort?", "6 m", "and its length?",
         "What is the length of the wall of the fort?"),
        ("What is the notice period of the lease?", "90 days", "When does it begin?",
         "When does the notice period of the lease begin?"),
        ("What is the price of the map?", "£ 5", "When was it raised?",
         "When was the price of the map raised?"),
        ("What is the capital of Norway?", "Oslo", "and its population?",
         "What is the population of the capital of Norway?"),
        ("When was the roof of the mill painted?", "in 1911", "and its door?",
         "When was the door of the roof of the mill painted?"),
    ],
)  # fmt: skip
def test_it_is_the_thing_whose_property_was_asked_for(
    before: str, answer: str, question: str, asked: str
) -> None:
    found = follow_up(question, Previous(before, answer, ("Guide",)))
    assert found is not None
    assert found.question == asked


@pytest.mark.parametrize(
    "question",
    [
        "How high is the tower of Vesterby?",
        "And who repaired the tower of Vesterby in 1950?",
        "Is it possible to pay the toll by card?",
        "How long does it take to cross the bridge?",
        "Are there any tolls on Sundays?",
        "What does a driver do if his lorry breaks down?",
        "When did the council raise its tolls?",
        "opening hours of the toll office",
        "toll",
        "What is about to change in 2024?",
        "Why was the bridge closed?",
    ],
)
def test_questions_that_stand_by_themselves_are_asked_as_written(question: str) -> None:
    for previous in (TOLL, SOLD, WRITER, SHIPS):
        found = follow_up(question, previous)
        assert found is None or not found.is_certain


@pytest.mark.parametrize(
    "question",
    [
        *("thanks", "and thanks!", "ok", "and now?", "but that is wrong", "are you sure?"),
        *("and not that", "and me?", "why do you say that?", "is it?", "and vice versa"),
    ],
)
def test_of_remarks_nothing_is_made(question: str) -> None:
    for previous in (TOLL, SOLD, WRITER, SHIPS):
        assert follow_up(question, previous) is None


@pytest.mark.parametrize("question", ["the fine?", "What does the council do with it on Sundays?"])
def test_in_doubt_the_other_reading_is_only_offered(question: str) -> None:
    found = follow_up(question, TOLL)
    assert found is not None
    assert not found.is_certain
    assert "toll" in found.question or "fine" in found.question


@pytest.mark.parametrize("question", ["and when?", "who signed it?", "only in 2023", "", "?", "…"])
def test_without_anything_before_it_nothing_is_read_into_a_question(question: str) -> None:
    assert follow_up(question, NO_PREVIOUS) is None


def test_a_document_alone_can_be_meant() -> None:
    found = follow_up("who signed it?", Previous(documents=("Ferry lease?",)))
    assert found is not None
    assert found.question == "Who signed the document “Ferry lease”?"


@pytest.mark.parametrize("previous", [TOLL, SOLD, WRITER, SHIPS])
def test_what_was_rewritten_stands_by_itself(previous: Previous) -> None:
    for question in ("and when?", "who paid it?", "what about Norby?", "in 2020?", "why?"):
        found = follow_up(question, previous)
        if found and found.is_certain:
            again = follow_up(found.question, previous)
            assert again is None or not again.is_certain


def test_a_name_that_answered_may_have_what_is_asked_for() -> None:
    found = follow_up("and its mayor?", PORT)
    assert found is not None
    assert found.question != "What is the mayor of the Mira?"


def test_a_question_that_would_be_too_long_is_not_made() -> None:
    long = Previous(f"How high is the toll for {'very ' * 500}long lorries?", "14 crowns")
    assert len(long.question) > MAX_QUESTION_CHARS
    assert follow_up("and when?", long) is None


def test_the_readings_by_themselves() -> None:
    assert question_word("the toll", TOLL) is None
    assert resolved("when was the toll raised", TOLL) is None
    assert substituted("in 2020", Previous("toll Vesterby")) is None
    assert joined(("a", "b", "c")) == "a, b and c"
    assert sentence(" who  signed it ?") == "Who signed it?"

"""Negations and exceptions: when a span is denied, when it is widened, and when it stays."""

from __future__ import annotations

import pytest

from qa.evidence.negation import MAX_ADDED, widened_to_sense


def sense(text: str, words: str, question: str) -> str | None:
    start = text.index(words)
    found = widened_to_sense(text, start, start + len(words), question)
    return found and text[slice(*found)]


@pytest.mark.parametrize(
    ("text", "words", "question"),
    [
        ("The ferry does not call at Holm.", "Holm", "Where does the ferry call?"),
        ("The ferry doesn't usually call at Holm.", "Holm", "Where does the ferry call?"),
        ("Line 5 never stops at the pier.", "the pier", "Where does line 5 stop?"),
        ("The shop is no longer in Gouda.", "Gouda", "Where is the shop?"),
        ("Line 5 does not stop here.", "Line 5", "Which line stops here?"),
        ("The captain is not Ann Berg.", "Ann Berg", "Who is the captain?"),
        ("The zoo is not closed on Monday.", "Monday", "On which day is the zoo closed?"),
        ("Tea is served instead of coffee.", "coffee", "What is served?"),
        ("Neither Ann nor Bo came.", "Bo", "Who came?"),
        (
            "The battle did not\ntake place near the front but at sea.",
            "near the front",
            "Where did the battle take place?",
        ),
    ],
)
def test_what_the_clause_denies_is_no_answer(text: str, words: str, question: str) -> None:
    assert sense(text, words, question) is None


@pytest.mark.parametrize(
    ("text", "words", "question"),
    [
        # the negation governs another clause, or another verb
        (
            "It does not stop at the mill, but it stops at the lock.",
            "the lock",
            "Where does it stop?",
        ),
        ("The toll is not paid in cash; it is paid by card.", "card", "How is the toll paid?"),
        ("Ann, who does not drive, paid 40 euros.", "40 euros", "How much did Ann pay?"),
        ("The law was not kept after 1990.", "1990", "When did the king die?"),
        ("It opened at Holm (it did not open at Brin) and Ghent.", "Ghent", "Where did it open?"),
        # it limits, and does not deny
        ("The ferry not only calls at Holm.", "Holm", "Where does the ferry call?"),
        ("The gate did not open until May.", "May", "When did the gate open?"),
        ("It holds no more than 20 people.", "20", "How many people does it hold?"),
        # the question is negative too
        ("The ferry does not call at Holm.", "Holm", "Where does the ferry not call?"),
        ("Dogs may not enter the hall.", "the hall", "What must dogs never enter?"),
        ("It opens on all days except Monday.", "Monday", "On what day is it closed?"),
        ("Ann won instead of Bo.", "Ann", "Who won?"),
    ],
)
def test_what_is_not_denied_stays(text: str, words: str, question: str) -> None:
    assert sense(text, words, question) == words


@pytest.mark.parametrize(
    ("text", "words", "question", "expected"),
    [
        (
            "It is open on every day but Sunday, except Monday.",
            "Monday",
            "When is it open?",
            "every day but Sunday, except Monday",
        ),
        (
            "All cabins except the blue one have a stove.",
            "the blue one",
            "Which cabins have a stove?",
            "All cabins except the blue one",
        ),
        (
            "It ends on 3 May unless it is renewed.",
            "3 May",
            "When does it end?",
            "3 May unless it is renewed",
        ),
        ("Tickets are not transferable.", "transferable", "What are tickets?", "not transferable"),
    ],
)
def test_a_negation_or_exception_beside_the_words_becomes_part_of_them(
    text: str, words: str, question: str, expected: str
) -> None:
    assert sense(text, words, question) == expected


def test_a_long_exception_is_left_out() -> None:
    text = f"It ends on 3 May unless {'x' * MAX_ADDED} happens."
    assert sense(text, "3 May", "When does it end?") == "3 May"

from __future__ import annotations

import pytest

from qa.evidence.tense import is_unreal, present_first
from tests.qa.shapes.places import candidate, document


@pytest.mark.parametrize(
    ("sentence", "words", "following", "question", "expected"),
    [
        ("It would have cost 9 crowns.", "9 crowns", "", "What did the bell cost?", True),
        ("It would have cost 9 crowns.", "9 crowns", "", "What would the bell have cost?", False),
        ("It would have cost 9, but Ann Lee gave it.", "Ann Lee", "", "Who gave it?", False),
        ("The story that it cost 9 is false.", "9", "", "What did the bell cost?", True),
        ("It was to open in May.", "May", "It was never opened.", "When did it open?", True),
        ("It was to open in May.", "May", "Ann Lee opened it.", "When did it open?", False),
        ("They would have to pay 9 crowns.", "9 crowns", "", "What did they pay?", False),
        ("It would have been 9 crowns.", "9 crowns", "", "What did it cost?", True),
        ("It cost 9 crowns.", "9 crowns", "It was never paid.", "What did it cost?", False),
    ],
)
def test_what_did_not_happen_does_not_answer(
    sentence: str, words: str, following: str, question: str, expected: bool
) -> None:
    start = sentence.index(words)
    assert is_unreal(sentence, start, start + len(words), following, question) is expected


HALL = document("Until 1990 the hall had 300 seats.\nSince the repair it has 340 seats.")


def first(question: str, confidence: float = 0.4) -> tuple[str, float]:
    read = [candidate(HALL, "300", 0.8), candidate(HALL, "340", confidence)]
    found = present_first(read, question)
    assert len(found) == 2
    return found[0].span.text, found[0].confidence


def test_what_is_now_comes_before_what_was() -> None:
    assert first("How many seats does the hall have today?") == ("340", 0.8)
    assert first("How many seats does the hall have?") == ("300", 0.8)
    assert first("How many seats has the hall now?", 0.05) == ("300", 0.8), "too unlikely"
    assert first("Who was present in the hall?") == ("300", 0.8), "present, not at present"
    assert present_first([], "What is it now?") == ()


def test_another_document_or_time_stays_where_it_is() -> None:
    other = document("Since the repair it has 340 seats.", id=2)
    read = [candidate(HALL, "300", 0.8), candidate(other, "340", 0.7)]
    assert present_first(read, "How many seats are there now?")[0].span.text == "300"
    read = [candidate(HALL, "340", 0.8), candidate(HALL, "300", 0.7)]
    assert present_first(read, "How many seats are there now?")[0].span.text == "340"

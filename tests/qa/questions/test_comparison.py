from __future__ import annotations

import pytest

from qa.questions.comparison import parse_comparison


def test_what_is_compared() -> None:
    asked = parse_comparison("Which boat has the highest cruising speed in winter?")
    assert asked is not None
    assert asked.measures == ((1, frozenset[str]()),)
    assert (set(asked.named), set(asked.noun)) == ({"cruising", "speed"}, {"boat"})
    assert asked.alternatives == ()


def test_two_alternatives() -> None:
    asked = parse_comparison("Which kiln is cheaper, Old Bess or the Gasper?")
    assert asked is not None
    assert [set(words) for words in asked.alternatives] == [{"old", "bess"}, {"gasper"}]
    assert asked.measures[0][0] == -1
    assert "price" in asked.measures[0][1]


@pytest.mark.parametrize(
    "question",
    [
        "Which hall holds more than 100 people?",
        "Who was the first chairman of the club?",
        "When was the oldest mill built?",
        "What is the lowest temperature of the store?",
        "Which rooms have at least two windows?",
        "Which deed binds two or more parties?",
        "Which river is it?",
        "Who is the minister?",
        "Which boats sail after September?",
    ],
)
def test_other_questions_compare_nothing(question: str) -> None:
    assert parse_comparison(question) is None

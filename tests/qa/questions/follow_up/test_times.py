"""Dates that follow up: in the place of one of their kind, or at the end."""

from __future__ import annotations

import pytest

from qa.questions.follow_up.phrases import Question
from qa.questions.follow_up.times import WHEN, at_time, later, relative


@pytest.mark.parametrize(
    ("question", "date", "asked"),
    [
        ("How much rain fell in May 2020?", "in June", "How much rain fell in June?"),
        ("How much rain fell in 1990?", "for 1991", "How much rain fell in 1991?"),
        ("When is it open in May?", "on Sundays", "When is it open in May on Sundays?"),
        ("When is it open on Mondays?", "Sundays", "When is it open on Sundays?"),
        ("How much rain fell?", "3 June", "How much rain fell on 3 June?"),
        ("How much rain fell?", "last year", "How much rain fell last year?"),
    ],
)
def test_a_date_takes_the_place_of_its_like(question: str, date: str, asked: str) -> None:
    when = WHEN.fullmatch(date)
    assert when is not None
    assert at_time(when, Question(question)).question == asked


def test_years_are_counted_from_that_of_the_question_before() -> None:
    asked = Question("Who won in 1998?")
    assert relative("the year before", asked) == "in 1997"
    assert relative("the following year", asked) == "in 1999"
    assert relative("the mayor", asked) == "the mayor"
    for part, year in (
        ("two years later", 2000),
        ("a year earlier", 1997),
        ("10 years after", 2008),
    ):
        found = later(part, asked)
        assert found is not None
        assert found.question == f"Who won in {year}?"
    undated = later("two days later", asked)
    assert undated is not None
    assert not undated.is_certain

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa.questions.focus import MAX_WORDS, asked_part

TOLD = "We moved in last week with v. 2.5 of the plan and the caretaker is away until May. " * 5


def test_of_a_long_question_the_sentence_that_asks_is_used() -> None:
    assert asked_part(TOLD + "How high is the deposit?") == "How high is the deposit?"
    assert asked_part("How high is the deposit? " + TOLD) == "How high is the deposit?"
    assert asked_part(TOLD + "Who pays? " + TOLD + "When?") == "Who pays? When?"


def test_without_a_question_mark_the_last_sentence_is_used() -> None:
    assert asked_part(TOLD + "Please tell me the deposit.") == "Please tell me the deposit."


def test_a_short_question_is_used_whole() -> None:
    short = "We moved in last week. The letter was wet. How high is the deposit?"
    assert asked_part(short) == short


def test_of_a_long_sentence_the_end_is_used() -> None:
    long = "and so on " * 100 + "how high is the deposit"
    assert asked_part(long).endswith("how high is the deposit")


@given(st.text(alphabet="ab ?.!\n", max_size=400))
def test_the_part_is_never_empty_and_has_no_other_words(question: str) -> None:
    part = asked_part(question)
    assert bool(part.split()) == bool(question.split())
    assert len(part.split()) <= MAX_WORDS
    assert set(part.split()) <= set(question.split()) | {
        word for word in part.split() if word in question
    }

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.train.augment.noise import keywords, lower, misspelt, noised
from qa.train.data import Example
from qa.train.data_settings import DataSettings


@given(st.integers(0, 1000))
def test_a_misspelt_question_differs_in_one_word_that_begins_with_the_same_letter(
    seed: int,
) -> None:
    question = "Who is the company doctor in Halle in 2024?"
    changed = misspelt(question, random.Random(seed))
    before, after = question.split(), changed.split()
    different = [at for at in range(len(before)) if before[at] != after[at]]
    assert len(before) == len(after)
    assert set(different) <= {3, 4, 6}, "short words and numbers stay"
    assert len(different) <= 1, "a swap of equal letters changes nothing"
    assert all(before[at][0] == after[at][0] for at in different)
    assert abs(len(changed) - len(question)) <= 1


def test_a_question_of_short_words_is_not_misspelt() -> None:
    assert misspelt("Who is Ada in 1815?", random.Random(0)) == "Who is Ada in 1815?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the helpline of the ticket machine?", "helpline ticket machine"),
        ("Which goods may not be sold before noon?", "goods not sold before noon"),
        ("What is it?", "What is it?"),
    ],
)
def test_keywords_keep_the_words_that_matter(question: str, expected: str) -> None:
    assert keywords(question, random.Random(0)) == expected


def test_lower_case_changes_nothing_else() -> None:
    found = {lower("Who is Ada?", random.Random(seed)) for seed in range(50)}
    assert found == {"who is ada", "who is ada?"}


def test_the_share_of_noisy_questions_is_as_set() -> None:
    example = Example("s", "answered", "Who Founded The Whole Company?", "Ada.", (0, 3))
    noisy = [noised(example, number, DataSettings(noisy=0.25)) for number in range(400)]
    changed = [one for one in noisy if one.question != example.question]
    assert 60 <= len(changed) <= 140
    assert all((one.context, one.answer) == (example.context, (0, 3)) for one in noisy)
    assert noised(example, 7, DataSettings(noisy=0.0)) == example

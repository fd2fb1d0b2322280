"""Questions altered in one word, with names and embeddings altered for the tests."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest

from qa.train.data import Row
from qa.train.perturb import EntitySwapper, WordReplacer, negate
from tests.qa.train.test_negatives import CASTLE, row

BUILT = row("Who built the bridge to Split in 1802?", "Ivo Marek")
OTHERS = [
    row("Is soup from Novi Sad eaten cold since 1944?", "cold", "Soup is eaten cold."),
    row("Who is Bohr?", "monks", CASTLE),
]


def all_of(alter: Callable[[Row, random.Random], str | None], asked: Row) -> set[str]:
    altered = (alter(asked, random.Random(seed)) for seed in range(40))
    return {question for question in altered if question is not None}


def test_a_name_or_number_is_swapped_for_another() -> None:
    """Split and 1802 occur in the context.

    Novi Sad has two words, Ivo Marek is the answer, and the first word of a sentence is not a name.
    """
    altered = all_of(EntitySwapper([BUILT, *OTHERS]).swap_entity, BUILT)
    assert altered == {
        "Who built the bridge to Split in 1944?",
        "Who built the bridge to Bohr in 1802?",
        "Who built the bridge to Una in 1802?",
    }


def test_a_name_that_the_context_lacks_is_not_swapped() -> None:
    asked = row("Who built the bridge in Bihać?", "Ivo Marek")
    assert all_of(EntitySwapper([asked, *OTHERS]).swap_entity, asked) == set()


def words(**angles: float) -> WordReplacer:
    """Each word is a direction in the plane, in degrees.

    Each has an opposite one, so that the mean, which is subtracted, is zero.
    """
    spread = {**angles, **{f"{name}opposite": angle + 180 for name, angle in angles.items()}}
    rows = np.array(
        [[np.cos(np.radians(angle)), np.sin(np.radians(angle))] for angle in spread.values()],
        np.float32,
    )
    return WordReplacer({name: position for position, name in enumerate(spread)}, rows)


def test_a_word_is_replaced_by_a_similar_one() -> None:
    replacer = words(bridge=0, tunnel=10, bridges=5)
    altered = all_of(replacer.replace_word, row("Which bridge did Ivo Marek build?", "Una"))
    assert "Which tunnel did Ivo Marek build?" in altered
    assert not any("bridges" in question for question in altered), "another form of the same word"


def test_a_replacement_has_the_same_ending_and_capital() -> None:
    replacer = words(castle=0, fortress=4, towers=6, palace=8)
    altered = all_of(replacer.replace_word, row("Castle of whom?", "monks", CASTLE))
    assert {question.split()[0] for question in altered} & {"Palace", "Fortress", "Towers"} == {
        "Palace"
    }


def test_words_without_an_embedding_are_not_replaced() -> None:
    assert words(tunnel=0).replace_word(BUILT, random.Random(0)) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who crossed the river?", {"Who never crossed the river?"}),
        ("What did Marek build?", {"What didn't Marek build?"}),
        ("When was the bridge here?", {"When wasn't the bridge here?"}),
        (
            "When was the bridge built?",
            {"When wasn't the bridge built?", "When was the bridge never built?"},
        ),
        ("What years was it open?", {"What years wasn't it open?"}),
        ("Who was not seen?", {"Who was seen?"}),
        ("What didn't Marek build?", {"What did Marek build?"}),
        ("The name of the river?", set()),
    ],
)
def test_questions_are_negated(question: str, expected: set[str]) -> None:
    assert all_of(negate, row(question, "Una")) == expected

"""Questions altered in a word: by hand-made names and by embeddings of which the angles are known."""

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
    return {made for seed in range(40) if (made := alter(asked, random.Random(seed)))}


def test_another_name_or_number_is_asked_about() -> None:
    """Split is known, and so is 1802.

    Novi Sad is two words, Ivo Marek the answer, and a sentence's first word is no name.
    """
    made = all_of(EntitySwapper([BUILT, *OTHERS]).swap_entity, BUILT)
    assert made == {
        "Who built the bridge to Split in 1944?",
        "Who built the bridge to Bohr in 1802?",
        "Who built the bridge to Una in 1802?",
    }


def test_a_question_without_a_known_name_is_not_swapped() -> None:
    asked = row("Who built the bridge in Bihać?", "Ivo Marek")
    assert all_of(EntitySwapper([asked, *OTHERS]).swap_entity, asked) == set()


def words(**angles: float) -> WordReplacer:
    """Each word is a direction in the plane, in degrees; two opposite ones make their mean nothing,
    so that nothing is shifted.
    """
    spread = {**angles, **{f"{name}opposite": angle + 180 for name, angle in angles.items()}}
    rows = np.array(
        [[np.cos(np.radians(angle)), np.sin(np.radians(angle))] for angle in spread.values()],
        np.float32,
    )
    return WordReplacer({name: place for place, name in enumerate(spread)}, rows)


def test_a_word_gives_way_to_its_neighbour() -> None:
    known = words(bridge=0, tunnel=10, bridges=5)
    made = all_of(known.replace_word, row("Which bridge did Ivo Marek build?", "Una"))
    assert "Which tunnel did Ivo Marek build?" in made
    assert not any("bridges" in question for question in made), (
        "another form of the word is no other word"
    )


def test_a_word_keeps_its_ending_and_its_capital() -> None:
    known = words(castle=0, fortress=4, towers=6, palace=8)
    made = all_of(known.replace_word, row("Castle of whom?", "monks", CASTLE))
    assert {question.split()[0] for question in made} & {"Palace", "Fortress", "Towers"} == {
        "Palace"
    }


def test_a_question_of_unknown_words_is_not_replaced() -> None:
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
def test_a_question_is_turned_into_its_contrary(question: str, expected: set[str]) -> None:
    assert all_of(negate, row(question, "Una")) == expected

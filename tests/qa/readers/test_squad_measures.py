"""Exact match and F1 against SQuAD's published script and its definitions, written another way."""

from __future__ import annotations

import string
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.readers.squad import exact_match, f1, normalize

TEXT = st.text(alphabet="a nthe1.,-’éÉ_\t", max_size=20)


# SQuAD's definitions, without the regular expression and the Counter


def squad_normalize(text: str) -> str:
    characters = [character for character in text.lower() if character not in string.punctuation]
    runs = [
        "".join(run)
        for _, run in groupby(
            characters, key=lambda character: character.isalnum() or character == "_"
        )
    ]
    return " ".join("".join(" " if run in ("a", "an", "the") else run for run in runs).split())


def squad_f1(prediction: str, gold: str) -> float:
    words, left = squad_normalize(prediction).split(), squad_normalize(gold).split()
    if not words or not left:
        return float(words == left)
    size, common = len(left), 0
    for token in words:
        if token in left:
            left.remove(token)
            common += 1
    if not common:
        return 0.0
    precision, recall = common / len(words), common / size
    return 2 * precision * recall / (precision + recall)


HARD = (
    "",
    " ",
    "The",
    "a an the",
    "the U.S.",
    "US",
    "U.S. of A.",
    "Theatre of the absurd",
    "absurd theatre",
    "$1,000.50",
    "100050",
    "10–20 km",
    "10-20 km",
    "the the Who",
    "Who's Who",
    "whos who",
    "Łódź",
    "łódź",
    "a\u00a0b",
    "B",
    "“An” apple",
    "an\tapple\n",
    "d'Artagnan",
    "New York, New York",
    "New York",
    "_a_",
    "İstanbul",
)


@pytest.mark.parametrize("prediction", HARD)
def test_exact_match_and_f1_follow_squad_on_hard_strings(prediction: str) -> None:
    assert normalize(prediction) == squad_normalize(prediction)
    assert [exact_match(prediction, [gold]) for gold in HARD] == [
        float(squad_normalize(prediction) == squad_normalize(gold)) for gold in HARD
    ]
    assert [f1(prediction, [gold]) for gold in HARD] == pytest.approx(
        [squad_f1(prediction, gold) for gold in HARD], abs=1e-12
    )


PUBLISHED: list[tuple[str, list[str], int, float]] = [
    ("Denver Broncos", ["Denver Broncos", "The Denver Broncos!"], 1, 1.0),
    ("the U.S. of A.", ["US of"], 1, 1.0),
    ("a the an", ["The"], 1, 1),
    ("", [], 1, 1),
    ("1994", [], 0, 0),
    ("", ["1994"], 0, 0),
    ("$1,000.50", ["100050"], 1, 1.0),
    ("10–20 km", ["10-20 km"], 0, 0.5),
    ("Santa Clara, California", ["Levi's Stadium in Santa Clara", "Santa Clara"], 0, 0.8),
    ("New York New York", ["New York", "York"], 0, 0.6666666666666666),
    ("Theatre", ["The atre", "theatre"], 1, 1.0),
    ("d'Artagnan", ["dArtagnan", "d Artagnan"], 1, 1.0),
    ("“An” apple", ["an apple", "apple"], 0, 0.5),
    ("_a_ b", ["b", "a b"], 1, 1.0),
    ("a\xa0b", ["B"], 1, 1.0),
    ("Who's the Who?", ["whos who"], 1, 1.0),
    ("İstanbul", ["istanbul", "i̇stanbul"], 1, 1.0),
    ("more than 20 years", ["20 years", "over 20 years"], 0, 0.6666666666666666),
    ("the-cat", ["cat", "thecat"], 1, 1.0),
    ("x", ["the", "a x y z"], 0, 0.5),
]
"""Prediction, accepted texts, EM and F1 by SQuAD 2.0's published script (evaluate-v2.0.py)."""


@pytest.mark.parametrize(("prediction", "accepted", "em", "overlap"), PUBLISHED)
def test_exact_match_and_f1_equal_the_published_script(
    prediction: str, accepted: list[str], em: int, overlap: float
) -> None:
    assert exact_match(prediction, accepted) == em
    assert f1(prediction, accepted) == pytest.approx(overlap, abs=1e-12)


@given(TEXT, TEXT)
def test_exact_match_and_f1_follow_squad_on_any_string(prediction: str, gold: str) -> None:
    assert normalize(prediction) == squad_normalize(prediction)
    assert exact_match(prediction, [gold]) == float(
        squad_normalize(prediction) == squad_normalize(gold)
    )
    assert f1(prediction, [gold]) == pytest.approx(squad_f1(prediction, gold), abs=1e-12)


def test_f1_worked_out_by_hand() -> None:
    # "cat sat mat" and "black cat": one word in common, precision 1/3, recall 1/2
    assert f1("the cat sat, mat", ["a black cat"]) == pytest.approx(
        2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2)
    )
    assert f1("New York New York", ["New York"]) == pytest.approx(2 * (2 / 4) * 1 / (2 / 4 + 1))


def test_the_best_accepted_text_counts() -> None:
    assert exact_match("1994", ["in 1994", "1994"]) == 1.0
    assert f1("1994", ["in July 1994", "in 1994"]) == pytest.approx(2 / 3)


def test_only_an_empty_prediction_is_right_for_an_unanswerable_question() -> None:
    assert (exact_match(None, []), f1(None, [])) == (1.0, 1.0)
    assert (exact_match("1994", []), f1("1994", [])) == (0.0, 0.0)
    assert (exact_match(None, ["1994"]), f1(None, ["1994"])) == (0.0, 0.0)


def test_a_gold_text_of_articles_only_is_left_out() -> None:
    assert exact_match("", ["The", "cat"]) == 0.0
    assert exact_match("cat", ["The", "cat"]) == 1.0

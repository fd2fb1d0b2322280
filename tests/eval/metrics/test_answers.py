"""Every measure against its definition, worked out another way: by hand, by brute force, or by numpy."""

from __future__ import annotations

import math
import string
from collections.abc import Sequence
from itertools import groupby, pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.answers import (
    Abstention,
    Bin,
    Ranking,
    abstention,
    aurc,
    bootstrap,
    brier,
    ece,
    exact_match,
    f1,
    hit_at,
    normalize,
    percentile,
    ranking,
    reciprocal_rank,
    reliability,
    resample,
    risk_coverage,
)

Judged = list[tuple[float, bool]]
judged = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.3, 0.35, 0.9, 1.0]), st.booleans()),
    min_size=1,
    max_size=30,
)
words = st.text(alphabet="a nthe1.,-’éÉ_\t", max_size=20)


# SQuAD's definitions, without the regular expression and the Counter


def squad_normalize(text: str) -> str:
    kept = [character for character in text.lower() if character not in string.punctuation]
    runs = [
        "".join(run)
        for _, run in groupby(kept, key=lambda character: character.isalnum() or character == "_")
    ]
    return " ".join("".join(" " if run in ("a", "an", "the") else run for run in runs).split())


def squad_f1(prediction: str, gold: str) -> float:
    given, left = squad_normalize(prediction).split(), squad_normalize(gold).split()
    if not given or not left:
        return float(given == left)
    size, common = len(left), 0
    for token in given:
        if token in left:
            left.remove(token)
            common += 1
    if not common:
        return 0.0
    precision, recall = common / len(given), common / size
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
def test_f1_and_exact_follow_squad_on_hard_strings(prediction: str) -> None:
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
"""Prediction, accepted texts, and what SQuAD 2.0's published evaluation script (evaluate-v2.0.py) gives for them: EM and F1."""


@pytest.mark.parametrize(("prediction", "accepted", "em", "overlap"), PUBLISHED)
def test_f1_and_exact_are_those_of_the_published_script(
    prediction: str, accepted: list[str], em: int, overlap: float
) -> None:
    assert exact_match(prediction, accepted) == em
    assert f1(prediction, accepted) == pytest.approx(overlap, abs=1e-12)


@given(words, words)
def test_f1_and_exact_follow_squad_on_any_string(prediction: str, gold: str) -> None:
    assert normalize(prediction) == squad_normalize(prediction)
    assert exact_match(prediction, [gold]) == float(
        squad_normalize(prediction) == squad_normalize(gold)
    )
    assert f1(prediction, [gold]) == pytest.approx(squad_f1(prediction, gold), abs=1e-12)


def test_f1_worked_by_hand() -> None:
    # "cat sat mat" and "black cat": one word in common, precision 1/3, recall 1/2
    assert f1("the cat sat, mat", ["a black cat"]) == pytest.approx(
        2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2)
    )
    assert f1("New York New York", ["New York"]) == pytest.approx(2 * (2 / 4) * 1 / (2 / 4 + 1))


def test_the_best_accepted_text_counts() -> None:
    assert exact_match("1994", ["in 1994", "1994"]) == 1.0
    assert f1("1994", ["in July 1994", "in 1994"]) == pytest.approx(2 / 3)


def test_unanswerable_is_won_only_by_saying_nothing() -> None:
    assert (exact_match(None, []), f1(None, [])) == (1.0, 1.0)
    assert (exact_match("1994", []), f1("1994", [])) == (0.0, 0.0)
    assert (exact_match(None, ["1994"]), f1(None, ["1994"])) == (0.0, 0.0)


def test_gold_of_articles_only_is_left_out_as_squad_does() -> None:
    assert exact_match("", ["The", "cat"]) == 0.0
    assert exact_match("cat", ["The", "cat"]) == 1.0


@pytest.mark.parametrize(
    ("rank", "hits", "reciprocal"),
    [(1, [1, 1, 1], 1.0), (5, [0, 1, 1], 0.2), (6, [0, 0, 1], 1 / 6), (None, [0, 0, 0], 0.0)],
)
def test_hits_and_reciprocal_rank(rank: int | None, hits: list[int], reciprocal: float) -> None:
    assert [hit_at(rank, k) for k in (1, 5, 10)] == hits
    assert reciprocal_rank(rank) == reciprocal


def test_ranking_is_the_mean_over_all_questions_found_or_not() -> None:
    assert ranking([1, 2, None, 8]) == Ranking(4, 0.25, 0.5, 0.75, (1 + 1 / 2 + 1 / 8) / 4)
    assert ranking([]) == Ranking(0, None, None, None, None)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.integers(0, 100))
def test_percentile_is_the_inverted_cdf(values: list[float], percent: int) -> None:
    assert percentile(values, percent) == np.percentile(values, percent, method="inverted_cdf")


def test_percentile_by_nearest_rank() -> None:
    assert [percentile([50, 15, 40, 20, 35], percent) for percent in (5, 30, 40, 50, 100)] == [
        15,
        20,
        20,
        35,
        50,
    ]
    assert percentile([], 50) is None


def test_abstention_worked_by_hand() -> None:
    decisions = (
        [(True, True)] * 3 + [(True, False)] * 1 + [(False, True)] * 2 + [(False, False)] * 9
    )
    found = abstention(decisions)
    assert (found.precision, found.recall) == (3 / 4, 3 / 5)
    assert found.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))


def test_abstention_without_a_denominator_is_none() -> None:
    assert abstention([(False, False)]) == Abstention(None, None, None)
    assert abstention([(False, True)]) == Abstention(None, 0.0, 0.0)
    assert abstention([(True, False)]) == Abstention(0.0, None, 0.0)


def test_reliability_and_ece_worked_by_hand() -> None:
    pairs = [(0.05, False), (0.95, True), (1.0, False), (0.92, True)]
    low, high = reliability(pairs)
    assert low == Bin(0.05, 0.0, 1)
    assert (high.confidence, high.share) == pytest.approx((2.87 / 3, 2 / 3))
    assert high.count == 3
    assert ece(pairs) == pytest.approx((1 * 0.05 + 3 * abs(2 / 3 - 2.87 / 3)) / 4)
    assert ece([]) is None


@given(judged)
def test_ece_is_bounded_and_sees_no_order(pairs: Judged) -> None:
    value = ece(pairs)
    assert value is not None
    assert 0 <= value <= 1
    assert ece(pairs[::-1]) == pytest.approx(value)
    assert sum(part.count for part in reliability(pairs)) == len(pairs)


@given(st.lists(st.booleans(), min_size=1))
def test_a_confidence_equal_to_the_share_right_has_no_calibration_error(
    verdicts: list[bool],
) -> None:
    share = sum(verdicts) / len(verdicts)
    assert ece([(share, right) for right in verdicts]) == pytest.approx(0, abs=1e-12)
    assert brier((share, right) for right in verdicts) == pytest.approx(
        share * (1 - share)
    )  # the variance


def test_brier_worked_by_hand() -> None:
    assert brier([(0.8, True), (0.4, False)]) == pytest.approx((0.2**2 + 0.4**2) / 2)
    assert brier([]) is None


def mean_risk(pairs: Sequence[tuple[float, bool]]) -> float:
    wrong = [not right for _, right in pairs]
    return sum(sum(wrong[:n]) / n for n in range(1, len(wrong) + 1)) / len(wrong)


def test_risk_coverage_worked_by_hand() -> None:
    assert risk_coverage([(0.2, False), (0.9, True)]) == [(0.5, 0.0), (1.0, 0.5)]
    assert risk_coverage([]) == []
    assert aurc([]) is None


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1, max_size=6))
def test_aurc_is_the_mean_over_all_orders_of_equal_confidences(pairs: Judged) -> None:
    orders = [
        order for order in permutations(pairs) if all(a[0] >= b[0] for a, b in pairwise(order))
    ]
    assert aurc(pairs) == pytest.approx(sum(map(mean_risk, orders)) / len(orders))


@given(judged)
def test_risk_at_full_coverage_is_the_error_rate(pairs: Judged) -> None:
    coverage, risk = risk_coverage(pairs)[-1]
    assert coverage == 1.0
    assert risk == pytest.approx(sum(not right for _, right in pairs) / len(pairs))


def test_bootstrap_agrees_with_the_normal_interval_of_a_share() -> None:
    half = 1.96 * math.sqrt(0.25 / 400)
    assert bootstrap([1.0] * 200 + [0.0] * 200, times=4000) == pytest.approx(
        (0.5 - half, 0.5 + half), abs=0.004
    )


def test_bootstrap_repeats_itself_and_follows_its_seed() -> None:
    values = [float(n % 7) for n in range(50)]
    assert bootstrap(values) == bootstrap(values)
    assert bootstrap(values, seed=1) != bootstrap(values)
    assert bootstrap([0.25] * 9) == (0.25, 0.25)
    assert bootstrap([]) is None


def test_resample_draws_from_all_values() -> None:
    means = resample([0.0, 1.0], 2000)
    assert {0.0, 0.5, 1.0} == set(means.tolist())
    assert (means == 0.5).mean() == pytest.approx(0.5, abs=0.05)

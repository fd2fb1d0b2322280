"""Calibration and risk measures, by hand and by brute force."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.calibration import (
    Bin,
    accuracy_at,
    aurc,
    brier,
    ece,
    reliability,
    risk_coverage,
)

Pairs = list[tuple[float, bool]]


predictions = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.3, 0.35, 0.9, 1.0]), st.booleans()),
    min_size=1,
    max_size=30,
)


def test_reliability_and_ece_worked_by_hand() -> None:
    pairs = [(0.05, False), (0.95, True), (1.0, False), (0.92, True)]
    low, high = reliability(pairs)
    assert low == Bin(0.05, 0.0, 1)
    assert (high.confidence, high.share) == pytest.approx((2.87 / 3, 2 / 3))
    assert high.count == 3
    assert ece(pairs) == pytest.approx((1 * 0.05 + 3 * abs(2 / 3 - 2.87 / 3)) / 4)
    assert ece([]) is None


@given(predictions)
def test_ece_is_bounded_and_independent_of_the_order(pairs: Pairs) -> None:
    value = ece(pairs)
    assert value is not None
    assert 0 <= value <= 1
    assert ece(pairs[::-1]) == pytest.approx(value)
    assert sum(part.count for part in reliability(pairs)) == len(pairs)


@given(st.lists(st.booleans(), min_size=1))
def test_a_confidence_equal_to_the_share_right_has_no_calibration_error(
    outcomes: list[bool],
) -> None:
    share = sum(outcomes) / len(outcomes)
    assert ece([(share, right) for right in outcomes]) == pytest.approx(0, abs=1e-12)
    assert brier((share, right) for right in outcomes) == pytest.approx(
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
    assert accuracy_at([], 0.5) is None


def test_accuracy_at_rounds_the_number_of_questions_up() -> None:
    pairs = [(0.9, True), (0.8, False), (0.7, True)]
    shares = [accuracy_at(pairs, coverage) for coverage in (0.01, 0.34, 0.5, 1.0)]
    assert shares == pytest.approx([1.0, 1 / 2, 1 / 2, 2 / 3])


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1, max_size=6))
def test_aurc_is_the_mean_over_all_orders_of_equal_confidences(pairs: Pairs) -> None:
    orders = [
        order for order in permutations(pairs) if all(a[0] >= b[0] for a, b in pairwise(order))
    ]
    assert aurc(pairs) == pytest.approx(sum(map(mean_risk, orders)) / len(orders))


@given(predictions)
def test_risk_at_full_coverage_is_the_error_rate(pairs: Pairs) -> None:
    coverage, risk = risk_coverage(pairs)[-1]
    assert coverage == 1.0
    assert risk == pytest.approx(sum(not right for _, right in pairs) / len(pairs))

"""Precision, recall and F1 of abstaining, by hand."""

from __future__ import annotations

import pytest

from eval.metrics.abstention import Abstention, abstention


def test_abstention_worked_by_hand() -> None:
    decisions = (
        [(True, True)] * 3 + [(True, False)] * 1 + [(False, True)] * 2 + [(False, False)] * 9
    )
    result = abstention(decisions)
    assert (result.precision, result.recall) == (3 / 4, 3 / 5)
    assert result.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))


def test_abstention_without_a_denominator_is_none() -> None:
    assert abstention([(False, False)]) == Abstention(None, None, None)
    assert abstention([(False, True)]) == Abstention(None, 0.0, 0.0)
    assert abstention([(True, False)]) == Abstention(0.0, None, 0.0)

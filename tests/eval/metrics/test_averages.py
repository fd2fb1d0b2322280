"""Mean and percentile, against numpy and by hand."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.averages import mean, percentile


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


def test_mean_of_no_values_is_none() -> None:
    assert mean([]) is None
    assert mean([0.1] * 10) == 0.1

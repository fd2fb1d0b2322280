"""Bootstrap, permutation test and Wilson interval, against scipy, by hand and by brute force."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from eval.metrics.significance import (
    bootstrap,
    paired_difference,
    permutation_p,
    resample,
    wilson_upper_bound,
)


def test_bootstrap_agrees_with_the_normal_interval_of_a_share() -> None:
    half = 1.96 * math.sqrt(0.25 / 400)
    assert bootstrap([1.0] * 200 + [0.0] * 200, times=4000) == pytest.approx(
        (0.5 - half, 0.5 + half), abs=0.004
    )


def test_bootstrap_is_deterministic_for_a_seed() -> None:
    values = [float(n % 7) for n in range(50)]
    assert bootstrap(values) == bootstrap(values)
    assert bootstrap(values, seed=1) != bootstrap(values)
    assert bootstrap([0.25] * 9) == (0.25, 0.25)
    assert bootstrap([]) is None


def test_resample_draws_from_all_values() -> None:
    means = resample([0.0, 1.0], 2000)
    assert {0.0, 0.5, 1.0} == set(means.tolist())
    assert (means == 0.5).mean() == pytest.approx(0.5, abs=0.05)


def test_permutation_p_is_the_share_of_all_signs() -> None:
    changes = np.array([1.0, 1.0, 1.0, -1.0, 0.5, 0.25])
    exact = np.mean(
        [
            abs(np.dot(signs, changes)) >= abs(changes.sum()) - 1e-9
            for signs in product((1, -1), repeat=6)
        ]
    )
    assert permutation_p(changes) == pytest.approx(float(exact), abs=0.015)
    assert permutation_p(changes) == permutation_p(-changes)
    assert permutation_p(np.zeros(0)) == 1.0
    assert permutation_p(np.ones(40)) == 1 / 10_001


def test_bootstrap_and_permutation_agree_with_scipy() -> None:
    # here, so that only the process that runs this test imports it
    from scipy import stats  # type: ignore[import-untyped]  # no stubs

    random = np.random.default_rng(0)
    first = random.integers(0, 2, 300).astype(float)
    second = np.where(random.random(300) < 0.2, random.integers(0, 2, 300), first)
    difference = paired_difference("right", first.tolist(), second.tolist())
    changes = second - first
    interval = stats.bootstrap(
        (changes,), np.mean, method="percentile", random_state=1
    ).confidence_interval
    assert (difference.low, difference.high) == pytest.approx(tuple(interval), abs=0.006)
    oracle = stats.permutation_test(
        (changes,), np.sum, permutation_type="samples", n_resamples=9_999, random_state=1
    )
    assert difference.p == pytest.approx(oracle.pvalue, abs=0.02)


@pytest.mark.parametrize(("count", "total"), [(0, 10), (3, 3), (1, 40), (50, 100), (999, 1000)])
def test_the_wilson_interval_equals_scipys(count: int, total: int) -> None:
    # here, so that only the process that runs this test imports it
    from scipy import stats

    interval = stats.binomtest(count, total).proportion_ci(0.95, method="wilson")
    assert wilson_upper_bound(count, total) == pytest.approx(interval.high, abs=1e-6)


def test_the_wilson_interval_worked_by_hand() -> None:
    # none wrong: z^2 / (n + z^2) with z = 1.96; half wrong of 100: .5 +- .0962
    assert wilson_upper_bound(0, 10) == pytest.approx(3.8415 / 13.8415, abs=1e-4)
    assert wilson_upper_bound(50, 100) == pytest.approx(0.5962, abs=1e-4)
    assert wilson_upper_bound(3, 3) == 1.0

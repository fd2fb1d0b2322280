"""How far a figure, or a difference, may be due to chance: bootstrap, permutation test, Wilson.

In numpy, though scipy has all three: an installed Pincite without the extras has no scipy, and
`pincite eval run` and `compare` must work there. The tests hold them against scipy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

RESAMPLES = 10_000
"""Of a paired comparison, for the bootstrap and for the permutation test."""

_BATCH = 500  # permutations drawn at once


def resample(values: Sequence[float], times: int, seed: int = 0) -> Numbers:
    """The means of `times` samples of the values, drawn with replacement (Efron's bootstrap)."""
    numbers = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(seed)
    return np.array(
        [numbers[random.integers(0, len(numbers), len(numbers))].mean() for _ in range(times)]
    )


def bootstrap(
    values: Sequence[float], times: int = 1000, seed: int = 0
) -> tuple[float, float] | None:
    """95 % percentile interval of the mean, None without values. Deterministic for a seed."""
    if not values:
        return None
    low, high = np.percentile(resample(values, times, seed), [2.5, 97.5])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Difference:
    """Of the means of one measure, second minus first, over the same questions.

    `low` and `high` are the 95 % interval of the difference, from a paired bootstrap. `p` is
    two-sided, from a paired permutation test: how often, if the two runs' answers were swapped at
    random question by question, the difference would be at least as large.
    """

    measure: str
    first: float
    second: float
    low: float
    high: float
    p: float


def paired_difference(measure: str, first: Sequence[float], second: Sequence[float]) -> Difference:
    """`first` and `second` hold the same questions in the same order."""
    changes = np.asarray(second, np.float64) - np.asarray(first, np.float64)
    low, high = np.percentile(resample(changes.tolist(), RESAMPLES), [2.5, 97.5])
    return Difference(
        measure=measure,
        first=sum(first) / len(first),
        second=sum(second) / len(second),
        low=float(low),
        high=float(high),
        p=permutation_p(changes[changes != 0]),
    )


def permutation_p(changes: Numbers, times: int = RESAMPLES, seed: int = 0) -> float:
    """How often random signs give the changes a sum at least as far from zero.

    The observed signs count as one of the tries, so p is never 0: the smallest is 1 / (times + 1).
    Changes of zero make no difference and can be left out.
    """
    random = np.random.default_rng(seed)
    extreme, observed = 0, abs(changes.sum()) - 1e-9
    for start in range(0, times, _BATCH):
        count = min(_BATCH, times - start)
        signs = random.integers(0, 2, (count, len(changes))) * 2 - 1
        extreme += int((np.abs(signs @ changes) >= observed).sum())
    return (extreme + 1) / (times + 1)


def wilson_upper_bound(count: float, total: float) -> float:
    """Upper end of the 95 % score interval of the share count / total (Wilson 1927).

    0 of 10 may still be 28 %.
    """
    z = 1.959964
    share, z2 = count / total, z * z / total
    half_width = z * math.sqrt(share * (1 - share) / total + z2 / (4 * total))
    return min(1.0, (share + z2 / 2 + half_width) / (1 + z2))

"""Measures of a ranking, as trec_eval defines them: relevant things have grades of 1 or more, ranks count from 1, linear gain.

A ranking never holds a thing twice, and what is relevant but was not found stays in every denominator.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Ranked:
    """`gains` are the grades in the order of the ranking, 0 for what is not relevant; `ideal` those of all that is relevant, best first."""

    gains: tuple[int, ...]
    ideal: tuple[int, ...]


def ranked(found: Sequence[Thing], grades: Mapping[Thing, int]) -> Ranked:
    """The things found, best first, held against the grades of the relevant ones. A grade below 1 means: not relevant."""
    relevant = {thing: grade for thing, grade in grades.items() if grade > 0}
    once = dict.fromkeys(found)
    return Ranked(
        tuple(relevant.get(thing, 0) for thing in once),
        tuple(sorted(relevant.values(), reverse=True)),
    )


def recall_at(of: Ranked, k: int) -> float:
    """recall@k: the share of all relevant things that is among the first k. 0.0 where nothing is relevant."""
    return sum(gain > 0 for gain in islice(of.gains, k)) / len(of.ideal) if of.ideal else 0.0


def ndcg_at(of: Ranked, k: int) -> float:
    """nDCG@k: sum of grade / log2(1 + rank) over the first k, as a share of what the best order would have. In [0, 1]."""
    best = _dcg(of.ideal[:k])
    return _dcg(of.gains[:k]) / best if best else 0.0


def average_precision(of: Ranked) -> float:
    """Mean, over all relevant things, of the precision at their ranks; 0 for one that was not found. MAP is the mean of it."""
    ranks = [rank for rank, gain in enumerate(of.gains, 1) if gain > 0]
    return (
        math.fsum(found / rank for found, rank in enumerate(ranks, 1)) / len(of.ideal)
        if of.ideal
        else 0.0
    )


def _dcg(gains: Sequence[int]) -> float:
    return math.fsum(gain / math.log2(1 + rank) for rank, gain in enumerate(gains, 1))

"""Measures of a ranking, as trec_eval defines them.

Relevant items have grades of 1 or more, ranks count from 1, the gain is linear. A ranking holds
each item once; a relevant item that was not retrieved still counts in every denominator.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from eval.metrics.formatting import number, share

Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking as grades.

    `gains` are the grades in the order of the ranking, 0 for an item that is not relevant; `ideal`
    the grades of all relevant items, the best first.
    """

    gains: tuple[int, ...]
    ideal: tuple[int, ...]


def ranked(items: Sequence[Item], grades: Mapping[Item, int]) -> Ranked:
    """`items` as retrieved, best first; an item with a grade below 1 is not relevant."""
    relevant = {item: grade for item, grade in grades.items() if grade > 0}
    return Ranked(
        gains=tuple(relevant.get(item, 0) for item in dict.fromkeys(items)),
        ideal=tuple(sorted(relevant.values(), reverse=True)),
    )


def hit_at(rank: int | None, k: int) -> float:
    """hit@k of one question, 0.0 or 1.0: is *a* gold passage among the first k?

    (recall@k asks for all of them.) `rank` is that of the first gold passage; None: not retrieved.
    """
    return float(rank is not None and rank <= k)


def reciprocal_rank(rank: int | None) -> float:
    """1 / rank of the first gold passage, 0.0 if none was retrieved. MRR is its mean."""
    return 0.0 if rank is None else 1 / rank


def recall_at(ranking: Ranked, k: int) -> float:
    """recall@k: the share of all relevant items among the first k. 0.0 if nothing is relevant."""
    if not ranking.ideal:
        return 0.0
    return sum(gain > 0 for gain in islice(ranking.gains, k)) / len(ranking.ideal)


def ndcg_at(ranking: Ranked, k: int) -> float:
    """nDCG@k in [0, 1]: the sum of grade / log2(1 + rank) over the first k, over the ideal sum."""
    ideal = _dcg(ranking.ideal[:k])
    return _dcg(ranking.gains[:k]) / ideal if ideal else 0.0


def average_precision(ranking: Ranked) -> float:
    """Mean, over all relevant items, of the precision at their ranks; 0 if not retrieved.

    MAP is its mean. 0.0 if nothing is relevant.
    """
    if not ranking.ideal:
        return 0.0
    ranks = [rank for rank, gain in enumerate(ranking.gains, 1) if gain > 0]
    return math.fsum(count / rank for count, rank in enumerate(ranks, 1)) / len(ranking.ideal)


def _dcg(gains: Sequence[int]) -> float:
    return math.fsum(gain / math.log2(1 + rank) for rank, gain in enumerate(gains, 1))


@dataclass(frozen=True, slots=True)
class RankingMeasure:
    """A measure of one search for one question, in [0, 1], higher is better.

    `compute` takes the rank of the first gold passage, and the whole ranking.
    """

    name: str
    compute: Callable[[int | None, Ranked], float]
    format: Callable[[float | None], str] = share


RANKING_MEASURES = (
    RankingMeasure("hit@1", lambda rank, _: hit_at(rank, 1)),
    RankingMeasure("hit@5", lambda rank, _: hit_at(rank, 5)),
    RankingMeasure("hit@10", lambda rank, _: hit_at(rank, 10)),
    RankingMeasure("MRR", lambda rank, _: reciprocal_rank(rank), number),
    RankingMeasure("recall@10", lambda _, ranking: recall_at(ranking, 10)),
    RankingMeasure("recall@100", lambda _, ranking: recall_at(ranking, 100)),
    RankingMeasure("nDCG@10", lambda _, ranking: ndcg_at(ranking, 10), number),
    RankingMeasure("MAP", lambda _, ranking: average_precision(ranking), number),
)
"""What `pincite eval search` and the benchmark `quality` report, in the order of the columns."""

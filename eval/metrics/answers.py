"""Measures, as pure functions. Each one says its convention; None is the answer where there is nothing to measure.

`Judged` pairs are (confidence, right): how sure the engine was of its best reading, and whether that reading was right.
"""

from __future__ import annotations

import math
import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Judged = tuple[float, bool]
Numbers = NDArray[np.float64]

_PUNCTUATION = str.maketrans("", "", string.punctuation)
BINS = 10


def normalize(text: str) -> str:
    """As SQuAD compares: lower case, no ASCII punctuation, no a/an/the, single spaces. `normalize("The U.S., a Land")` is "us land"."""
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(prediction: str | None, accepted: Sequence[str]) -> float:
    """SQuAD 2.0 exact match, 0.0 or 1.0: the best over the accepted texts. None: abstained; no accepted text: unanswerable."""
    given = normalize(prediction if prediction is not None else "")
    return float(given in _golds(accepted))


def f1(prediction: str | None, accepted: Sequence[str]) -> float:
    """SQuAD 2.0 F1 in [0, 1]: the best overlap of words over the accepted texts; 1.0 iff both sides are empty where one of them is."""
    given = normalize(prediction if prediction is not None else "").split()
    return max(_overlap(given, gold.split()) for gold in _golds(accepted))


def _golds(accepted: Sequence[str]) -> list[str]:
    """As in SQuAD's own script, texts of which nothing is left ("The") are left out, and no text at all is the empty one."""
    texts = [text for text in map(normalize, accepted) if text]
    return texts if texts else [""]


def _overlap(given: list[str], gold: list[str]) -> float:
    if not given or not gold:
        return float(given == gold)
    common = sum((Counter(given) & Counter(gold)).values())
    return 2 * common / (len(given) + len(gold))


def hit_at(rank: int | None, k: int) -> float:
    """hit@k of one question, 0.0 or 1.0: is *a* gold passage among the first k? (recall@k asks for all of them.) None: not found."""
    return float(rank is not None and rank <= k)


def reciprocal_rank(rank: int | None) -> float:
    """1 / rank of the first gold passage, counted from 1; 0.0 where none was found."""
    return 0.0 if rank is None else 1 / rank


@dataclass(frozen=True, slots=True)
class Ranking:
    """Means over `n` questions that have a gold passage: the share found among the first 1, 5 and 10, and the mean reciprocal rank."""

    n: int
    hit_1: float | None
    hit_5: float | None
    hit_10: float | None
    mrr: float | None


def ranking(ranks: Sequence[int | None]) -> Ranking:
    hit_1, hit_5, hit_10 = (mean(hit_at(rank, k) for rank in ranks) for k in (1, 5, 10))
    return Ranking(len(ranks), hit_1, hit_5, hit_10, mean(map(reciprocal_rank, ranks)))


def mean(values: Iterable[float]) -> float | None:
    numbers = list(values)
    return math.fsum(numbers) / len(numbers) if numbers else None


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Nearest rank: the smallest value that at least `percent` % of the values do not exceed; always one of the values."""
    if not values:
        return None
    return sorted(values)[max(math.ceil(percent / 100 * len(values)), 1) - 1]


@dataclass(frozen=True, slots=True)
class Abstention:
    """Of the decision "no answer": precision over the abstentions, recall over the unanswerable questions, F1 of the two."""

    precision: float | None
    recall: float | None
    f1: float | None


def abstention(decisions: Iterable[tuple[bool, bool]]) -> Abstention:
    """`decisions` are (abstained, unanswerable). A part without a denominator is None; F1 is 2 TP / (2 TP + FP + FN)."""
    count = Counter((bool(abstained), bool(unanswerable)) for abstained, unanswerable in decisions)
    right, wrong, missed = count[True, True], count[True, False], count[False, True]
    return Abstention(
        _share(right, right + wrong),
        _share(right, right + missed),
        _share(2 * right, 2 * right + wrong + missed),
    )


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Bin:
    """Judged readings of like confidence: their mean confidence, the share of them that was right, and how many they are."""

    confidence: float
    share: float
    count: int


def reliability(judged: Iterable[Judged]) -> list[Bin]:
    """Ten equal-width bins [0, .1), [.1, .2) … [.9, 1]; those without a reading are left out."""
    bins: dict[int, list[Judged]] = {}
    for confidence, right in judged:
        bins.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    parts = [bins[number] for number in sorted(bins)]
    return [
        Bin(
            math.fsum(c for c, _ in part) / len(part),
            sum(r for _, r in part) / len(part),
            len(part),
        )
        for part in parts
    ]


def ece(judged: Sequence[Judged]) -> float | None:
    """Expected calibration error in [0, 1], lower is better: |share right - mean confidence| of ten equal-width bins, by count."""
    gaps = math.fsum(abs(part.share - part.confidence) * part.count for part in reliability(judged))
    return _share(gaps, len(judged))


def brier(judged: Iterable[Judged]) -> float | None:
    """Mean squared distance of confidence from 1 (right) or 0 (wrong), in [0, 1], lower is better."""
    return mean((confidence - right) ** 2 for confidence, right in judged)


def risk_coverage(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    """(share of questions answered, share of those that is wrong), from the surest question alone to all of them.

    Questions of equal confidence come in no order: each counts as the mean of its group, which is the expectation over all orders.
    """
    if not judged:
        return []
    confidence = np.array([c for c, _ in judged], dtype=np.float64)
    wrong = np.array([not right for _, right in judged], dtype=np.float64)
    _, group = np.unique(-confidence, return_inverse=True)
    risk_of_group = np.bincount(group, wrong) / np.bincount(group)
    answered = np.arange(1, len(judged) + 1)
    risk = np.cumsum(risk_of_group[np.sort(group)]) / answered
    return list(zip((answered / len(judged)).tolist(), risk.tolist(), strict=True))


def aurc(judged: Sequence[Judged]) -> float | None:
    """Area under the risk-coverage curve, in [0, 1], lower is better: the mean of its risks (Geifman and El-Yaniv 2017)."""
    return mean(risk for _, risk in risk_coverage(judged))


def accuracy_at(judged: Sequence[Judged], coverage: float) -> float | None:
    """Share right of the surest `coverage` of the questions (rounded up to whole ones), were only they answered."""
    curve = risk_coverage(judged)
    return 1 - curve[max(math.ceil(coverage * len(curve)), 1) - 1][1] if curve else None


def resample(values: Sequence[float], times: int, seed: int = 0) -> Numbers:
    """Means of `times` samples of the values, drawn with replacement (the bootstrap of Efron)."""
    numbers = np.asarray(values, dtype=np.float64)
    draw = np.random.default_rng(seed)
    return np.array(
        [numbers[draw.integers(0, len(numbers), len(numbers))].mean() for _ in range(times)]
    )


def bootstrap(
    values: Sequence[float], times: int = 1000, seed: int = 0
) -> tuple[float, float] | None:
    """95 % percentile interval of the mean. The same values and seed give the same interval."""
    if not values:
        return None
    low, high = np.percentile(resample(values, times, seed), [2.5, 97.5])
    return float(low), float(high)

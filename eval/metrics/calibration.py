"""How far a stated confidence can be trusted: calibration error, Brier score, risk and coverage.

A prediction is (confidence in [0, 1], right): of the best candidate for one question. Without any
prediction, each measure is None and each curve empty.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from eval.metrics.averages import mean

Predictions = Sequence[tuple[float, bool]]

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of similar confidence: their mean confidence, the share that is right, how many.

    A point of the reliability diagram.
    """

    confidence: float
    share: float
    count: int


def reliability(predictions: Iterable[tuple[float, bool]]) -> list[Bin]:
    """Ten equal-width bins [0, .1), [.1, .2) … [.9, 1], in this order, without the empty ones."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in predictions:
        bins.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
    return [_bin(bins[number]) for number in sorted(bins)]


def _bin(predictions: Predictions) -> Bin:
    count = len(predictions)
    return Bin(
        confidence=math.fsum(confidence for confidence, _ in predictions) / count,
        share=sum(right for _, right in predictions) / count,
        count=count,
    )


def ece(predictions: Predictions) -> float | None:
    """Expected calibration error in [0, 1], lower is better.

    |share right - mean confidence| of ten equal-width bins, weighted by their counts.
    """
    if not predictions:
        return None
    bins = reliability(predictions)
    gap = math.fsum(abs(each.share - each.confidence) * each.count for each in bins)
    return gap / len(predictions)


def brier(predictions: Iterable[tuple[float, bool]]) -> float | None:
    """Brier score: mean squared difference of confidence and outcome (1 right, 0 wrong).

    In [0, 1], lower is better.
    """
    return mean((confidence - right) ** 2 for confidence, right in predictions)


def risk_coverage(predictions: Predictions) -> list[tuple[float, float]]:
    """(share of questions answered, share of those answers that is wrong), as confidence falls.

    From the most confident prediction alone to all of them. Predictions of equal confidence have
    no order: each counts as the mean of its group, the expectation over all orders.
    """
    risks: list[float] = []
    falling = sorted(predictions, key=_confidence, reverse=True)
    for _, group in groupby(falling, key=_confidence):
        wrong = [not right for _, right in group]
        risks.extend([sum(wrong) / len(wrong)] * len(wrong))
    return [
        (answered / len(risks), total / answered)
        for answered, total in enumerate(accumulate(risks), 1)
    ]


def _confidence(prediction: tuple[float, bool]) -> float:
    return prediction[0]


def aurc(predictions: Predictions) -> float | None:
    """Area under the risk-coverage curve, in [0, 1], lower is better.

    The mean of the curve's risks (Geifman and El-Yaniv 2017).
    """
    return mean(risk for _, risk in risk_coverage(predictions))


def accuracy_at(predictions: Predictions, coverage: float) -> float | None:
    """Share right among the most confident `coverage` of the questions, rounded up."""
    curve = risk_coverage(predictions)
    return 1 - curve[max(math.ceil(coverage * len(curve)), 1) - 1][1] if curve else None

"""Fit the confidence: a logistic model from a reading's evidence to the probability that it is right, and the threshold of abstention.

The questions are halved by article, so that nothing the model was fitted on is known to the half that it is reported on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TypeVar

import numpy as np

from eval.calibration.operating_points import Prediction, risk_table
from eval.datasets.dataset import Question
from eval.metrics.aggregate import summarise
from eval.metrics.answers import Numbers, mean
from eval.reports.plots import recipe_line
from eval.runs.records import EvalRecord
from eval.runs.run_file import Run
from index.errors import PinciteError

Asked = TypeVar("Asked", bound=Question)

STRENGTH = 1.0
"""Of the L2 penalty on standardised features: scikit-learn's C = 1."""


RISKS = (0.02, 0.05, 0.1, 0.125, 0.15, 0.2, 0.3)
"""Shares of wrong answers that a user may choose between."""

DEFAULT_RISK = 0.15
"""About one in seven, where one question in six is a trap, as SQuAD 2.0's that have no answer are. On 1,800 questions of SQuAD 1.1 that
came to one in fourteen, with 78 % of them answered, on the sample set to one in sixteen, with 63 %; at 0.125 it was 55 % there. Where a
reader cannot keep to it, the threshold is where right answers outnumber wrong ones most."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """P(right) = 1 / (1 + exp(-(bias + sum of weight x feature))), of the features as they come, not standardised."""

    features: Mapping[str, float]
    bias: float

    def probability(self, evidence: Mapping[str, float]) -> float:
        return float(
            _sigmoid(
                np.array(
                    self.bias
                    + sum(weight * evidence[name] for name, weight in self.features.items())
                )
            )
        )


def calibrate(runs: Sequence[Run]) -> dict[str, object]:
    """What `qa` loads: weights, bias, threshold; beside them what they were fitted on, and how they do on the half held out.

    `before` is the same half with the confidence that the runs were made with.
    """
    known, held_out, left_out = split(row for run in runs for row in run.rows)
    if not held_out:
        raise PinciteError(
            "All questions are about one article, wanted two or more: one half is to be held out. Add the run of another set."
        )
    model = fit(known)
    risks = list(_risks(model, known, held_out))
    chosen = (
        threshold
        for risk in risks
        if risk["wrong"] == DEFAULT_RISK and (threshold := risk["threshold"]) is not None
    )
    threshold = next(chosen, round(best_threshold(model, known), 4))
    return {
        "features": dict(model.features),
        "bias": model.bias,
        "threshold": threshold,
        "risks": risks,
        "fitted_on": {
            "runs": [recipe_line(run.config) for run in runs],
            **_quality(decide(known, model, threshold)),
            "left_out": left_out,
        },
        "held_out": _quality(decide(held_out, model, threshold)),
        "before": _quality(held_out),
    }


def split(rows: Iterable[Asked]) -> tuple[list[Asked], list[Asked], int]:
    """(to fit on, held out, number left out): every second article, in the order of a hash of its name, is held out.

    A question with gold on both sides is left out. One whose article nobody knows counts as an article of its own.
    """
    asked = [(row, _articles(row)) for row in rows]
    names = sorted(
        {name for _, articles in asked for name in articles},
        key=lambda name: hashlib.sha256(name.encode()).hexdigest(),
    )
    apart = frozenset(names[1::2])
    known = [row for row, articles in asked if not articles & apart]
    held_out = [row for row, articles in asked if articles <= apart]
    return known, held_out, len(asked) - len(known) - len(held_out)


def _articles(row: Question) -> frozenset[str]:
    known = {name for name in (row.article, *(each.source for each in row.gold)) if name}
    return frozenset(known if known else {f"question {row.id}"})


def fit(rows: Iterable[EvalRecord]) -> Logistic:
    """From evidence to `reading_right`. Rows without a reading tell nothing and are passed over."""
    read = [row for row in rows if row.features]
    names = sorted({name for row in read for name in row.features})
    for row in read:
        if len(row.features) < len(names):
            raise PinciteError(
                f"Question {row.id!r} has the evidence {sorted(row.features)}, others {names}. Fit the runs of one reader."
            )
    right = np.array([row.candidate_right for row in read], dtype=np.float64)
    if len(set(right.tolist())) < 2:
        raise PinciteError(
            f"Of {len(read)} readings to fit on {right.sum():.0f} are right, wanted some right and some wrong. Add more runs."
        )
    weights, bias = logistic(
        np.array([[row.features[name] for name in names] for row in read], dtype=np.float64), right
    )
    return Logistic(dict(zip(names, weights.tolist(), strict=True)), bias)


def logistic(
    features: Numbers, right: Numbers, strength: float = STRENGTH
) -> tuple[Numbers, float]:
    """Weights and bias of L2-regularised logistic regression, by Newton's method with halved steps; the bias is not penalised.

    The features are standardised for the penalty, and the weights then scaled back, so that they apply to the features as given.
    """
    mean, spread = features.mean(axis=0), features.std(axis=0)
    spread[spread == 0] = 1.0
    inputs = np.column_stack([(features - mean) / spread, np.ones(len(features))])
    penalty = np.append(np.full(features.shape[1], strength), 0.0)
    weights = np.zeros(len(penalty))
    for _ in range(100):
        chance = _sigmoid(inputs @ weights)
        slope = inputs.T @ (chance - right) + penalty * weights
        curve = (inputs.T * (chance * (1 - chance))) @ inputs + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        while (
            _loss(inputs, right, penalty, weights - step) > _loss(inputs, right, penalty, weights)
            and np.abs(step).max() > 1e-12
        ):
            step = step / 2
        weights = weights - step
        if np.abs(step).max() < 1e-10:
            break
    scaled = weights[:-1] / spread
    return scaled, float(weights[-1] - scaled @ mean)


def _loss(inputs: Numbers, right: Numbers, penalty: Numbers, weights: Numbers) -> float:
    z = inputs @ weights
    return float((np.logaddexp(0, z) - right * z).sum() + penalty @ weights**2 / 2)


def _sigmoid(z: Numbers) -> Numbers:
    return np.exp(-np.logaddexp(0, -z))


def best_threshold(model: Logistic, rows: Sequence[EvalRecord]) -> float:
    """Where right answers outnumber wrong ones by most, halfway between two confidences; of equally good ones the one that answers most.

    A wrong answer costs as much as a right one gains, and no answer costs nothing: for a well-calibrated model this comes near one half.
    """
    stated = sorted(
        (
            (model.probability(row.features), 1 if row.candidate_right else -1)
            for row in rows
            if row.features
        ),
        reverse=True,
    )
    levels = [1.0, *(confidence for confidence, _ in stated), 0.0]
    gained = np.cumsum([0, *(gain for _, gain in stated)])
    cuts = [given for given in range(len(gained)) if levels[given] > levels[given + 1]]
    best = max(cuts, key=lambda given: (gained[given], given))
    return (levels[best] + levels[best + 1]) / 2


def _risks(
    model: Logistic, known: Sequence[EvalRecord], held_out: Sequence[EvalRecord]
) -> Iterator[dict[str, float | None]]:
    """The risks that the reader can keep to on the questions it is fitted on, each with what it comes to on those held out."""
    stated = [
        Prediction(
            model.probability(row.features) if row.features else None,
            row.candidate_right,
            row.answerable,
        )
        for row in known
    ]
    for risk in risk_table(stated, RISKS):
        if risk.threshold is not None:
            threshold = round(risk.threshold, 4)
            rows = decide(held_out, model, threshold)
            given = [row for row in rows if row.answer is not None]
            yield {
                "wrong": risk.at_most,
                "threshold": threshold,
                "wrong_held_out": mean(not row.candidate_right for row in given),
                "answered": mean(row.answer is not None for row in rows if row.answerable),
                "refused": mean(row.answer is None for row in rows if not row.answerable),
            }


def decide(rows: Iterable[EvalRecord], model: Logistic, threshold: float) -> list[EvalRecord]:
    """The rows as they would have come out: with the model's confidence, and answered or withheld by this threshold."""
    return [
        _decided(row, model.probability(row.features), threshold) if row.features else row
        for row in rows
    ]


def _decided(row: EvalRecord, confidence: float, threshold: float) -> EvalRecord:
    given = confidence >= threshold
    right = row.candidate_right if given else not row.answerable
    return replace(row, confidence=confidence, answer=row.candidate if given else None, right=right)


def _quality(rows: Sequence[EvalRecord]) -> dict[str, object]:
    """The scores that confidence and threshold decide; the others hang on the reading alone."""
    names = (
        "n",
        "answerable",
        "right",
        "accuracy",
        "coverage",
        "abstention",
        "ece",
        "brier",
        "aurc",
    )
    scores = asdict(summarise(rows))
    return {name: scores[name] for name in names}

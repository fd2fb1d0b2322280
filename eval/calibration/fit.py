"""Fits the confidence: a logistic model of P(the best candidate is right), and the threshold.

The questions are split in halves by article, so that the half that is reported on was not seen by
the fit in any way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from eval.calibration.logistic import logistic_regression
from eval.calibration.operating_points import Prediction, risk_table
from eval.datasets.dataset import Question
from eval.metrics.aggregate import summarise
from eval.metrics.averages import mean
from eval.runs.records import EvalRecord, config_line
from eval.runs.run_file import Run
from index.errors import PinciteError
from qa.decision.calibration import Calibration

Asked = TypeVar("Asked", bound=Question)

RISKS = (0.02, 0.05, 0.1, 0.125, 0.15, 0.2, 0.3)
"""Shares of wrong answers that a user may choose between."""

DEFAULT_RISK = 0.15
"""The share of wrong answers whose threshold is the default.

About one in seven, on sets where one question in six has no answer, as in SQuAD 2.0. On 1,800
questions of SQuAD 1.1 one answer in fourteen was wrong, with 78 % of the questions answered; on the
sample set one in sixteen, with 63 %; at 0.125 it was 55 % there. For a reader that cannot keep to
it, the threshold is `best_threshold`.
"""


def calibrate(runs: Sequence[Run]) -> dict[str, object]:
    """The content of `calibration.json`, which `qa` reads: weights, bias, threshold, risks.

    "fitted_on" and "held_out" are the scores of the two halves, "before" those of the held-out half
    with the confidence that the runs were made with. Raises PinciteError for runs about one
    article, and for those that cannot be fitted (`fit`).
    """
    fitted, held_out, left_out = split(row for run in runs for row in run.rows)
    if not held_out:
        raise PinciteError(
            "All questions are about one article, wanted two or more: one half is held out."
            " Add the run of another set."
        )
    model = fit(fitted)
    risks = list(_risks(model, fitted, held_out))
    threshold = _default_threshold(model, risks, fitted)
    return {
        "features": dict(model.weights),
        "bias": model.bias,
        "threshold": threshold,
        "risks": risks,
        "fitted_on": {
            "runs": [config_line(run.config) for run in runs],
            **_quality(decide(fitted, model, threshold)),
            "left_out": left_out,
        },
        "held_out": _quality(decide(held_out, model, threshold)),
        "before": _quality(held_out),
    }


def _default_threshold(
    model: Calibration, risks: Sequence[dict[str, float | None]], rows: Sequence[EvalRecord]
) -> float:
    for risk in risks:
        if risk["wrong"] == DEFAULT_RISK and risk["threshold"] is not None:
            return risk["threshold"]
    return round(best_threshold(model, rows), 4)


def split(rows: Iterable[Asked]) -> tuple[list[Asked], list[Asked], int]:
    """(rows to fit on, rows held out, number of rows left out).

    Every second article, in the order of a hash of its name, is held out. A question with gold in
    both halves is left out; one whose article is not known is an article of its own.
    """
    asked = [(row, _articles(row)) for row in rows]
    names = {name for _, articles in asked for name in articles}
    by_hash = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    held_out_names = frozenset(by_hash[1::2])
    fitted = [row for row, articles in asked if not articles & held_out_names]
    held_out = [row for row, articles in asked if articles <= held_out_names]
    return fitted, held_out, len(asked) - len(fitted) - len(held_out)


def _articles(row: Question) -> frozenset[str]:
    names = {row.article, *(gold.source for gold in row.gold)} - {""}
    return frozenset(names if names else {f"question {row.id}"})


def fit(rows: Iterable[EvalRecord]) -> Calibration:
    """A model of `candidate_right`, from the features of the best candidates.

    Rows without a candidate are ignored. Raises PinciteError for rows of different features, and
    for rows that are all right or all wrong.
    """
    read = [row for row in rows if row.features]
    names = sorted({name for row in read for name in row.features})
    for row in read:
        if len(row.features) < len(names):
            raise PinciteError(
                f"Question {row.id!r} has the features {sorted(row.features)}, others {names}."
                " Fit the runs of one reader."
            )
    right = np.array([row.candidate_right for row in read], dtype=np.float64)
    if len(set(right.tolist())) < 2:
        raise PinciteError(
            f"Of {len(read)} candidates to fit on {right.sum():.0f} are right,"
            " wanted some right and some wrong. Add more runs."
        )
    features = np.array([[row.features[name] for name in names] for row in read], np.float64)
    weights, bias = logistic_regression(features, right)
    return Calibration(dict(zip(names, weights.tolist(), strict=True)), bias, threshold=0.5)


def best_threshold(model: Calibration, rows: Sequence[EvalRecord]) -> float:
    """The threshold with the largest number of right answers minus wrong ones.

    It lies halfway between two confidences; of equally good ones it is the lowest. A wrong answer
    costs as much as a right one gains, and no answer costs nothing: for a well-calibrated model
    the threshold comes near one half.
    """
    gains = [
        (model.probability(row.features), 1 if row.candidate_right else -1)
        for row in rows
        if row.features
    ]
    gains.sort(reverse=True)
    levels = [1.0, *(confidence for confidence, _ in gains), 0.0]
    total = np.cumsum([0, *(gain for _, gain in gains)])
    cuts = [given for given in range(len(total)) if levels[given] > levels[given + 1]]
    best = max(cuts, key=lambda given: (total[given], given))
    return (levels[best] + levels[best + 1]) / 2


def _risks(
    model: Calibration, fitted: Sequence[EvalRecord], held_out: Sequence[EvalRecord]
) -> Iterator[dict[str, float | None]]:
    """The risks that a threshold achieves on the fitted half, and their outcome on the other."""
    for risk in risk_table([_prediction(row, model) for row in fitted], RISKS):
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


def _prediction(row: EvalRecord, model: Calibration) -> Prediction:
    confidence = model.probability(row.features) if row.features else None
    return Prediction(confidence, row.candidate_right, row.answerable)


def decide(rows: Iterable[EvalRecord], model: Calibration, threshold: float) -> list[EvalRecord]:
    """The rows with the model's confidence, given or withheld at this threshold."""
    return [_decided(row, model, threshold) if row.features else row for row in rows]


def _decided(row: EvalRecord, model: Calibration, threshold: float) -> EvalRecord:
    confidence = model.probability(row.features)
    given = confidence >= threshold
    right = row.candidate_right if given else not row.answerable
    return replace(row, confidence=confidence, answer=row.candidate if given else None, right=right)


def _quality(rows: Sequence[EvalRecord]) -> dict[str, object]:
    """The scores that depend on confidence and threshold; the others depend on reading alone."""
    scores = summarise(rows)
    parts = ("precision", "recall", "f1")
    return {
        "n": scores.n,
        "answerable": scores.answerable,
        "right": scores["right"],
        "accuracy": scores["accuracy"],
        "coverage": scores["coverage"],
        "abstention": {part: scores[f"abstention_{part}"] for part in parts},
        "ece": scores["ece"],
        "brier": scores["brier"],
        "aurc": scores["aurc"],
    }

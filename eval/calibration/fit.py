"""Fits the confidence: a logistic model of P(the best candidate is right), and its thresholds.

Each kind of documents (the set of a run) has the same weight, however many questions it has. The
models are fitted to all questions; the thresholds and all figures are of probabilities held out:
each from a model that saw no question about the same article.

A kind without answerable questions, `eval/sets/off-topic`, counts for "nothing" alone. Without it
the fit knows only questions that were written about the documents. With it, held out, "nothing" is
said of 31, 30, 51 and 24 % of the unanswerable questions of contracts, office, the sample set and
SQuAD 2.0 instead of 7, 14, 20 and 10 %, and of 84 % of 120 off-topic ones; of the answerable ones
of 1 to 2 % (SQuAD 2.0: 5 %) instead of 0 to 1 %.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean

import numpy as np

from eval.calibration.costs import (
    Cost,
    average,
    calibration_errors,
    costs,
    nothing_threshold,
    told,
)
from eval.calibration.judged import Booleans, Judged, judged
from eval.calibration.logistic import STRENGTH
from eval.calibration.operating_points import Prediction, risk_table
from eval.metrics.significance import Numbers
from eval.runs.records import config_line
from eval.runs.run_file import Run
from index.errors import PinciteError
from qa.decision.calibration import Calibration

RISKS = (0.02, 0.05, 0.1, 0.115, 0.15, 0.2, 0.3)
"""Shares of wrong answers that a user may choose between."""

DEFAULT_RISK = 0.15
"""The greatest share of wrong answers at the default threshold.

The default is the risk that answers most and keeps to it over the mix of kinds and in each kind but
the worst (EXEMPT), and that refuses MIN_REFUSED; where none does both, the first alone counts, and
where none does that, the risk whose worst kind is best.
"""

MIN_REFUSED = 0.89
"""The least share of unanswerable questions that the default refuses, over the mix of kinds."""

EXEMPT = 1
"""Kinds that may exceed the DEFAULT_RISK, of three or more.

Of the five kinds of the shipped fit it is SQuAD 2.0, whose unanswerable questions were written to
deceive: to keep to 15 % there too, 33 % of the answerable questions would be answered, not 65 %.
"""

OWN_STRENGTH = 3.0
"""Of the penalty on the difference from the shipped fit, for a library's own fit.

Mean log loss on the other questions of contracts, office and the sample set, with a shipped fit to
the four other kinds, after 15, 30, 50 and 100 own questions: .541 .500 .474 .512 with 3; .597 .529
.494 .519 with 1; .531 .509 .486 .526 with 10; .549 .551 .547 .655 of the shipped fit itself.
"""

FEW = 50
"""Questions below which a library's own fit keeps the thresholds of the shipped one.

Of fifty answers to unseen questions 15 % wrong ones may be 8 to 27 % (Wilson, 95 %).
"""

Json = dict[str, object]


def calibrate(runs: Sequence[Run]) -> Json:
    """The content of `calibration.json`, which `qa` reads: models, thresholds, risks.

    "kinds" are the scores of each kind. Raises PinciteError for runs that cannot be fitted (see
    `judged` and `Judged.fit`).
    """
    return _calibrate(runs, judged(runs), None)


def calibrate_library(runs: Sequence[Run], shipped: Calibration) -> Json:
    """A library's own calibration: as near to the shipped one as its questions are few.

    Raises PinciteError for runs that cannot be fitted, or lack features of the shipped one.
    """
    table = judged(runs, one_article=True)
    missing = sorted(shipped.feature_names - set(table.names))
    if missing:
        raise PinciteError(
            f"The runs lack the features {', '.join(missing)} of the reader's calibration."
            " Make them again with this reader and this version of Pincite."
        )
    return _calibrate(runs, table, shipped)


def _calibrate(runs: Sequence[Run], table: Judged, shipped: Calibration | None) -> Json:
    strength = STRENGTH if shipped is None else OWN_STRENGTH
    prior = None if shipped is None else shipped.right
    right = table.fit("right", table.seen("right"), prior, strength)
    probabilities = table.held_out("right", "fold", prior, strength)
    kept = shipped if len(table.right) < FEW else None
    if kept is None:
        thresholds = list(_thresholds(table, probabilities))
    else:
        thresholds = [(point.max_error_rate, point.threshold) for point in kept.operating_points]
    risks = [
        (wrong, level, _with_answerable(costs(table, probabilities >= level)))
        for wrong, level in thresholds
    ]
    threshold = kept.threshold if kept is not None else _default(risks)
    nothing, said = _nothing(table, probabilities < threshold, shipped, strength)
    return {
        "features": dict(right.weights),
        "bias": right.bias,
        "threshold": threshold,
        "nothing": nothing,
        "risks": [_risk_json(*risk) for risk in risks],
        "reader": _reader(runs),
        "questions": sum(len(run.rows) for run in runs),
        "fitted_on": [config_line(run.config) for run in runs],
        "kinds": _kinds(table, probabilities, threshold, said),
    }


_Risk = tuple[float, float, dict[str, Cost]]
"""Accepted share of wrong answers, threshold, and what it costs on each kind."""


def _with_answerable(of_kinds: dict[str, Cost]) -> dict[str, Cost]:
    """Those of the kinds that have answerable questions."""
    return {kind: cost for kind, cost in of_kinds.items() if cost.answered is not None}


def _thresholds(table: Judged, probabilities: Numbers) -> Iterator[tuple[float, float]]:
    """(risk, threshold) for the risks that a threshold achieves over the mix of kinds."""
    columns = (probabilities, table.right, table.answerable, table.weights)
    rows = zip(*(column[table.seen("right")].tolist() for column in columns), strict=True)
    for risk in risk_table([Prediction(*row) for row in rows], RISKS):
        if risk.threshold is not None:
            yield risk.at_most, round(risk.threshold, 4)


def _default(risks: Sequence[_Risk]) -> float:
    """The threshold of the risk that DEFAULT_RISK chooses; 0.5 without any."""

    def worst(risk: _Risk) -> float:
        """The share of wrong answers in the worst kind that counts."""
        shares = sorted(cost.wrong for cost in risk[2].values() if cost.wrong is not None)
        counted = shares[: len(shares) - EXEMPT] if len(shares) > 2 * EXEMPT else shares
        return max(counted, default=0.0)

    if not risks:
        return 0.5
    kept = [risk for risk in risks if max(risk[0], worst(risk)) <= DEFAULT_RISK]
    refusing = [risk for risk in kept if _refused(risk[2]) >= MIN_REFUSED]
    chosen = refusing or kept or [min(risks, key=worst)]
    return min(threshold for _, threshold, _ in chosen)


def _refused(of_kinds: dict[str, Cost]) -> float:
    """The mean of the kinds' shares of unanswerable questions that are refused; 1 without any."""
    shares = [cost.rejected for cost in of_kinds.values() if cost.rejected is not None]
    return fmean(shares) if shares else 1.0


def _nothing(
    table: Judged, withheld: Booleans, shipped: Calibration | None, strength: float
) -> tuple[Json | None, Booleans]:
    """The model of "the documents answer it" with its threshold, and of which it says "nothing".

    None if no model can be fitted, because all questions are answerable, or none is.
    """
    prior = None if shipped is None else shipped.answerable
    if shipped is not None and len(table.right) < FEW:
        if prior is None:
            return None, ~table.everything
        model, threshold = prior, shipped.possible_threshold
        probabilities = table.predict(model, table.everything)
    elif prior is None and len(set(table.answerable.tolist())) < 2:
        return None, ~table.everything
    else:
        model = table.fit("answerable", table.everything, prior, strength)
        probabilities = table.held_out("answerable", "fold", prior, strength)
        threshold = round(nothing_threshold(table, probabilities, withheld), 4)
    contents: Json = {
        "features": dict(model.weights),
        "bias": model.bias,
        "threshold": threshold,
    }
    return contents, withheld & (probabilities < threshold)


def _kinds(table: Judged, probabilities: Numbers, threshold: float, nothing: Booleans) -> Json:
    """The scores of each kind, all of held-out probabilities; "before": those of the runs."""
    given = costs(table, probabilities >= threshold)
    errors = calibration_errors(table, probabilities)
    unseen: dict[str, float | None] = {}
    if len(_with_answerable(given)) > 1:
        unseen = calibration_errors(table, table.held_out("right", "kind"))
    stated = np.array([row.confidence for row in table.before])
    before = costs(table, np.array([row.answer is not None for row in table.before]))
    errors_before = calibration_errors(table, stated)
    kinds: Json = {}
    for kind in table.kind_names:
        mine = table.kinds == kind
        kinds[kind] = {
            "questions": sum(table.asked(kind, answerable=each) for each in (True, False)),
            "best_right": float(table.right[mine].mean()),
            "ece": errors[kind],
            "ece_unseen": unseen.get(kind),
            **_cost_json(given[kind]),
            "nothing": told(table, kind, nothing),
            "before": {"ece": errors_before[kind], **_cost_json(before[kind])},
        }
    return kinds


def _reader(runs: Sequence[Run]) -> str:
    """The fingerprint of the reader. Raises PinciteError if the runs are of two."""
    readers = sorted({str(run.config.get("reader", "")) for run in runs})
    if len(readers) > 1:
        raise PinciteError(f"The runs are of the readers {', '.join(readers)}. Fit those of one.")
    return readers[0]


def _risk_json(wrong: float, threshold: float, of_kinds: dict[str, Cost]) -> Json:
    mix = average(of_kinds.values())
    return {
        "wrong": wrong,
        "threshold": threshold,
        "wrong_held_out": mix.wrong,
        "answered": mix.answered,
        "refused": mix.rejected,
        "kinds": {kind: _cost_json(cost) for kind, cost in of_kinds.items()},
    }


def _cost_json(cost: Cost) -> Json:
    return {"wrong": cost.wrong, "answered": cost.answered, "refused": cost.rejected}

"""From a candidate's features to the probability that it is right, and thresholds."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import PinciteError


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """A threshold at which at most the share `max_error_rate` of the given answers is wrong.

    That held on the questions of the fit. Of held-out questions, `answered` is the share of the
    answerable ones that get an answer, `rejected` the share of the unanswerable ones that get none
    (None: there were none).
    """

    max_error_rate: float
    threshold: float
    answered: float
    rejected: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model, fitted by `pincite eval calibrate` on development data.

    Candidates with a probability below `threshold` are not given as answers.
    """

    weights: Mapping[str, float]
    bias: float
    threshold: float
    operating_points: tuple[OperatingPoint, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Reads what `pincite eval calibrate` wrote. Raises PinciteError if it is not that."""
        try:
            values = json.loads(path.read_text())
            weights = {str(name): float(weight) for name, weight in values["features"].items()}
            points = tuple(_operating_point(row) for row in values.get("risks", ()))
            return cls(weights, float(values["bias"]), float(values["threshold"]), points)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise PinciteError(
                f"{path} is not a calibration ({error!r}). Make one with: pincite eval calibrate"
            ) from error

    def probability(self, features: Mapping[str, float]) -> float:
        """Probability in (0, 1) that a candidate with these features is right."""
        logit = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-min(max(logit, -30.0), 30.0)))

    def for_risk(self, max_error_rate: float) -> Calibration:
        """With the threshold for an accepted error rate in [0, 1].

        Raises PinciteError if that rate is not one of the operating points.
        """
        for point in self.operating_points:
            if math.isclose(point.max_error_rate, max_error_rate):
                return replace(self, threshold=point.threshold)
        offered = ", ".join(f"{100 * point.max_error_rate:g}" for point in self.operating_points)
        remedy = (
            f"choose one of {offered}"
            if offered
            else "this reader has no table: make one with `pincite eval calibrate`"
        )
        raise PinciteError(
            f"There is no threshold for {100 * max_error_rate:g} % wrong answers; {remedy}."
        )


def _operating_point(row: Mapping[str, float | None]) -> OperatingPoint:
    rejected = row["refused"]
    return OperatingPoint(
        max_error_rate=_number(row, "wrong"),
        threshold=_number(row, "threshold"),
        answered=_number(row, "answered"),
        rejected=None if rejected is None else float(rejected),
    )


def _number(row: Mapping[str, float | None], name: str) -> float:
    value = row[name]
    if value is None:
        raise TypeError(f"{name} is null")
    return float(value)


UNCALIBRATED = Calibration({"log_odds": 1.0}, bias=0.0, threshold=0.5)
"""Uses the reader's own softmax probability. Calibrate a reader with `pincite eval calibrate`."""

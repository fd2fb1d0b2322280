"""From the evidence of a reading to the probability that it is right, and from a risk to the probability that is asked for."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import PinciteError


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """What a user may choose: of the answers given at most the share `wrong` is wrong. It was so on the questions fitted on.

    Of others, held out, `answered` is the share answered of those that have an answer, `refused` the share refused of those that have
    none (None: there were none of them).
    """

    max_error_rate: float
    threshold: float
    answered: float
    rejected: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model, fitted by `python -m eval calibrate` on development data. Below `threshold` the bot abstains."""

    weights: Mapping[str, float]
    bias: float
    threshold: float
    operating_points: tuple[OperatingPoint, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Raises PinciteError where the file is not what `python -m eval calibrate` writes."""
        try:
            values = json.loads(path.read_text())
            weights = {str(name): float(weight) for name, weight in values["features"].items()}
            risks = tuple(_risk(row) for row in values.get("risks", ()))
            return cls(weights, float(values["bias"]), float(values["threshold"]), risks)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise PinciteError(
                f"{path} holds no calibration ({error!r}): make it with python -m eval calibrate."
            ) from error

    def probability(self, evidence: Mapping[str, float]) -> float:
        logit = self.bias + sum(weight * evidence[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-min(max(logit, -30.0), 30.0)))

    def for_risk(self, wrong: float) -> Calibration:
        """With the threshold at which at most the share `wrong` of the answers was wrong. Raises PinciteError for one not on the table."""
        for risk in self.operating_points:
            if math.isclose(risk.max_error_rate, wrong):
                return replace(self, threshold=risk.threshold)
        offered = ", ".join(f"{100 * risk.max_error_rate:g}" for risk in self.operating_points)
        remedy = (
            f"choose of {offered}"
            if offered
            else "this reader has no table: make one with python -m eval calibrate"
        )
        raise PinciteError(
            f"No threshold is known at which {100 * wrong:g} % of the answers are wrong; {remedy}."
        )


def _risk(row: Mapping[str, float | None]) -> OperatingPoint:
    wrong, threshold, answered = (float(row[name]) for name in ("wrong", "threshold", "answered"))  # type: ignore[arg-type]  # checked by it
    return OperatingPoint(
        wrong, threshold, answered, None if row["refused"] is None else float(row["refused"])
    )


UNCALIBRATED = Calibration({"log_odds": 1.0}, bias=0.0, threshold=0.5)
"""Takes the reader's own probability at its word. A reader of one's own is calibrated by `python -m eval calibrate`."""

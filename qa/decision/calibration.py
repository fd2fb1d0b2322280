"""From a candidate's features to the probability that it is right, and thresholds."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from index.errors import PinciteError


@dataclass(frozen=True, slots=True)
class KindCost:
    """What an operating point costs on one kind of documents, measured on held-out questions.

    `wrong` is the share of wrong ones among the given answers (None: none was given); the others
    are as in `OperatingPoint`.
    """

    kind: str
    wrong: float | None
    answered: float
    rejected: float | None


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """A threshold at which at most the share `max_error_rate` of the given answers is wrong.

    That held on the questions of the fit, where each kind of documents has the same weight. Of
    held-out questions, `answered` is the share of the answerable ones that get an answer,
    `rejected` the share of the unanswerable ones that get none (None: there were none).
    """

    max_error_rate: float
    threshold: float
    answered: float
    rejected: float | None
    kinds: tuple[KindCost, ...] = ()
    """The same for each kind."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model: a probability from features."""

    weights: Mapping[str, float]
    bias: float

    def probability(self, features: Mapping[str, float]) -> float:
        """In (0, 1). A feature without a weight does not count."""
        logit = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-min(max(logit, -30.0), 30.0)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model, fitted by `pincite eval calibrate` on development data.

    Candidates with a probability below `threshold` are not given as answers. `answerable` is the
    model of the probability that the documents answer the question at all; below
    `possible_threshold` nothing was found. None: then nothing is never said of a candidate.
    """

    weights: Mapping[str, float]
    bias: float
    threshold: float
    operating_points: tuple[OperatingPoint, ...] = ()
    answerable: Logistic | None = None
    possible_threshold: float = 0.0
    reader: str = ""
    """Fingerprint of the reader whose features it was fitted to; "" if not known."""
    questions: int = 0
    """Questions of the fit; 0 if not known."""
    of_library: bool = False
    """Whether it is the library's own, and not the one in the reader's folder."""

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Reads what `pincite eval calibrate` wrote. Raises PinciteError if it is not that."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise _no_calibration(str(path), error) from error
        return cls.parse(text, str(path))

    @classmethod
    def parse(cls, text: str, name: str) -> Calibration:
        """From JSON; `name` says in an error where it is from. Raises PinciteError."""
        try:
            values = json.loads(text)
            nothing = values.get("nothing")
            return cls(
                weights=_weights(values),
                bias=float(values["bias"]),
                threshold=float(values["threshold"]),
                operating_points=tuple(_operating_point(row) for row in values.get("risks", ())),
                answerable=Logistic(_weights(nothing), float(nothing["bias"])) if nothing else None,
                possible_threshold=float(nothing["threshold"]) if nothing else 0.0,
                reader=str(values.get("reader", "")),
                questions=int(values.get("questions", 0)),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _no_calibration(name, error) from error

    @property
    def name(self) -> Literal["reader", "library"]:
        """Whose it is: "library" or "reader"."""
        return "library" if self.of_library else "reader"

    @property
    def right(self) -> Logistic:
        """The model of the probability that a candidate is right."""
        return Logistic(self.weights, self.bias)

    @property
    def feature_names(self) -> frozenset[str]:
        """The features that it needs."""
        others = () if self.answerable is None else self.answerable.weights
        return frozenset((*self.weights, *others))

    def probability(self, features: Mapping[str, float]) -> float:
        """Probability in (0, 1) that a candidate with these features is right."""
        return self.right.probability(features)

    def probability_answerable(self, features: Mapping[str, float]) -> float | None:
        """Probability in (0, 1) that the documents answer, by the features of the best candidate.

        None without a model of it.
        """
        return None if self.answerable is None else self.answerable.probability(features)

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


def _no_calibration(name: str, error: Exception) -> PinciteError:
    return PinciteError(
        f"{name} is not a calibration ({error!r}). Make one with: pincite eval calibrate"
    )


def _weights(values: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    return {str(name): float(weight) for name, weight in values["features"].items()}


def _operating_point(row: Mapping[str, object]) -> OperatingPoint:
    kinds = row.get("kinds", {})
    if not isinstance(kinds, dict):
        raise TypeError("kinds is not an object")
    return OperatingPoint(
        max_error_rate=_number(row, "wrong"),
        threshold=_number(row, "threshold"),
        answered=_number(row, "answered"),
        rejected=_number_or_none(row, "refused"),
        kinds=tuple(
            KindCost(
                kind,
                _number_or_none(costs, "wrong"),
                _number(costs, "answered"),
                _number_or_none(costs, "refused"),
            )
            for kind, costs in kinds.items()
        ),
    )


def _number(row: Mapping[str, object], name: str) -> float:
    value = row[name]
    if not isinstance(value, int | float):
        raise TypeError(f"{name} is {value!r}")
    return float(value)


def _number_or_none(row: Mapping[str, object], name: str) -> float | None:
    return None if row[name] is None else _number(row, name)


UNCALIBRATED = Calibration({"log_odds": 1.0}, bias=0.0, threshold=0.5)
"""Uses the reader's own softmax probability. Calibrate a reader with `pincite eval calibrate`."""

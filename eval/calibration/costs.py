"""What thresholds cost, over all questions and for each kind of documents."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from eval.calibration.judged import Booleans, Judged
from eval.metrics.averages import mean
from eval.metrics.calibration import ece
from eval.metrics.significance import Numbers

NOTHING_TRUE = 0.9
"""Share of the questions of which "nothing" is said that must be unanswerable."""

NOTHING_FALSE = 0.05
"""Greatest share of the answerable questions of a kind of which it may be said."""


class Cost(NamedTuple):
    """Shares in [0, 1], None where there is nothing to count.

    `wrong` is of the given answers, `answered` of the answerable questions, `rejected` of the
    unanswerable ones.
    """

    wrong: float | None
    answered: float | None
    rejected: float | None


def costs(table: Judged, given: Booleans) -> dict[str, Cost]:
    """By kind, if the best candidates of these questions are given."""
    return {kind: _cost(table, kind, given) for kind in table.kind_names}


def _cost(table: Judged, kind: str, given: Booleans) -> Cost:
    gave = given & (table.kinds == kind)
    answerable, unanswerable = (table.asked(kind, answerable=each) for each in (True, False))
    refused = unanswerable - _count(gave & ~table.answerable)
    wrong, all_given = _count(gave & ~table.right), _count(gave)
    return Cost(
        wrong=wrong / all_given if all_given else None,
        answered=_count(gave & table.answerable) / answerable if answerable else None,
        rejected=refused / unanswerable if unanswerable else None,
    )


def told(table: Judged, kind: str, nothing: Booleans) -> dict[str, float | None]:
    """Shares of the answerable and the unanswerable questions of which "nothing" is said.

    It is said of every question for which nothing was read.
    """
    shares: dict[str, float | None] = {}
    for name, answerable in (("answerable", True), ("unanswerable", False)):
        asked = table.asked(kind, answerable=answerable)
        mine = nothing & (table.kinds == kind) & (table.answerable == answerable)
        said = _count(mine) + table.unread[kind, answerable]
        shares[name] = said / asked if asked else None
    return shares


def average(of_kinds: Iterable[Cost]) -> Cost:
    """The mean over the kinds that have a value."""
    columns = list(zip(*of_kinds, strict=True))[:3]
    return Cost(*(mean(value for value in column if value is not None) for column in columns))


def calibration_errors(table: Judged, probabilities: Numbers) -> dict[str, float | None]:
    """The expected calibration error of each kind, in [0, 1]."""
    pairs = list(zip(probabilities.tolist(), table.right.tolist(), strict=True))
    kinds = table.kinds.tolist()
    return {
        kind: ece([pair for pair, each in zip(pairs, kinds, strict=True) if each == kind])
        for kind in table.kind_names
    }


def nothing_threshold(table: Judged, answerable: Numbers, withheld: Booleans) -> float:
    """The highest probability of being answerable below which "nothing" may be said; 0.0: never.

    Of withheld answers only. NOTHING_TRUE holds over the mix of kinds, NOTHING_FALSE in each kind.
    """
    order = np.argsort(answerable, kind="stable")
    order = order[withheld[order]]
    if not len(order):
        return 0.0
    levels, yes, weights = answerable[order], table.answerable[order], table.weights[order]
    true, false = np.cumsum(weights * ~yes), np.cumsum(weights * yes)
    allowed = true >= NOTHING_TRUE * (true + false) - 1e-9
    for kind in table.kind_names:
        lost = np.cumsum(yes & (table.kinds[order] == kind)) + table.unread[kind, True]
        allowed &= lost <= math.floor(NOTHING_FALSE * table.asked(kind, answerable=True) + 1e-9)
    next_level = np.append(levels[1:], 1.0)
    cuts = np.flatnonzero(allowed & (next_level > levels))
    return float((levels[cuts[-1]] + next_level[cuts[-1]]) / 2) if len(cuts) else 0.0


def _count(which: Booleans) -> int:
    return int(which.sum())

"""How well the decision "no answer" was taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Abstention:
    """Precision over the abstentions, recall over the unanswerable questions, F1 of the two.

    Each is None if its denominator is 0.
    """

    precision: float | None
    recall: float | None
    f1: float | None


def abstention(decisions: Iterable[tuple[bool, bool]]) -> Abstention:
    """`decisions` are (abstained, unanswerable), one a question. F1 is 2 TP / (2 TP + FP + FN)."""
    count = Counter((bool(abstained), bool(unanswerable)) for abstained, unanswerable in decisions)
    right, wrong, missed = count[True, True], count[True, False], count[False, True]
    return Abstention(
        precision=_ratio(right, right + wrong),
        recall=_ratio(right, right + missed),
        f1=_ratio(2 * right, 2 * right + wrong + missed),
    )


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None

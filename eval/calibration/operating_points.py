"""The abstention threshold as an error rate: what "at most 10 % of the answers wrong" costs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from eval.metrics.significance import wilson_upper_bound

LEVELS = (0.02, 0.05, 0.1, 0.2)
"""Error rates of a risk table: shares of wrong answers among the answers given."""


class Prediction(NamedTuple):
    """One question: the confidence of its best candidate, whether it is right, has gold.

    `confidence` is None if nothing was read; `weight` is how often the question counts.
    """

    confidence: float | None
    right: bool
    answerable: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class RiskRow:
    """The lowest threshold at which at most the share `at_most` of the answers given is wrong.

    All values are shares in [0, 1]. `answered` is of all questions, `answerable_answered` of the
    answerable ones (None without any), `wrong` of the answers given; `wrong_up_to` is the upper end
    of its 95 % interval (Wilson), since a few answers prove little. The threshold was chosen on
    these very questions. If no threshold keeps to `at_most`, then `threshold`, `wrong` and
    `wrong_up_to` are None and nothing is answered.
    """

    at_most: float
    threshold: float | None
    answered: float
    answerable_answered: float | None
    wrong: float | None
    wrong_up_to: float | None


def risk_table(
    predictions: Iterable[Prediction], levels: Sequence[float] = LEVELS
) -> list[RiskRow]:
    """One row a level, in their order; [] without predictions.

    Candidates of equal confidence are given or withheld together. A threshold lies halfway between
    two confidences, so that rounding it changes no answer.
    """
    questions = list(predictions)
    if not questions:
        return []
    cuts = _cuts(questions)
    total = math.fsum(question.weight for question in questions)
    answerable = math.fsum(question.weight for question in questions if question.answerable)
    return [_row(level, cuts, total, answerable) for level in levels]


class _Cut(NamedTuple):
    """A threshold, and what it gives, weighted: all, wrong ones, of answerable questions."""

    threshold: float
    given: float
    wrong: float
    answerable: float


def _row(level: float, cuts: Iterable[_Cut], total: float, answerable: float) -> RiskRow:
    """The cut with the most answers that keeps to the level; the cuts come by falling threshold."""
    allowed = [cut for cut in cuts if cut.wrong <= level * cut.given + 1e-9]
    if not allowed:
        return RiskRow(level, None, 0.0, 0.0 if answerable else None, None, None)
    cut = allowed[-1]
    return RiskRow(
        at_most=level,
        threshold=cut.threshold,
        answered=cut.given / total,
        answerable_answered=cut.answerable / answerable if answerable else None,
        wrong=cut.wrong / cut.given,
        wrong_up_to=wilson_upper_bound(cut.wrong, cut.given),
    )


def _cuts(questions: Iterable[Prediction]) -> list[_Cut]:
    """Every threshold that makes a difference, from the highest, which gives the fewest answers."""
    read = [(each.confidence, each) for each in questions if each.confidence is not None]
    read.sort(key=_confidence, reverse=True)
    groups = [
        (confidence, [each for _, each in group])
        for confidence, group in groupby(read, key=_confidence)
    ]
    next_lower = [*(confidence for confidence, _ in groups[1:]), 0.0]
    cuts: list[_Cut] = []
    given = wrong = answerable = 0.0
    for (confidence, group), lower in zip(groups, next_lower, strict=False):
        given += math.fsum(each.weight for each in group)
        wrong += math.fsum(each.weight for each in group if not each.right)
        answerable += math.fsum(each.weight for each in group if each.answerable)
        cuts.append(_Cut((confidence + lower) / 2, given, wrong, answerable))
    return cuts


def _confidence(pair: tuple[float, Prediction]) -> float:
    return pair[0]

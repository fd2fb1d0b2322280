"""The threshold as a risk that somebody can choose: what "at most 10 % of the answers wrong" costs in answers given."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

LEVELS = (0.02, 0.05, 0.1, 0.2)
"""Shares of wrong answers among those given that a table offers."""


class Prediction(NamedTuple):
    """One question: the confidence of its best reading (None: nothing was read), whether that is right, whether there is an answer."""

    confidence: float | None
    right: bool
    answerable: bool


@dataclass(frozen=True, slots=True)
class RiskRow:
    """Were every reading of at least `threshold` given as the answer, no more than `at_most` of the answers would have been wrong.

    All are shares in [0, 1]. `answered` is of all questions, `answerable_answered` of those that have an answer (None without any),
    `wrong` of the answers given. `wrong_up_to` is the upper end of its 95 % interval (Wilson), for a few answers tell little; and the
    threshold was chosen on these very questions. No threshold at all keeps to some levels: then `threshold`, `wrong` and `wrong_up_to`
    are None and nothing is answered.
    """

    at_most: float
    threshold: float | None
    answered: float
    answerable_answered: float | None
    wrong: float | None
    wrong_up_to: float | None


def risk_table(stated: Iterable[Prediction], levels: Sequence[float] = LEVELS) -> list[RiskRow]:
    """One Risk for each level, in their order; of the thresholds that keep to a level, the one that answers most.

    Readings of equal confidence are given or withheld together. A threshold lies halfway between the confidences that it parts, so that
    rounding it moves no answer. Empty where there is no question.
    """
    questions = list(stated)
    if not questions:
        return []
    total, answerable = len(questions), sum(question.answerable for question in questions)
    cuts = _cuts(questions)

    def at(level: float) -> RiskRow:
        kept = [cut for cut in cuts if cut.wrong <= level * cut.given + 1e-9]
        if not kept:
            return RiskRow(level, None, 0.0, 0.0 if answerable else None, None, None)
        cut = kept[-1]
        share = cut.answerable / answerable if answerable else None
        return RiskRow(
            level,
            cut.threshold,
            cut.given / total,
            share,
            cut.wrong / cut.given,
            wilson_high(cut.wrong, cut.given),
        )

    return [at(level) for level in levels]


class _Cut(NamedTuple):
    """What a threshold lets through: how many readings, how many of them wrong, how many of answerable questions."""

    threshold: float
    given: int
    wrong: int
    answerable: int


def _cuts(questions: Iterable[Prediction]) -> list[_Cut]:
    """Every threshold that can make a difference, from the one that gives only the surest readings to the one that gives all."""
    read = sorted(
        ((each.confidence, each) for each in questions if each.confidence is not None),
        key=lambda pair: -pair[0],
    )
    groups = [
        (level, [each for _, each in group])
        for level, group in groupby(read, key=lambda pair: pair[0])
    ]
    below = [*(level for level, _ in groups[1:]), 0.0]
    cuts: list[_Cut] = []
    given = wrong = answerable = 0
    for (level, group), lower in zip(
        groups, below, strict=False
    ):  # nothing read: no group, but one level below
        given += len(group)
        wrong += sum(not each.right for each in group)
        answerable += sum(each.answerable for each in group)
        cuts.append(_Cut((level + lower) / 2, given, wrong, answerable))
    return cuts


def wilson_high(wrong: int, given: int) -> float:
    """The upper end of the 95 % score interval of a share (Wilson 1927): 0 wrong of 10 may still be 28 %."""
    z = 1.959964
    share, spread = wrong / given, z * z / given
    middle = share + spread / 2
    return min(
        1.0,
        (middle + z * math.sqrt(share * (1 - share) / given + spread / (4 * given))) / (1 + spread),
    )

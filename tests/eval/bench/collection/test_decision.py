"""Which answers are given."""

from __future__ import annotations

import math
from dataclasses import replace

from eval.bench.collection.decision import Outcome, at_best_threshold, best_threshold, outcome
from eval.bench.collection.judge import Judged


def judged(score: float | None, right: bool, given: bool = True, answerable: bool = True) -> Judged:
    return Judged(answerable, True, True, True, right=right, given=given, score=score)


def test_the_outcome_by_hand() -> None:
    some = [
        judged(0.9, True),
        judged(0.8, False),
        judged(0.7, True, given=False),
        judged(0.6, False, answerable=False),
        judged(0.5, False, given=False, answerable=False),
    ]
    assert outcome(some) == Outcome(given=3, right=1, refused=1)
    assert outcome(some).wrong == 2


def test_the_best_threshold_has_most_right_less_wrong() -> None:
    some = [judged(0.9, True), judged(0.8, False), judged(0.7, True), judged(0.6, True)]
    assert best_threshold([*some, judged(0.5, False)]) == 0.6
    assert best_threshold(some[:3]) == 0.9, "as good as 0.7, and fewer are given"
    assert best_threshold([judged(0.9, False), judged(0.1, True)]) == math.inf
    assert best_threshold([judged(0.5, True), judged(0.5, False), judged(0.5, False)]) == math.inf


def test_each_half_has_the_threshold_of_the_other() -> None:
    first = [judged(0.9, True, given=False), judged(0.4, False)]
    second = [judged(0.5, True), judged(0.3, False)]
    alternating = [first[0], second[0], first[1], second[1]]
    given = at_best_threshold(alternating)
    assert given is not None
    assert [each.given for each in given] == [True, False, False, False]
    assert [replace(each, given=True) for each in given] == [
        replace(each, given=True) for each in alternating
    ]


def test_without_a_score_there_is_no_threshold() -> None:
    assert at_best_threshold([judged(None, True)]) is None

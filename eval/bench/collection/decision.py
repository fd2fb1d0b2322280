"""Which answers a system gives: by its own decision, or from a threshold that is best for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from eval.bench.collection.judge import Judged


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of the answers given to all questions; `refused` are unanswerable questions without one."""

    given: int
    right: int
    refused: int

    @property
    def wrong(self) -> int:
        return self.given - self.right


def outcome(judged: Sequence[Judged]) -> Outcome:
    given = [each for each in judged if each.given]
    return Outcome(
        given=len(given),
        right=sum(each.right for each in given),
        refused=sum(not each.given and not each.answerable for each in judged),
    )


def at_best_threshold(judged: Sequence[Judged]) -> tuple[Judged, ...] | None:
    """With the answers that a threshold on the score gives: of each half of the questions (every
    second one) the threshold that is best on the other half. None if the system has no score.
    """
    if any(each.score is None for each in judged):
        return None
    thresholds = [best_threshold(judged[1::2]), best_threshold(judged[0::2])]
    return tuple(
        replace(each, given=(each.score or 0.0) >= thresholds[n % 2])
        for n, each in enumerate(judged)
    )


def best_threshold(judged: Sequence[Judged]) -> float:
    """The score from which answers are given so that right ones less wrong ones are most; infinity
    if giving none is best."""
    best, threshold, difference = 0, float("inf"), 0
    ranked = sorted(judged, key=lambda each: -(each.score or 0.0))
    for n, each in enumerate(ranked):
        difference += 1 if each.right else -1
        is_last = n + 1 == len(ranked) or ranked[n + 1].score != each.score
        if is_last and difference > best:
            best, threshold = difference, each.score or 0.0
    return threshold

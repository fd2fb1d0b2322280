"""Scores that a run must reach: fixed minimums, and those of an earlier run."""

from __future__ import annotations

import re
from collections.abc import Iterable

from eval.metrics.aggregate import Scores
from eval.metrics.measures import MEASURES, Measure
from eval.runs.comparison import Comparison
from index.errors import PinciteError

MARGIN = 0.05
"""A larger loss is too much even if so few questions were asked that it may be chance."""


def parse_minimums(text: str) -> list[tuple[Measure, float]]:
    """Parses "f1=.80,hit@5=.95" to measures and their minimums, "" to []."""
    known = {measure.name: measure for measure in MEASURES if not measure.lower_is_better}
    minimums = []
    for part in text.split(",") if text else ():
        name, _, value = part.strip().partition("=")
        if name not in known:
            raise PinciteError(
                f"--fail-under: no minimum can be set for {name!r}. Choose from {', '.join(known)}."
            )
        if not re.fullmatch(r"0?\.\d+|[01](\.0*)?", value):
            raise PinciteError(
                f"--fail-under: got {part.strip()!r},"
                f" wanted a share between 0 and 1, such as {name}=.80."
            )
        minimums.append((known[name], float(value)))
    return minimums


def below_minimum(scores: Scores, minimums: Iterable[tuple[Measure, float]]) -> list[str]:
    """A line for each score below its minimum; one that could not be measured is below any."""
    lines = []
    for measure, minimum in minimums:
        value = scores[measure.name]
        if value is None or value < minimum:
            lines.append(
                f"{measure.name} is {measure.format(value)},"
                f" below its minimum of {measure.format(minimum)}"
            )
    return lines


def worse(comparison: Comparison) -> list[str]:
    """A line for each of "right" and "f1" that is worse: with p < .05, or by more than MARGIN."""
    lines = []
    for each in comparison.differences:
        loss = each.first - each.second
        if loss > 0 and (each.p < 0.05 or loss > MARGIN + 1e-9):
            lines.append(
                f"{each.measure} is {each.second:.1%},"
                f" worse than the {each.first:.1%} of that run (p = {each.p:.4f})"
            )
    return lines

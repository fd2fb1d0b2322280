"""Scores that must not be missed: fixed floors, and a run that the new one must not be worse than."""

from __future__ import annotations

import re
from collections.abc import Iterable

from eval.metrics.aggregate import Scores
from eval.metrics.notes import LOWER_IS_BETTER
from eval.reports.plots import MEASURES, Measure
from eval.runs.comparison import Comparison
from index.errors import PinciteError

MARGIN = 0.05
"""A loss beyond this is too much even where so few questions were asked that it may be chance."""


def parse_floors(text: str) -> list[tuple[Measure, float]]:
    """ "f1=.80,hit@5=.95" to measures and the shares they must not be under; "" to none."""
    known = {measure.name: measure for measure in MEASURES if measure.name not in LOWER_IS_BETTER}
    floors = []
    for part in text.split(",") if text else ():
        name, _, value = part.strip().partition("=")
        if name not in known:
            raise PinciteError(
                f"--fail-under: no floor can be set for {name!r}. Choose from {', '.join(known)}."
            )
        if not re.fullmatch(r"0?\.\d+|[01](\.0*)?", value):
            raise PinciteError(
                f"--fail-under: got {part.strip()!r}, wanted a share between 0 and 1, such as {name}=.80."
            )
        floors.append((known[name], float(value)))
    return floors


def too_low(scores: Scores, floors: Iterable[tuple[Measure, float]]) -> list[str]:
    """A line for each score under its floor; one that could not be measured is under any."""
    found = [(measure, measure.of(scores), floor) for measure, floor in floors]
    return [
        f"{m.name} is {m.write(got)}, under its floor of {m.write(floor)}"
        for m, got, floor in found
        if got is None or got < floor
    ]


def worse(found: Comparison) -> list[str]:
    """A line for each of `right` and `f1` that got worse by more than chance (p < .05), or by more than MARGIN whatever p says."""
    told = []
    for each in found.differences:
        loss = each.first - each.second
        if loss > 0 and (each.p < 0.05 or loss > MARGIN + 1e-9):
            told.append(
                f"{each.measure} is {each.second:.1%}, worse than the {each.first:.1%} of that run (p = {each.p:.4f})"
            )
    return told

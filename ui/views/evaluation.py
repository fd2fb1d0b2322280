"""What an evaluation came to, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from eval.reports.plots import MEASURES, RISK_HEAD, RISK_NOTE, risk_rows, share
from eval.runs.run import FAILURES, Comparison, EvalRecord, Scores
from ui.views.templating import render

LISTED = 300
"""Questions in the table of an evaluation; a browser takes seconds for thousands."""

REMARKS = 10
"""Remarks on a set that are shown; of the others, how many there are."""

TILES = {
    "right": "right",
    "em": "exact match",
    "f1": "F1",
    "hit@1": "hit@1",
    "hit@5": "hit@5",
    "abstention_f1": "abstention F1",
    "ece": "calibration error",
    "p50": "median time",
}
"""Names in `eval.reports.plots.MEASURES`, and in words for people."""


def asking(done: int, total: int, question: str, seconds: float) -> str:
    """How far an evaluation is; `seconds` since it began."""
    remaining = seconds * (total - done) / done if done else None
    return render("asking.html", done=done, total=total, question=question, remaining=remaining)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an evaluation came to. `total` questions were meant to be asked; `plots` are (title, SVG that holds numbers only).

    `remarks` are what a person should know of the set before believing the scores.
    """

    rows: Sequence[EvalRecord]
    scores: Scores
    total: int
    missing: int
    plots: Sequence[tuple[str, str]]
    config: str
    remarks: Sequence[str] = ()

    @property
    def listed(self) -> list[EvalRecord]:
        """The rows that are shown: the wrong ones first, as many as a page bears."""
        return sorted(self.rows, key=lambda row: row.right)[:LISTED]


def report(evaluated: Evaluated) -> str:
    plots = [(title, Markup(svg)) for title, svg in evaluated.plots]
    scores = evaluated.scores
    failures = [
        (name, count, share(count / scores.n), FAILURES[name])
        for name, count in scores.failures.items()
    ]
    risks = (RISK_NOTE, RISK_HEAD, risk_rows(scores))
    return render(
        "report.html",
        e=evaluated,
        tiles=tiles(scores),
        plots=plots,
        outcome=outcome,
        failures=failures,
        risks=risks,
        most=REMARKS,
    )


def outcome(row: EvalRecord) -> str:
    """What became of a question, in a word or two: what went wrong by its class, what is right by whether there was an answer."""
    if row.right:
        return "rightly none" if row.abstained else "right"
    return row.failure if row.failure else "wrong"


def comparison(before: str, now: str, found: Comparison) -> str:
    """What changed from the run named `before` to the one named `now`."""
    return render(
        "comparison.html",
        before=before,
        now=now,
        found=found,
        share=share,
        most=LISTED,
        words=difference_words,
    )


def difference_words(first: float, second: float, p: float) -> str:
    """
    >>> difference_words(0.5, 0.6, 0.01), difference_words(0.5, 0.4, 0.3), difference_words(0.5, 0.5, 1.0)
    ('better by more than chance', 'worse, may be chance', 'the same')
    """
    if first == second:
        return "the same"
    return f"{'better' if second > first else 'worse'}{' by more than chance' if p < 0.05 else ', may be chance'}"


def tiles(scores: Scores) -> list[tuple[str, str, str]]:
    """(value, name, what is counted) of the few scores that tell most."""
    measures = {measure.name: measure for measure in MEASURES}
    return [
        (measures[key].write(measures[key].of(scores)), name, measures[key].note)
        for key, name in TILES.items()
    ]

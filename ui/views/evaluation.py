"""The result of an evaluation, and the comparison of two, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from eval.metrics.aggregate import Scores
from eval.metrics.formatting import share
from eval.metrics.measures import MEASURES
from eval.reports.text import RISK_HEAD, RISK_NOTE, failure_rows, risk_rows
from eval.runs.comparison import Comparison
from eval.runs.records import EvalRecord
from ui.views.templating import render

MAX_LISTED = 300
"""Questions in the table of an evaluation; a browser takes seconds for thousands."""

MAX_REMARKS = 10
"""Remarks on a question set that are listed; the others are counted."""

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
"""Name in `eval.metrics.measures.MEASURES` → name on the page."""


def progress(done: int, total: int, question: str, seconds: float) -> str:
    """The progress of an evaluation; `seconds` since it began."""
    remaining = seconds * (total - done) / done if done else None
    return render(
        "evaluation_progress.html", done=done, total=total, question=question, remaining=remaining
    )


def about(library: str, documents: int, has_set: bool) -> str:
    """Which library is asked, and whether there is a set of questions for it."""
    return render("evaluation_about.html", library=library, documents=documents, has_set=has_set)


def applied(threshold: float, library: str) -> str:
    """Answers of the library are given from this confidence on."""
    return render("threshold_applied.html", threshold=threshold, library=library)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The result of an evaluation.

    `total` questions were meant to be asked, `missing` of them cannot be answered from this
    library. `plots` are (title, SVG that holds numbers only). `remarks` are what a person should
    know of the question set before trusting the scores.
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
        """The first MAX_LISTED rows, the wrong ones before the right ones."""
        return sorted(self.rows, key=lambda row: row.right)[:MAX_LISTED]


def report(evaluated: Evaluated) -> str:
    plots = [(title, Markup(svg)) for title, svg in evaluated.plots]
    scores = evaluated.scores
    return render(
        "evaluation_report.html",
        e=evaluated,
        tiles=tiles(scores),
        plots=plots,
        outcome=outcome,
        failures=failure_rows(scores),
        risks=(RISK_NOTE, RISK_HEAD, risk_rows(scores)),
        thresholds=[risk.threshold for risk in scores.risks],
        max_remarks=MAX_REMARKS,
    )


def outcome(row: EvalRecord) -> str:
    """The outcome of a question in a word or two: the class of the failure, if it failed."""
    if row.right:
        return "rightly none" if row.abstained else "right"
    return row.failure if row.failure else "wrong"


def comparison(before: str, now: str, changes: Comparison) -> str:
    """The differences between the run named `before` and the one named `now`."""
    return render(
        "comparison.html",
        before=before,
        now=now,
        comparison=changes,
        share=share,
        max_listed=MAX_LISTED,
        difference=difference_in_words,
    )


def difference_in_words(first: float, second: float, p: float) -> str:
    """
    >>> difference_in_words(0.5, 0.6, 0.01), difference_in_words(0.5, 0.4, 0.3)
    ('better by more than chance', 'worse, may be chance')
    >>> difference_in_words(0.5, 0.5, 1.0)
    'the same'
    """
    if first == second:
        return "the same"
    direction = "better" if second > first else "worse"
    return f"{direction} by more than chance" if p < 0.05 else f"{direction}, may be chance"


def tiles(scores: Scores) -> list[tuple[str, str, str]]:
    """(value, name, explanation) of the most important scores."""
    measures = {measure.name: measure for measure in MEASURES}
    return [
        (measures[key].format(scores[key]), name, measures[key].note) for key, name in TILES.items()
    ]

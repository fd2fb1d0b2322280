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
from ui.views.i18n.language import N_, gettext
from ui.views.templating import render

MAX_LISTED = 300
"""Questions in the table of an evaluation; a browser takes seconds for thousands."""

MAX_REMARKS = 10
"""Remarks on a question set that are listed; the others are counted."""

TILES = {
    "right": N_("right"),
    "em": N_("exact match"),
    "f1": "F1",
    "hit@1": "hit@1",
    "hit@5": "hit@5",
    "abstention_f1": N_("abstention F1"),
    "ece": N_("calibration error"),
    "p50": N_("median time"),
}
"""Name in `eval.metrics.measures.MEASURES` → name on the page."""

_WORDS = (
    N_("an answer that overlaps a gold range, or no answer where there is no gold"),
    N_("exact match as in SQuAD 2.0; abstaining on the unanswerable counts 1"),
    N_("word overlap with the best gold answer, as in SQuAD 2.0"),
    N_("answerable questions with a whole gold range in the first passage read"),
    N_("the same, in the first five"),
    N_("harmonic mean of these two"),
    N_("expected calibration error of the best candidate, ten equal-width bins; lower is better"),
    N_("median time from question to answer, nearest rank"),
    *(N_("error"), N_("the question was rejected with an error")),
    N_("should have abstained"),
    N_("the documents do not answer it, and an answer was given"),
    *(N_("not indexed"), N_("the library does not contain the text that answers")),
    *(N_("not retrieved"), N_("no passage that was read contains the gold")),
    N_("retrieved but not read"),
    N_("a passage with the gold was retrieved, but the best candidate is from another one"),
    *(N_("wrong span"), N_("wrongly abstained"), N_("boundary only")),
    N_("the best candidate is from the right passage, but from other words of it"),
    N_("the best candidate was right, and was withheld"),
    N_("the answer overlaps the gold, so it counts as right, but is not exactly it"),
    *(N_("wrong at most"), N_("threshold"), N_("questions answered")),
    *(N_("answerable answered"), N_("95 % interval up to")),
    N_(
        "The threshold that, on these very questions, keeps the share of wrong answers at or below:"
    ),
)
"""Explanations of `eval` that are translated by value."""


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
        return gettext("rightly none") if row.abstained else gettext("right")
    return gettext(row.failure) if row.failure else gettext("wrong")


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
        return gettext("the same")
    if second > first:
        sure, unsure = gettext("better by more than chance"), gettext("better, may be chance")
    else:
        sure, unsure = gettext("worse by more than chance"), gettext("worse, may be chance")
    return sure if p < 0.05 else unsure


def tiles(scores: Scores) -> list[tuple[str, str, str]]:
    """(value, name, explanation) of the most important scores."""
    measures = {measure.name: measure for measure in MEASURES}
    return [
        (measures[key].format(scores[key]), name, measures[key].note) for key, name in TILES.items()
    ]

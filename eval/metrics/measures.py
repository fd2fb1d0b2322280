"""The measures of a run: one table with the name, meaning, computation and format of each.

Scores, tables, reports, plots of the page, `--fail-under` and the JSON of a run are all derived
from it. Imports nothing heavy, so that `pincite eval run --help`, which prints it, is fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.metrics.abstention import Abstention, abstention
from eval.metrics.averages import mean, percentile
from eval.metrics.calibration import Predictions, accuracy_at, aurc, brier, ece
from eval.metrics.formatting import milliseconds, number, share
from eval.metrics.ranking import hit_at, reciprocal_rank

if TYPE_CHECKING:
    from eval.runs.records import EvalRecord

    Rows = Sequence[EvalRecord]


@dataclass(frozen=True, slots=True)
class Measure:
    """`name` is that of `--fail-under` and JSON, `note` says what is counted.

    `compute` returns None if the rows contain nothing to measure.
    """

    name: str
    note: str
    compute: Callable[[Rows], float | None]
    format: Callable[[float | None], str] = share
    lower_is_better: bool = False


def _answerable(rows: Rows) -> Iterable[EvalRecord]:
    return (row for row in rows if row.answerable)


def _with_text_gold(rows: Rows) -> Iterable[EvalRecord]:
    return (row for row in rows if row.has_text_gold)


def _answerable_with_text_gold(rows: Rows) -> Iterable[EvalRecord]:
    return (row for row in rows if row.answerable and row.has_text_gold)


def _hit_at(rows: Rows, k: int) -> float | None:
    return mean(hit_at(row.rank, k) for row in _answerable(rows))


def _predictions(rows: Rows) -> Predictions:
    """Of every question: one for which nothing was read counts with confidence 0."""
    return [(row.confidence, row.candidate_right) for row in rows]


def _stated_predictions(rows: Rows) -> Predictions:
    """Only of questions for which something was read: nothing else has a stated confidence."""
    return [(row.confidence, row.candidate_right) for row in rows if row.candidate is not None]


def _abstention(rows: Rows) -> Abstention:
    return abstention((row.abstained, not row.answerable) for row in rows)


def _time_percentile(rows: Rows, percent: float) -> float | None:
    return percentile([row.milliseconds for row in rows if not row.error], percent)


MEASURES = (
    Measure(
        "right",
        "an answer that overlaps a gold range, or no answer where there is no gold",
        lambda rows: mean(row.right for row in rows),
    ),
    Measure(
        "em",
        "exact match as in SQuAD 2.0; abstaining on the unanswerable counts 1",
        lambda rows: mean(row.em for row in _with_text_gold(rows)),
    ),
    Measure(
        "f1",
        "word overlap with the best gold answer, as in SQuAD 2.0",
        lambda rows: mean(row.f1 for row in _with_text_gold(rows)),
    ),
    Measure(
        "em_answerable",
        "exact match over the answerable questions alone",
        lambda rows: mean(row.em for row in _answerable_with_text_gold(rows)),
    ),
    Measure(
        "f1_answerable",
        "F1 over the answerable questions alone",
        lambda rows: mean(row.f1 for row in _answerable_with_text_gold(rows)),
    ),
    Measure(
        "sentence_right",
        "answerable questions whose answer's sentence overlaps a gold range",
        lambda rows: mean(row.sentence_right for row in _answerable(rows)),
    ),
    Measure(
        "accuracy",
        "share right of the answers given",
        lambda rows: mean(row.right for row in rows if row.answer is not None),
    ),
    Measure(
        "coverage",
        "questions to which an answer was given",
        lambda rows: mean(row.answer is not None for row in rows),
    ),
    Measure(
        "accuracy@50%",
        "share right of the best candidates, over the most confident half of the questions",
        lambda rows: accuracy_at(_predictions(rows), 0.5),
    ),
    Measure(
        "accuracy@80%",
        "the same, over the most confident 80 %",
        lambda rows: accuracy_at(_predictions(rows), 0.8),
    ),
    Measure(
        "hit@1",
        "answerable questions with a whole gold range in the first passage read",
        lambda rows: _hit_at(rows, 1),
    ),
    Measure("hit@5", "the same, in the first five", lambda rows: _hit_at(rows, 5)),
    Measure("hit@10", "the same, in the first ten", lambda rows: _hit_at(rows, 10)),
    Measure(
        "mrr",
        "mean of 1 / rank of the first such passage, 0 if none was read",
        lambda rows: mean(reciprocal_rank(row.rank) for row in _answerable(rows)),
        number,
    ),
    Measure(
        "recall@10",
        "gold ranges (or relevant documents) in the first ten passages",
        lambda rows: mean(row.recall for row in _answerable(rows)),
    ),
    Measure(
        "ndcg@10",
        "gain of the first ten passages (or documents), divided by that of the ideal order",
        lambda rows: mean(row.ndcg for row in _answerable(rows)),
        number,
    ),
    Measure(
        "map",
        "mean average precision of the passages (or documents) read",
        lambda rows: mean(row.average_precision for row in _answerable(rows)),
        number,
    ),
    Measure(
        "abstention_precision",
        "share of the abstentions that are on unanswerable questions",
        lambda rows: _abstention(rows).precision,
    ),
    Measure(
        "abstention_recall",
        "share of the unanswerable questions that got no answer",
        lambda rows: _abstention(rows).recall,
    ),
    Measure(
        "abstention_f1",
        "harmonic mean of these two",
        lambda rows: _abstention(rows).f1,
    ),
    Measure(
        "nothing_precision",
        'share of the questions of which "nothing found" is said that are unanswerable',
        lambda rows: mean(not row.answerable for row in rows if row.outcome == "nothing"),
    ),
    Measure(
        "nothing_recall",
        "share of the unanswerable questions of which it is said",
        lambda rows: mean(row.outcome == "nothing" for row in rows if not row.answerable),
    ),
    Measure(
        "nothing_false",
        "share of the answerable questions of which it is said; lower is better",
        lambda rows: mean(row.outcome == "nothing" for row in _answerable(rows)),
        lower_is_better=True,
    ),
    Measure(
        "ece",
        "expected calibration error of the best candidate, ten equal-width bins; lower is better",
        lambda rows: ece(_stated_predictions(rows)),
        number,
        lower_is_better=True,
    ),
    Measure(
        "brier",
        "mean squared error of its confidence; lower is better",
        lambda rows: brier(_stated_predictions(rows)),
        number,
        lower_is_better=True,
    ),
    Measure(
        "aurc",
        "area under the risk-coverage curve of the best candidates; lower is better",
        lambda rows: aurc(_predictions(rows)),
        number,
        lower_is_better=True,
    ),
    Measure(
        "p50",
        "median time from question to answer, nearest rank",
        lambda rows: _time_percentile(rows, 50),
        milliseconds,
        lower_is_better=True,
    ),
    Measure(
        "p95",
        "95th percentile of that time, nearest rank",
        lambda rows: _time_percentile(rows, 95),
        milliseconds,
        lower_is_better=True,
    ),
    Measure(
        "p99",
        "99th percentile of that time, nearest rank",
        lambda rows: _time_percentile(rows, 99),
        milliseconds,
        lower_is_better=True,
    ),
)
"""In the order in which they are printed."""

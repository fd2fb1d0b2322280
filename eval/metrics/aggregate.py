"""The scores of a run: every measure over its rows, intervals, failures and the risk table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from eval.calibration.operating_points import Prediction, RiskRow, risk_table
from eval.datasets.dataset import GoldSpan, RelevantDocument
from eval.failures import FAILURES
from eval.metrics.measures import MEASURES
from eval.metrics.significance import bootstrap
from eval.runs.records import EvalRecord


@dataclass(frozen=True, slots=True)
class Scores:
    """`n`, `answerable` and `errors` are numbers of questions.

    `measures` are by the names of `eval.metrics.measures.MEASURES`: shares in [0, 1],
    milliseconds, or None if there was nothing to measure. `intervals` are 95 % bootstrap intervals
    of "right" and "f1". `failures` counts the questions of each class of `eval.failures.FAILURES`,
    without the classes that have none. `risks` is the risk table, empty if nothing was asked.
    """

    n: int
    answerable: int
    errors: int
    measures: Mapping[str, float | None]
    intervals: Mapping[str, tuple[float, float]]
    failures: Mapping[str, int]
    risks: tuple[RiskRow, ...]

    def __getitem__(self, measure: str) -> float | None:
        return self.measures[measure]

    @property
    def unanswerable(self) -> int:
        return self.n - self.answerable

    def to_json(self) -> dict[str, object]:
        """The measures stand beside the counts, by their names."""
        fields = asdict(self)
        measures = fields.pop("measures")
        counts = {name: fields.pop(name) for name in ("n", "answerable", "errors")}
        return {**counts, **measures, **fields}


def summarise(rows: Iterable[EvalRecord]) -> Scores:
    """Reads the rows once, one by one; their texts are not held in memory."""
    records = [_without_texts(row) for row in rows]
    failures = Counter(row.failure for row in records)
    return Scores(
        n=len(records),
        answerable=sum(row.answerable for row in records),
        errors=sum(row.error != "" for row in records),
        measures={measure.name: measure.compute(records) for measure in MEASURES},
        intervals=_intervals(records),
        failures={name: failures[name] for name in FAILURES if failures[name]},
        risks=tuple(risk_table(map(_prediction, records))),
    )


def _intervals(rows: Sequence[EvalRecord]) -> dict[str, tuple[float, float]]:
    intervals = {
        "right": bootstrap([row.right for row in rows]),
        "f1": bootstrap([row.f1 for row in rows if row.has_text_gold]),
    }
    return {name: interval for name, interval in intervals.items() if interval is not None}


def _prediction(row: EvalRecord) -> Prediction:
    confidence = row.confidence if row.candidate is not None else None
    return Prediction(confidence, row.candidate_right, row.answerable)


_GOLD = (GoldSpan("", 0, 0, "", ""),)
_DOCUMENTS = (RelevantDocument("", ""),)
_NO_FEATURES: Mapping[str, float] = {}
_FAILURES = {name: name for name in FAILURES}


def _without_texts(row: EvalRecord) -> EvalRecord:
    """The row with placeholders in place of all that a measure does not read.

    So 100,000 rows take some tens of megabytes, whatever their answers and gold are.
    """
    return replace(
        row,
        id="",
        question="",
        gold=_GOLD if row.gold else (),
        article="",
        documents=_DOCUMENTS if row.documents else (),
        answer=None if row.answer is None else "",
        candidate=None if row.candidate is None else "",
        source="",
        place="",
        features=_NO_FEATURES,
        failure=_FAILURES.get(row.failure, ""),
        why="",
        error="error" if row.error else "",
    )

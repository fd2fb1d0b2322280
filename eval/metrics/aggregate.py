"""Scores over the rows of a run. The rows are read once, one by one, and only numbers are kept of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from eval.calibration.operating_points import Prediction, RiskRow, risk_table
from eval.failures import FAILURES
from eval.metrics import answers
from eval.runs.records import EvalRecord


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares in [0, 1] and milliseconds; None where there was nothing to measure. `eval.reports.plots.MEASURES` says what each one means."""

    n: int
    answerable: int
    errors: int
    em: float | None
    f1: float | None
    em_answerable: float | None
    f1_answerable: float | None
    right: float | None
    sentence_right: float | None
    accuracy: float | None
    coverage: float | None
    accuracy_at_50: float | None
    accuracy_at_80: float | None
    found: answers.Ranking
    recall: float | None
    ndcg: float | None
    map: float | None
    abstention: answers.Abstention
    ece: float | None
    brier: float | None
    aurc: float | None
    p50: float | None
    p95: float | None
    p99: float | None
    f1_interval: tuple[float, float] | None  # 95 % bootstrap
    right_interval: tuple[float, float] | None
    failures: Mapping[str, int]
    """How many questions of each class of `eval.failures.FAILURES`, those with none left out."""
    risks: tuple[RiskRow, ...]
    """What it would cost to let no more than some share of the answers be wrong; empty where nothing was asked."""

    @property
    def unanswerable(self) -> int:
        return self.n - self.answerable


@dataclass(frozen=True, slots=True)
class _Fact:
    """What the scores need of a row: no text."""

    answerable: bool
    worded: bool
    error: bool
    given: bool
    read: bool
    abstained: bool
    em: float
    f1: float
    right: bool
    cited: bool
    reading_right: bool
    confidence: float
    rank: int | None
    recall: float
    ndcg: float
    ap: float
    milliseconds: float
    failure: str


def _fact(row: EvalRecord) -> _Fact:
    return _Fact(
        answerable=row.answerable,
        worded=row.has_text_gold,
        error=row.error != "",
        given=row.answer is not None,
        read=row.candidate is not None,
        abstained=row.abstained,
        em=row.em,
        f1=row.f1,
        right=row.right,
        cited=row.sentence_right,
        reading_right=row.candidate_right,
        confidence=row.confidence,
        rank=row.rank,
        recall=row.recall,
        ndcg=row.ndcg,
        ap=row.average_precision,
        milliseconds=row.milliseconds,
        failure=next(
            (name for name in FAILURES if name == row.failure), ""
        ),  # the one text, not a copy for each row
    )


def summarise(rows: Iterable[EvalRecord]) -> Scores:
    facts = [_fact(row) for row in rows]
    answerable = [fact for fact in facts if fact.answerable]
    worded = [fact for fact in facts if fact.worded]
    both = [fact for fact in worded if fact.answerable]
    stated = [(fact.confidence, fact.reading_right) for fact in facts if fact.read]
    judged = [(fact.confidence, fact.reading_right) for fact in facts]
    times = [fact.milliseconds for fact in facts if not fact.error]
    count = Counter(fact.failure for fact in facts)
    return Scores(
        n=len(facts),
        answerable=len(answerable),
        errors=sum(fact.error for fact in facts),
        em=answers.mean(fact.em for fact in worded),
        f1=answers.mean(fact.f1 for fact in worded),
        em_answerable=answers.mean(fact.em for fact in both),
        f1_answerable=answers.mean(fact.f1 for fact in both),
        right=answers.mean(fact.right for fact in facts),
        sentence_right=answers.mean(fact.cited for fact in answerable),
        accuracy=answers.mean(fact.right for fact in facts if fact.given),
        coverage=answers.mean(fact.given for fact in facts),
        accuracy_at_50=answers.accuracy_at(judged, 0.5),
        accuracy_at_80=answers.accuracy_at(judged, 0.8),
        found=answers.ranking([fact.rank for fact in answerable]),
        recall=answers.mean(fact.recall for fact in answerable),
        ndcg=answers.mean(fact.ndcg for fact in answerable),
        map=answers.mean(fact.ap for fact in answerable),
        abstention=answers.abstention((fact.abstained, not fact.answerable) for fact in facts),
        ece=answers.ece(stated),
        brier=answers.brier(stated),
        aurc=answers.aurc(judged),
        **{name: answers.percentile(times, percent) for name, percent in _PERCENTILES.items()},
        f1_interval=answers.bootstrap([fact.f1 for fact in worded]),
        right_interval=answers.bootstrap([fact.right for fact in facts]),
        failures={name: count[name] for name in FAILURES if count[name]},
        risks=tuple(
            risk_table(
                Prediction(
                    fact.confidence if fact.read else None, fact.reading_right, fact.answerable
                )
                for fact in facts
            )
        ),
    )


_PERCENTILES = {"p50": 50, "p95": 95, "p99": 99}

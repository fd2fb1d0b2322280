"""Scores worked out by hand, over records made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.metrics.abstention import Abstention
from eval.metrics.aggregate import Scores, summarise
from eval.metrics.measures import MEASURES
from eval.runs.records import EvalRecord
from tests.eval.answers import DEPTH


def row(right: bool) -> EvalRecord:
    return EvalRecord(
        "q",
        "?",
        DEPTH.gold,
        answer="a",
        candidate="a",
        confidence=0.5,
        right=right,
        candidate_right=right,
        milliseconds=10.0,
    )


def values(scores: Scores, *names: str) -> tuple[float | None, ...]:
    return tuple(scores[name] for name in names)


def abstention(scores: Scores) -> Abstention:
    return Abstention(*(scores[f"abstention_{part}"] for part in ("precision", "recall", "f1")))


def test_scores_worked_by_hand() -> None:
    rows = [
        replace(row(True), em=1.0, f1=1.0, sentence_right=True, rank=1, confidence=0.9),
        replace(
            row(False),
            em=0.0,
            f1=0.5,
            sentence_right=True,
            rank=4,
            confidence=0.6,
            milliseconds=30.0,
        ),
        replace(
            row(False),
            answer=None,
            rank=None,
            confidence=0.2,
            candidate_right=True,
            milliseconds=20.0,
        ),
        replace(
            row(True),
            gold=(),
            answer=None,
            em=1.0,
            f1=1.0,
            confidence=0.1,
            candidate_right=False,
            milliseconds=40.0,
        ),
        replace(row(False), gold=(), confidence=0.7),
    ]
    scores = summarise(rows)
    assert (scores.n, scores.answerable, scores.unanswerable, scores.errors) == (5, 3, 2, 0)
    assert (scores["em"], scores["f1"], scores["right"]) == (0.4, 0.5, 0.4)
    assert (scores["em_answerable"], scores["f1_answerable"], scores["sentence_right"]) == (
        1 / 3,
        0.5,
        2 / 3,
    )
    assert (scores["accuracy"], scores["coverage"]) == (1 / 3, 0.6)
    assert values(scores, "hit@1", "hit@5", "hit@10") == (1 / 3, 2 / 3, 2 / 3)
    assert scores["mrr"] == (1 + 1 / 4) / 3
    assert abstention(scores) == Abstention(0.5, 0.5, 0.5)
    # confidences: .9 right, .7 wrong, .6 wrong, .2 right, .1 wrong; each in a bin of its own
    assert scores["ece"] == pytest.approx((0.1 + 0.7 + 0.6 + 0.8 + 0.1) / 5)
    assert scores["brier"] == pytest.approx((0.01 + 0.49 + 0.36 + 0.64 + 0.01) / 5)
    assert scores["aurc"] == pytest.approx((0 + 1 / 2 + 2 / 3 + 2 / 4 + 3 / 5) / 5)
    assert (scores["p50"], scores["p95"]) == (20.0, 40.0)
    low, high = scores.intervals["f1"]
    assert low <= 0.5 <= high


def test_a_question_for_which_nothing_was_read_counts_for_risk_not_for_calibration() -> None:
    scores = summarise([EvalRecord("q", "?", DEPTH.gold, error="broken")])
    assert (scores["ece"], scores["brier"], scores["aurc"], scores["p50"], scores["accuracy"]) == (
        None,
        None,
        1.0,
        None,
        None,
    )


def test_nothing_asked_has_no_scores() -> None:
    scores = summarise([])
    assert (scores.n, scores["right"], scores["abstention_f1"]) == (
        0,
        None,
        None,
    )
    assert scores.intervals == {}
    assert scores.measures.keys() == {measure.name for measure in MEASURES}


def test_json_has_the_measures_beside_the_counts_by_name() -> None:
    fields = summarise([row(True), row(False)]).to_json()
    names = [measure.name for measure in MEASURES]
    counts, rest = ["n", "answerable", "errors"], ["intervals", "failures", "risks"]
    assert list(fields) == [*counts, *names, *rest]
    assert (fields["n"], fields["right"], fields["hit@1"]) == (2, 0.5, 0.0)


def test_what_is_said_of_nothing_found() -> None:
    """Said of three questions, two of them unanswerable; of one of three answerable ones."""
    told = [replace(row(False), answer=None, outcome="nothing") for _ in range(3)]
    rows = [told[0], *(replace(each, gold=()) for each in told[1:])]
    rows += [replace(row(True), outcome="answer"), replace(row(False), outcome="possible")]
    rows += [replace(row(False), gold=(), outcome="possible"), replace(row(False), gold=())]
    scores = summarise(rows)
    assert values(scores, "nothing_precision", "nothing_recall", "nothing_false") == (
        2 / 3,
        2 / 4,
        1 / 3,
    )
    assert summarise([row(True)])["nothing_precision"] is None

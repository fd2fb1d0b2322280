"""The class of failure of answers made by hand."""

from __future__ import annotations

from dataclasses import replace

from eval.datasets.dataset import GoldSpan
from eval.failures import FAILURES, classify
from eval.grading import Grader
from eval.metrics.aggregate import summarise
from eval.runs.records import EvalRecord
from tests.eval.answers import DEPTH, NOWHERE, PARTS, SEA, SKY, WHOLE, candidate, grade


def failure(row: EvalRecord) -> tuple[str, str]:
    return row.failure, row.why


def test_an_answer_of_each_class() -> None:
    exact = candidate(SEA, "11 km", "The sea is 11 km deep.", 0.9)
    assert failure(grade(DEPTH, exact)) == ("", "")
    assert failure(grade(DEPTH, candidate(SEA, "11 km deep", "The sea is 11 km deep.", 0.9))) == (
        "boundary only",
        "F1 0.80",
    )
    assert failure(grade(DEPTH, candidate(SEA, "11 km", "The sea is 11 km deep.", 0.4))) == (
        "wrongly abstained",
        "confidence 40%, threshold 50%",
    )
    assert failure(grade(DEPTH, candidate(SEA, "The sea", "The sea is 11 km deep.", 0.9))) == (
        "wrong span",
        "read 'The sea', wanted '11 km'",
    )
    assert failure(grade(DEPTH, candidate(SKY, "blue", "The sky is blue.", 0.9))) == (
        "retrieved but not read",
        "the gold is in passage 1 of 4; read 'blue' (sky.md)",
    )
    assert failure(
        grade(DEPTH, candidate(SKY, "blue", "The sky is blue.", 0.9), passages=PARTS[1:])
    ) == (
        "not retrieved",
        "3 passages were read",
    )
    assert failure(grade(NOWHERE, exact)) == (
        "should have abstained",
        "confidence 90%, threshold 50%",
    )
    assert failure(grade(NOWHERE)) == ("", "")
    lost = replace(DEPTH, gold=(GoldSpan("0" * 64, 0, 1, "x", "lost.md"),))
    assert failure(grade(lost, exact)) == ("not indexed", "such as 'lost.md'")
    assert failure(Grader().failed(DEPTH, "Too deep.")) == ("error", "Too deep.")


def test_abstaining_without_a_right_candidate_has_the_class_of_what_prevented_one() -> None:
    assert (
        grade(DEPTH, candidate(SKY, "blue", "The sky is blue.", 0.1)).failure
        == "retrieved but not read"
    )
    assert grade(DEPTH).why == "the gold is in passage 1; nothing there could be quoted"
    assert grade(DEPTH, passages=()).failure == "not retrieved"


def test_every_wrong_row_has_a_class_and_only_boundaries_are_right() -> None:
    answers = [
        (),
        (candidate(SEA, "11 km", "The sea is 11 km deep.", 0.9),),
        (candidate(SKY, "high", "It is high.", 0.3),),
    ]
    rows = [grade(asked, *given) for asked in (DEPTH, NOWHERE, WHOLE) for given in answers]
    assert all(row.failure in FAILURES or row.failure == "" for row in rows)
    assert all(row.right == (row.failure in ("", "boundary only")) for row in rows)
    counts = summarise(rows).failures
    assert sum(counts.values()) == sum(row.failure != "" for row in rows)
    assert list(counts) == [name for name in FAILURES if name in counts]


def test_a_long_text_is_cut_in_the_evidence() -> None:
    row = EvalRecord("q", "?", DEPTH.gold, candidate="x" * 500, answer="x" * 500, rank=1)
    assert len(classify(row, indexed=True, contains_gold=True, passages=1, threshold=0.5)[1]) < 200

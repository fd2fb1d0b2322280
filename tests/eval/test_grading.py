"""Rankings of passages and documents, and why a question was not answered, over answers made by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from eval.datasets.dataset import GoldSpan, Question, RelevantDocument
from eval.failures import FAILURES, classify
from eval.grading import Grader, places
from eval.metrics.aggregate import summarise
from eval.metrics.ranking import Ranked
from eval.runs.records import EvalRecord
from index.spans import Document
from tests.eval.runs.test_run import (
    DEPTH,
    LIBRARY,
    NOWHERE,
    SEA,
    SKY,
    answer,
    gold,
    passage,
    reading,
)

PARTS = (
    passage(SEA, "The sea is 11 km deep."),
    passage(SKY, "The sky is blue."),
    passage(SEA, "It is salty."),
    passage(SKY, "It is high."),
)
WHOLE = Question(
    "whole",
    "?",
    (),
    documents=(RelevantDocument(SKY.hash, "sky.md", 2), RelevantDocument("", "lost.md", 1)),
)


def judged(
    question: Question, *readings: object, passages: tuple[object, ...] = PARTS
) -> EvalRecord:
    return Grader(LIBRARY).grade(question, answer(*readings, passages=passages), 1.0)  # type: ignore[arg-type]


# rankings


def test_gold_ranges_that_overlap_are_one_place() -> None:
    def at(start: int, end: int, hash: str = "a" * 64) -> GoldSpan:
        return GoldSpan(hash, start, end, "x" * (end - start), "a")

    ranges = [at(0, 4), at(2, 6), at(5, 8), at(8, 9), at(0, 4, "b" * 64)]
    assert [[(g.start, g.end) for g in place] for place in places(ranges)] == [
        [(0, 4), (2, 6), (5, 8)],
        [(8, 9)],
        [(0, 4)],
    ]


def test_several_gold_ranges_are_several_passages_to_be_found() -> None:
    three = Question(
        "q",
        "?",
        (gold(SEA, "11 km"), gold(SEA, "11 km deep"), gold(SEA, "salty"), gold(SKY, "high")),
    )
    assert Grader().ranking(PARTS, three) == Ranked((1, 0, 1, 1), (1, 1, 1))
    assert Grader().ranking(PARTS[:2], three) == Ranked((1, 0), (1, 1, 1))
    row = judged(three, passages=PARTS[:3])
    assert row.recall == pytest.approx(2 / 3)
    assert row.average_precision == pytest.approx((1 + 2 / 3) / 3)
    assert row.ndcg == pytest.approx((1 + 1 / 2) / (1 + 1 / math.log2(3) + 1 / 2))


def test_a_passage_with_two_gold_ranges_is_one_relevant_passage() -> None:
    both = passage(SEA, "The sea is 11 km deep. It is salty.")
    two = Question("q", "?", (gold(SEA, "11 km"), gold(SEA, "salty")))
    assert Grader().ranking((both,), two) == Ranked((1,), (1,))


def test_relevant_documents_are_ranked_each_at_its_best_passage() -> None:
    assert Grader().ranking(PARTS, WHOLE) == Ranked((0, 2), (2, 1))
    assert Grader().rank(PARTS, WHOLE) == 2


def test_two_relevant_documents_of_one_text_are_two() -> None:
    twin = Document(9, "twin.md", "Twin", SKY.text)
    asked = Question(
        "q",
        "?",
        (),
        documents=(
            RelevantDocument(SKY.hash, "sky.md", 2),
            RelevantDocument(SKY.hash, "twin.md", 1),
        ),
    )
    assert Grader().ranking(
        (passage(twin, "It is high."), passage(SKY, "It is high.")), asked
    ) == Ranked((1, 2), (2, 1))


def test_an_answer_from_a_relevant_document_is_right_and_has_no_words_to_be_held_against() -> None:
    row = judged(WHOLE, reading(SKY, "blue", "The sky is blue.", 0.9))
    assert (row.right, row.sentence_right, row.candidate_right, row.failure, row.has_text_gold) == (
        True,
        True,
        True,
        "",
        False,
    )
    scores = summarise([row, judged(DEPTH, reading(SEA, "11 km", "The sea is 11 km deep.", 0.9))])
    assert (scores.em, scores.answerable, scores.right) == (1.0, 2, 1.0)
    assert not judged(WHOLE, reading(SEA, "salty", "It is salty.", 0.9)).right


# failures


def failure(row: EvalRecord) -> tuple[str, str]:
    return row.failure, row.why


def test_each_class_by_an_answer_that_has_it() -> None:
    exact = reading(SEA, "11 km", "The sea is 11 km deep.", 0.9)
    assert failure(judged(DEPTH, exact)) == ("", "")
    assert failure(judged(DEPTH, reading(SEA, "11 km deep", "The sea is 11 km deep.", 0.9))) == (
        "boundary only",
        "F1 0.80",
    )
    assert failure(judged(DEPTH, reading(SEA, "11 km", "The sea is 11 km deep.", 0.4))) == (
        "wrongly abstained",
        "confidence 40%, threshold 50%",
    )
    assert failure(judged(DEPTH, reading(SEA, "The sea", "The sea is 11 km deep.", 0.9))) == (
        "wrong span",
        "read 'The sea', wanted '11 km'",
    )
    assert failure(judged(DEPTH, reading(SKY, "blue", "The sky is blue.", 0.9))) == (
        "retrieved but not read",
        "the gold is in passage 1 of 4; read 'blue' (sky.md)",
    )
    assert failure(
        judged(DEPTH, reading(SKY, "blue", "The sky is blue.", 0.9), passages=PARTS[1:])
    ) == (
        "not retrieved",
        "3 passages were read",
    )
    assert failure(judged(NOWHERE, exact)) == (
        "should have abstained",
        "confidence 90%, threshold 50%",
    )
    assert failure(judged(NOWHERE)) == ("", "")
    lost = replace(DEPTH, gold=(GoldSpan("0" * 64, 0, 1, "x", "lost.md"),))
    assert failure(judged(lost, exact)) == ("not indexed", "such as 'lost.md'")
    assert failure(Grader().failed(DEPTH, "Too deep.")) == ("error", "Too deep.")


def test_abstaining_for_want_of_a_right_reading_is_classed_by_what_kept_it_away() -> None:
    assert (
        judged(DEPTH, reading(SKY, "blue", "The sky is blue.", 0.1)).failure
        == "retrieved but not read"
    )
    assert judged(DEPTH).why == "the gold is in passage 1; nothing there could be quoted"
    assert judged(DEPTH, passages=()).failure == "not retrieved"


def test_every_wrong_row_has_a_class_and_only_boundaries_are_right() -> None:
    readings = [
        (),
        (reading(SEA, "11 km", "The sea is 11 km deep.", 0.9),),
        (reading(SKY, "high", "It is high.", 0.3),),
    ]
    rows = [judged(asked, *given) for asked in (DEPTH, NOWHERE, WHOLE) for given in readings]
    assert all(row.failure in FAILURES or row.failure == "" for row in rows)
    assert all(row.right == (row.failure in ("", "boundary only")) for row in rows)
    counted = summarise(rows).failures
    assert sum(counted.values()) == sum(row.failure != "" for row in rows)
    assert list(counted) == [name for name in FAILURES if name in counted]


def test_a_long_text_is_cut_in_the_evidence() -> None:
    row = EvalRecord("q", "?", DEPTH.gold, candidate="x" * 500, answer="x" * 500, rank=1)
    assert len(classify(row, indexed=True, holds=True, passages=1, threshold=0.5)[1]) < 200

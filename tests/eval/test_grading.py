"""Grading answers and rankings made by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from eval.datasets.dataset import GoldSpan, Question, RelevantDocument
from eval.grading import Grader, merge
from eval.metrics.aggregate import summarise
from eval.metrics.ranking import Ranked
from eval.runs.records import EvalRecord
from index.spans import Document
from tests.eval.answers import (
    COPY,
    DEPTH,
    NOWHERE,
    PARTS,
    SEA,
    SKY,
    WHOLE,
    answer,
    candidate,
    gold,
    grade,
    graded,
    passage,
)


def test_every_field_of_a_right_answer() -> None:
    passages = (
        passage(SKY, "The sky is blue."),
        passage(SEA, "The sea is 11 km deep. It is salty."),
    )
    row = graded(
        DEPTH,
        answer(candidate(SEA, "11 km deep", "The sea is 11 km deep.", 0.9), passages=passages),
    )
    assert replace(row, milliseconds=0.0) == EvalRecord(
        id="depth",
        question="How deep is the sea?",
        gold=DEPTH.gold,
        article="sea.md",
        answer="11 km deep",
        outcome="answer",
        candidate="11 km deep",
        confidence=0.9,
        source="sea.md",
        place="Figures",
        em=0.0,
        f1=0.8,  # two of three words: precision 2/3, recall 1
        right=True,
        sentence_right=True,
        candidate_right=True,
        rank=2,
        recall=1.0,
        ndcg=1 / math.log2(3),
        average_precision=0.5,
        features={"cosine": 0.5},
        failure="boundary only",
        why="F1 0.80",
    )


def test_the_right_sentence_with_the_wrong_words_is_sentence_right_but_not_right() -> None:
    row = graded(DEPTH, answer(candidate(SEA, "The sea", "The sea is 11 km deep.", 0.9)))
    assert (row.right, row.candidate_right, row.sentence_right) == (False, False, True)


def test_ranges_that_only_touch_do_not_overlap() -> None:
    assert not graded(DEPTH, answer(candidate(SEA, "is ", "The sea is ", 0.9))).sentence_right
    assert not graded(DEPTH, answer(candidate(SEA, " deep.", " deep.", 0.9))).right
    assert graded(DEPTH, answer(candidate(SEA, "m deep.", "m deep.", 0.9))).right


def test_the_same_words_in_another_text_are_wrong_and_in_a_copy_of_the_text_right() -> None:
    elsewhere = Document(4, "x", "X", SEA.text + " Really.")
    assert not graded(
        DEPTH, answer(candidate(elsewhere, "11 km", "The sea is 11 km deep.", 0.9))
    ).right
    assert graded(DEPTH, answer(candidate(COPY, "11 km", "The sea is 11 km deep.", 0.9))).right


def test_withholding_a_right_candidate_is_wrong() -> None:
    row = graded(DEPTH, answer(candidate(SEA, "11 km", "The sea is 11 km deep.", 0.4)))
    assert (row.answer, row.abstained, row.right, row.sentence_right, row.em) == (
        None,
        True,
        False,
        False,
        0.0,
    )
    assert (row.candidate, row.candidate_right, row.confidence) == ("11 km", True, 0.4)
    assert row.outcome == "possible"


def test_without_gold_only_an_abstention_is_right() -> None:
    withheld = graded(NOWHERE, answer(candidate(SEA, "11 km", "The sea is 11 km deep.", 0.4)))
    given = graded(NOWHERE, answer(candidate(SEA, "11 km", "The sea is 11 km deep.", 0.6)))
    assert (withheld.right, withheld.em, withheld.f1, withheld.candidate_right) == (
        True,
        1.0,
        1.0,
        False,
    )
    assert (given.right, given.em, given.f1, given.sentence_right) == (False, 0.0, 0.0, False)


def test_nothing_read_is_an_abstention() -> None:
    row = graded(DEPTH, answer())
    assert (row.abstained, row.candidate, row.confidence, row.features, row.rank) == (
        True,
        None,
        0.0,
        {},
        None,
    )
    assert row.outcome == "nothing"


def test_a_passage_must_contain_the_whole_gold_range() -> None:
    halves = (passage(SEA, "The sea is 11"), passage(SEA, "km deep."), passage(SEA, "11 km"))
    assert graded(DEPTH, answer(passages=halves)).rank == 3
    assert graded(DEPTH, answer(passages=halves[:2])).rank is None


def test_any_of_several_gold_ranges_is_right() -> None:
    question = replace(DEPTH, gold=(*DEPTH.gold, gold(SKY, "blue")))
    row = graded(question, answer(candidate(SKY, "blue", "The sky is blue.", 0.9)))
    assert (row.right, row.em, row.accepted) == (True, 1.0, ("11 km", "blue"))


def test_gold_ranges_that_overlap_are_merged() -> None:
    def at(start: int, end: int, hash: str = "a" * 64) -> GoldSpan:
        return GoldSpan(hash, start, end, "x" * (end - start), "a")

    ranges = [at(0, 4), at(2, 6), at(5, 8), at(8, 9), at(0, 4, "b" * 64)]
    assert [[(g.start, g.end) for g in group] for group in merge(ranges)] == [
        [(0, 4), (2, 6), (5, 8)],
        [(8, 9)],
        [(0, 4)],
    ]


def test_several_gold_ranges_are_several_relevant_passages() -> None:
    three = Question(
        "q",
        "?",
        (gold(SEA, "11 km"), gold(SEA, "11 km deep"), gold(SEA, "salty"), gold(SKY, "high")),
    )
    assert Grader().ranking(PARTS, three) == Ranked((1, 0, 1, 1), (1, 1, 1))
    assert Grader().ranking(PARTS[:2], three) == Ranked((1, 0), (1, 1, 1))
    row = grade(three, passages=PARTS[:3])
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


def test_an_answer_from_a_relevant_document_is_right_and_has_no_text_gold() -> None:
    row = grade(WHOLE, candidate(SKY, "blue", "The sky is blue.", 0.9))
    assert (row.right, row.sentence_right, row.candidate_right, row.failure, row.has_text_gold) == (
        True,
        True,
        True,
        "",
        False,
    )
    scores = summarise([row, grade(DEPTH, candidate(SEA, "11 km", "The sea is 11 km deep.", 0.9))])
    assert (scores["em"], scores.answerable, scores["right"]) == (1.0, 2, 1.0)
    assert not grade(WHOLE, candidate(SEA, "salty", "It is salty.", 0.9)).right

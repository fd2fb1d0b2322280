"""Ranking measures against ir_measures, and by hand."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

import ir_measures
import pytest
from ir_measures import AP, RR, Qrel, ScoredDoc, nDCG
from ir_measures import R as Recall

from eval.metrics.answers import reciprocal_rank
from eval.metrics.ranking import Ranked, average_precision, ndcg_at, ranked, recall_at

Grades = Mapping[str, Mapping[str, int]]
Scores = Mapping[str, Mapping[str, float]]


def by_trec(scores: Mapping[str, float]) -> list[str]:
    """trec_eval takes no notice of the order of a run: by score, ties by the id, from the last to the first."""
    return sorted(scores, key=lambda id: (scores[id], id), reverse=True)


def ours(grades: Grades, scores: Scores) -> dict[str, dict[str, float]]:
    """Every measure of every question of the set; one that was not asked found nothing."""
    found: dict[str, dict[str, float]] = {}
    for question, graded in grades.items():
        order = by_trec(scores.get(question, {}))
        of = ranked(order, graded)
        first = next((rank for rank, id in enumerate(order, 1) if graded.get(id, 0) > 0), None)
        found[question] = {"AP": average_precision(of), "RR": reciprocal_rank(first)}
        found[question] |= {f"R@{k}": recall_at(of, k) for k in (1, 5, 10, 100)}
        found[question] |= {f"nDCG@{k}": ndcg_at(of, k) for k in (1, 5, 10, 100)}
    return found


def theirs(grades: Grades, scores: Scores) -> dict[str, dict[str, float]]:
    qrels = [
        Qrel(question, id, grade)
        for question, graded in grades.items()
        for id, grade in graded.items()
    ]
    run = [
        ScoredDoc(question, id, score)
        for question, scored in scores.items()
        for id, score in scored.items()
    ]
    measures = [
        AP,
        RR,
        *(Recall @ k for k in (1, 5, 10, 100)),
        *(nDCG @ k for k in (1, 5, 10, 100)),
    ]
    found: dict[str, dict[str, float]] = {question: {} for question in grades}
    for metric in ir_measures.iter_calc(measures, qrels, run):
        found[metric.query_id][str(metric.measure)] = metric.value
    return found


@pytest.mark.parametrize("seed", range(40))
def test_equal_to_ir_measures_on_random_runs_with_ties_and_missing_questions(seed: int) -> None:
    draw = random.Random(seed)
    ids = [f"d{n}" for n in range(draw.choice([4, 30, 150]))]
    grades: dict[str, dict[str, int]] = {}
    scores: dict[str, dict[str, float]] = {}
    for number in range(8):
        judged = draw.sample(ids, draw.randint(1, len(ids)))
        grades[f"q{number}"] = {id: draw.choice([0, 1, 1, 2, 3]) for id in judged} | {judged[0]: 1}
        if draw.random() < 0.8:
            retrieved = draw.sample(ids, draw.randint(1, len(ids)))
            scores[f"q{number}"] = {
                id: float(draw.randint(0, 5)) for id in retrieved
            }  # few levels: many ties
    scores["not judged"] = {"d0": 1.0}
    expected, found = theirs(grades, scores), ours(grades, scores)
    assert found.keys() == expected.keys()
    for question, values in expected.items():
        assert found[question] == pytest.approx(values, abs=1e-9), question
    assert seed or any(question not in scores for question in grades)


def test_worked_by_hand() -> None:
    of = ranked(["a", "b", "c", "d"], {"b": 1, "d": 3, "lost": 2, "judged": 0})
    assert of == Ranked((0, 1, 0, 3), (3, 2, 1))
    assert [recall_at(of, k) for k in (1, 2, 4, 99)] == [0, 1 / 3, 2 / 3, 2 / 3]
    best = 3 + 2 / math.log2(3) + 1 / 2
    assert ndcg_at(of, 4) == pytest.approx((1 / math.log2(3) + 3 / math.log2(5)) / best)
    assert ndcg_at(of, 2) == pytest.approx((1 / math.log2(3)) / (3 + 2 / math.log2(3)))
    assert average_precision(of) == pytest.approx((1 / 2 + 2 / 4) / 3)


def test_what_is_found_twice_counts_once() -> None:
    assert ranked(["a", "a", "b"], {"a": 1, "b": 1}) == Ranked((1, 1), (1, 1))


def test_nothing_relevant_and_nothing_found_are_zero() -> None:
    for of in (ranked(["a"], {}), ranked([], {"a": 1})):
        assert (recall_at(of, 10), ndcg_at(of, 10), average_precision(of)) == (0, 0, 0)

"""Ranking measures against ir_measures, and by hand."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

import ir_measures
import pytest
from ir_measures import AP, RR, Qrel, ScoredDoc, nDCG
from ir_measures import R as Recall

from eval.metrics.ranking import (
    RANKING_MEASURES,
    Ranked,
    average_precision,
    hit_at,
    ndcg_at,
    ranked,
    recall_at,
    reciprocal_rank,
)

Grades = Mapping[str, Mapping[str, int]]
Scores = Mapping[str, Mapping[str, float]]


def by_trec(scores: Mapping[str, float]) -> list[str]:
    """The order of trec_eval, which ignores that of the run: by score, ties by descending id."""
    return sorted(scores, key=lambda id: (scores[id], id), reverse=True)


def ours(grades: Grades, scores: Scores) -> dict[str, dict[str, float]]:
    """Every measure of every question of the set; one that was not asked retrieved nothing."""
    values: dict[str, dict[str, float]] = {}
    for question, graded in grades.items():
        order = by_trec(scores.get(question, {}))
        ranking = ranked(order, graded)
        first = next((rank for rank, id in enumerate(order, 1) if graded.get(id, 0) > 0), None)
        values[question] = {"AP": average_precision(ranking), "RR": reciprocal_rank(first)}
        values[question] |= {f"R@{k}": recall_at(ranking, k) for k in (1, 5, 10, 100)}
        values[question] |= {f"nDCG@{k}": ndcg_at(ranking, k) for k in (1, 5, 10, 100)}
    return values


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
    values: dict[str, dict[str, float]] = {question: {} for question in grades}
    for metric in ir_measures.iter_calc(measures, qrels, run):
        values[metric.query_id][str(metric.measure)] = metric.value
    return values


@pytest.mark.parametrize("seed", range(40))
def test_equal_to_ir_measures_on_random_runs_with_ties_and_missing_questions(seed: int) -> None:
    chance = random.Random(seed)
    ids = [f"d{n}" for n in range(chance.choice([4, 30, 150]))]
    grades: dict[str, dict[str, int]] = {}
    scores: dict[str, dict[str, float]] = {}
    for number in range(8):
        graded_ids = chance.sample(ids, chance.randint(1, len(ids)))
        grades[f"q{number}"] = {id: chance.choice([0, 1, 1, 2, 3]) for id in graded_ids}
        grades[f"q{number}"][graded_ids[0]] = 1
        if chance.random() < 0.8:
            retrieved = chance.sample(ids, chance.randint(1, len(ids)))
            scores[f"q{number}"] = {
                id: float(chance.randint(0, 5)) for id in retrieved
            }  # few levels: many ties
    scores["not judged"] = {"d0": 1.0}
    expected, computed = theirs(grades, scores), ours(grades, scores)
    assert computed.keys() == expected.keys()
    for question, values in expected.items():
        assert computed[question] == pytest.approx(values, abs=1e-9), question
    assert seed or any(question not in scores for question in grades)


def test_worked_by_hand() -> None:
    ranking = ranked(["a", "b", "c", "d"], {"b": 1, "d": 3, "lost": 2, "judged": 0})
    assert ranking == Ranked((0, 1, 0, 3), (3, 2, 1))
    assert [recall_at(ranking, k) for k in (1, 2, 4, 99)] == [0, 1 / 3, 2 / 3, 2 / 3]
    best = 3 + 2 / math.log2(3) + 1 / 2
    assert ndcg_at(ranking, 4) == pytest.approx((1 / math.log2(3) + 3 / math.log2(5)) / best)
    assert ndcg_at(ranking, 2) == pytest.approx((1 / math.log2(3)) / (3 + 2 / math.log2(3)))
    assert average_precision(ranking) == pytest.approx((1 / 2 + 2 / 4) / 3)


def test_an_item_retrieved_twice_counts_once() -> None:
    assert ranked(["a", "a", "b"], {"a": 1, "b": 1}) == Ranked((1, 1), (1, 1))


def test_nothing_relevant_and_nothing_retrieved_are_zero() -> None:
    for ranking in (ranked(["a"], {}), ranked([], {"a": 1})):
        assert recall_at(ranking, 10) == 0
        assert ndcg_at(ranking, 10) == 0
        assert average_precision(ranking) == 0


@pytest.mark.parametrize(
    ("rank", "hits", "reciprocal"),
    [(1, [1, 1, 1], 1.0), (5, [0, 1, 1], 0.2), (6, [0, 0, 1], 1 / 6), (None, [0, 0, 0], 0.0)],
)
def test_hit_and_reciprocal_rank(rank: int | None, hits: list[int], reciprocal: float) -> None:
    assert [hit_at(rank, k) for k in (1, 5, 10)] == hits
    assert reciprocal_rank(rank) == reciprocal


def test_the_measures_of_a_search_by_name() -> None:
    ranking = ranked(["a", "b", "c"], {"b": 1, "lost": 1})
    values = {measure.name: measure.compute(2, ranking) for measure in RANKING_MEASURES}
    assert values == {
        "hit@1": 0.0,
        "hit@5": 1.0,
        "hit@10": 1.0,
        "MRR": 0.5,
        "recall@10": 0.5,
        "recall@100": 0.5,
        "nDCG@10": ndcg_at(ranking, 10),
        "MAP": 0.25,
    }

"""Searching alone, without reading an answer: the dense search, BM25, and both fused, held against gold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from eval import metrics
from eval.data import Question
from eval.judge import Judge
from eval.ranking import average_precision, ndcg_at, recall_at
from index.library import FUSION, Library, Method

SHALLOW, DEEP = 10, 600
"""Passages looked at where the gold are ranges, and where it is documents: for recall@100 there must be a hundred of those."""


@dataclass(frozen=True, slots=True)
class Found:
    """Means over the `found.n` questions with gold; `recall_100` is None where less than a hundred passages were looked at."""

    found: metrics.Ranking
    recall_10: float | None
    recall_100: float | None
    ndcg_10: float | None
    map: float | None


Measured = tuple[int | None, tuple[float, float, float, float]]

METHODS: tuple[Method, ...] = ("dense", "lexical", "fused")


def search_table(library: Library, questions: Iterable[Question], k: int = SHALLOW) -> Mapping[Method, Found]:
    """Of each search by itself, over the answerable questions; what stands beyond `k` passages counts as not found.

    Passages are ranked where the gold are ranges, documents (each at its best passage) where it is documents. Beyond the usual number of
    candidates, both searches offer `k`.
    """
    judge, fusion = Judge(), replace(FUSION, candidates=max(FUSION.candidates, k))
    kept: dict[Method, list[Measured]] = {method: [] for method in METHODS}
    for question in (question for question in questions if question.answerable):
        for method in METHODS:
            passages = library.search(question.question, k, method, fusion)
            of = judge.order(passages, question)
            measured = (recall_at(of, 10), recall_at(of, 100), ndcg_at(of, 10), average_precision(of))
            kept[method].append((judge.rank(passages, question), measured))
    return {method: _found(rows, k) for method, rows in kept.items()}


def _found(rows: list[Measured], k: int) -> Found:
    recall_10, recall_100, ndcg_10, ap = (metrics.mean(measured[n] for _, measured in rows) for n in range(4))
    return Found(metrics.ranking([rank for rank, _ in rows]), recall_10, recall_100 if k >= 100 else None, ndcg_10, ap)

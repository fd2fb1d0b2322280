"""The searches held against gold: dense, BM25, both fused, and, where a reader is given, the fused ones as reading reorders them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from eval.datasets.dataset import Question
from eval.grading import Grader
from eval.metrics import answers
from eval.metrics.ranking import average_precision, ndcg_at, recall_at
from index.library import DEFAULT_FUSION, Fusion, Library, Method
from index.spans import Passage
from qa.pipeline import TOP_K
from qa.readers.reader import Reader
from qa.reranker import RANK_PENALTY, rerank

SHALLOW, DEEP = 10, 600
"""Passages looked at where the gold are ranges, and where it is documents: for recall@100 there must be a hundred of those."""


@dataclass(frozen=True, slots=True)
class RetrievalScores:
    """Means over the `found.n` questions with gold; `recall_100` is None where less than a hundred passages were looked at."""

    found: answers.Ranking
    recall_10: float | None
    recall_100: float | None
    ndcg_10: float | None
    map: float | None


Measured = tuple[int | None, tuple[float, float, float, float]]

METHODS: tuple[Method, ...] = ("dense", "lexical", "hybrid")


def search_table(
    library: Library,
    questions: Iterable[Question],
    k: int = SHALLOW,
    reader: Reader | None = None,
    rank_costs: Sequence[float] = (),
) -> Mapping[str, RetrievalScores]:
    """Of each search by itself, over the answerable questions; what stands beyond `k` passages counts as not found.

    Passages are ranked where the gold are ranges, documents (each at its best passage) where it is documents. Beyond the usual number of
    candidates, both searches offer `k`. `reader` adds a line for the order that it makes of what the bot would read, at each of
    `rank_costs` (none: the one in use).
    """
    judge, fusion = Grader(), replace(DEFAULT_FUSION, candidates=max(DEFAULT_FUSION.candidates, k))
    kept: dict[str, list[Measured]] = {}
    for question in (question for question in questions if question.answerable):
        for name, passages in search_all_methods(
            library, question.question, k, fusion, reader, rank_costs
        ).items():
            of = judge.ranking(passages, question)
            measured = (
                recall_at(of, 10),
                recall_at(of, 100),
                ndcg_at(of, 10),
                average_precision(of),
            )
            kept.setdefault(name, []).append((judge.rank(passages, question), measured))
    return {name: _found(rows, k) for name, rows in kept.items()}


def search_all_methods(
    library: Library,
    question: str,
    k: int,
    fusion: Fusion,
    reader: Reader | None = None,
    rank_costs: Sequence[float] = (),
) -> Mapping[str, list[Passage]]:
    """What each search finds, as three searches would, and "reranked" where there is a reader."""
    found = _searched(library, question, k, fusion)
    return (
        found
        if reader is None
        else {**found, **_read(question, found["hybrid"], reader, rank_costs or (RANK_PENALTY,))}
    )


def _searched(library: Library, question: str, k: int, fusion: Fusion) -> dict[str, list[Passage]]:
    """A deep search fetches nearly the same passages thrice, so it is made once."""
    if k < fusion.candidates:
        return {method: library.search(question, k, method, fusion) for method in METHODS}
    fused = library.search(question, 2 * fusion.candidates, "hybrid", fusion)
    dense = sorted(
        (rank, n) for n, passage in enumerate(fused) if (rank := passage.dense_rank) is not None
    )
    lexical = sorted(
        (rank, n) for n, passage in enumerate(fused) if (rank := passage.lexical_rank) is not None
    )
    return {
        "dense": [fused[n] for _, n in dense[:k]],
        "lexical": [fused[n] for _, n in lexical[:k]],
        "hybrid": fused[:k],
    }


def _read(
    question: str, fused: Sequence[Passage], reader: Reader, rank_costs: Sequence[float]
) -> dict[str, list[Passage]]:
    """The first ones as the bot reorders them, the others after them as they were."""
    read, rest = fused[:TOP_K], fused[TOP_K:]
    candidates = reader.read(question, read)
    names = (
        ["reranked"]
        if len(rank_costs) == 1
        else [f"reranked, rank cost {cost:g}" for cost in rank_costs]
    )
    return {
        name: [*rerank(read, candidates, cost), *rest]
        for name, cost in zip(names, rank_costs, strict=True)
    }


def _found(rows: list[Measured], k: int) -> RetrievalScores:
    recall_10, recall_100, ndcg_10, ap = (
        answers.mean(measured[n] for _, measured in rows) for n in range(4)
    )
    return RetrievalScores(
        answers.ranking([rank for rank, _ in rows]),
        recall_10,
        recall_100 if k >= 100 else None,
        ndcg_10,
        ap,
    )

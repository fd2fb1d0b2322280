"""Search measured by itself: dense, BM25 and hybrid, and the hybrid order after reranking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from eval.datasets.dataset import Question
from eval.grading import Grader
from eval.metrics.averages import mean
from eval.metrics.ranking import RANKING_MEASURES, Ranked
from index.library import Library
from index.search.hybrid import DEFAULT_FUSION, Fusion
from index.search.index_reader import Method
from index.search.named_documents import MAX_ALIKE
from index.spans import Passage
from qa.decision.reranker import RANK_PENALTY, rerank
from qa.pipeline import TOP_K
from qa.readers.context import contexts
from qa.readers.reader import Reader, SpanPrediction

SHALLOW, DEEP = 10, 600
"""Passages retrieved where the gold is ranges of text, and where it is documents.

For recall@100 there must be a hundred documents.
"""

METHODS: tuple[Method, ...] = ("dense", "lexical", "hybrid")


@dataclass(frozen=True, slots=True)
class RetrievalScores:
    """Means over the `n` answerable questions, by the names of `RANKING_MEASURES`.

    "recall@100" is None if fewer than a hundred passages were retrieved.
    """

    n: int
    measures: Mapping[str, float | None]

    def __getitem__(self, measure: str) -> float | None:
        return self.measures[measure]


def search_table(
    library: Library,
    questions: Iterable[Question],
    k: int = SHALLOW,
    reader: Reader | None = None,
    rank_penalties: Sequence[float] = (),
) -> dict[str, RetrievalScores]:
    """The scores of each search method; what ranks beyond `k` passages counts as not retrieved.

    Passages are ranked where the gold is ranges of text, documents (each at its best passage)
    where it is documents. If `k` exceeds the usual number of candidates, dense search and BM25
    provide `k` candidates each. `reader` adds a row for the order into which it reranks what the
    pipeline would read, with each of `rank_penalties` (none: the one in use).
    """
    grader = Grader()
    fusion = replace(DEFAULT_FUSION, candidates=max(DEFAULT_FUSION.candidates, k))
    outcomes: dict[str, list[tuple[int | None, Ranked]]] = {}
    for question in questions:
        if question.answerable:
            searches = search_all_methods(
                library, question.question, k, fusion, reader, rank_penalties
            )
            for name, passages in searches.items():
                outcome = grader.rank(passages, question), grader.ranking(passages, question)
                outcomes.setdefault(name, []).append(outcome)
    return {name: _scores(of_search, k) for name, of_search in outcomes.items()}


def _scores(outcomes: Sequence[tuple[int | None, Ranked]], k: int) -> RetrievalScores:
    measures = {
        measure.name: mean(measure.compute(rank, ranking) for rank, ranking in outcomes)
        for measure in RANKING_MEASURES
    }
    return RetrievalScores(
        len(outcomes), measures if k >= 100 else {**measures, "recall@100": None}
    )


def search_all_methods(
    library: Library,
    question: str,
    k: int,
    fusion: Fusion,
    reader: Reader | None = None,
    rank_penalties: Sequence[float] = (),
) -> dict[str, list[Passage]]:
    """The first `k` passages of each of METHODS, and "reranked" if there is a reader."""
    results = _search(library, question, k, fusion)
    if reader is None:
        return results
    penalties = rank_penalties if rank_penalties else (RANK_PENALTY,)
    passages = results["hybrid"]
    read, rest = passages[:TOP_K], passages[TOP_K:]
    candidates = reader.read(question, read, contexts(library.named_documents(question), read))
    return {**results, **_reranked(read, rest, candidates, penalties)}


def _search(library: Library, question: str, k: int, fusion: Fusion) -> dict[str, list[Passage]]:
    """The same as three calls of `Library.search`, with one call where `k` is large.

    Hybrid search takes `fusion.candidates` for each of four rankings of the library and three of
    each document that the question names, and fuses them; each passage it returns has its rank in
    the dense and in the BM25 ranking of the library. No passage is lost if as many are returned as
    all provide. So sorting them by their dense (BM25) rank gives what a dense (BM25) search with
    the same `fusion` returns: it fuses one ranking with empty ones, which is its own order. Fusion
    scores do not depend on how many passages are returned, so the first `k` of the deep search are
    those of a search for `k`.
    """
    if k < fusion.candidates:
        return {method: library.search(question, k, method, fusion) for method in METHODS}
    most = (4 + 3 * MAX_ALIKE) * fusion.candidates
    passages = library.search(question, most, "hybrid", fusion)
    dense = [(p.dense_rank, n) for n, p in enumerate(passages) if p.dense_rank is not None]
    lexical = [(p.lexical_rank, n) for n, p in enumerate(passages) if p.lexical_rank is not None]
    return {
        "dense": [passages[n] for _, n in sorted(dense)[:k]],
        "lexical": [passages[n] for _, n in sorted(lexical)[:k]],
        "hybrid": passages[:k],
    }


def _reranked(
    read: Sequence[Passage],
    rest: Sequence[Passage],
    candidates: Sequence[SpanPrediction],
    rank_penalties: Sequence[float],
) -> dict[str, list[Passage]]:
    """The passages read as the pipeline reranks them, then the others as they were."""
    orders = [[*rerank(read, candidates, penalty), *rest] for penalty in rank_penalties]
    if len(orders) == 1:
        return {"reranked": orders[0]}
    names = [f"reranked, rank penalty {penalty:g}" for penalty in rank_penalties]
    return dict(zip(names, orders, strict=True))

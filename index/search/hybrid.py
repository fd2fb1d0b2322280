"""Hybrid search: dense retrieval by sentence vectors and BM25, combined by rank fusion.

A document that the question names is searched by itself too, for the question without its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Encoder, Vectors
from index.errors import PinciteError
from index.search.abbreviations import other_forms
from index.search.index_reader import IndexReader, Method, Query, Ranked, Scope, ids_of
from index.search.named_documents import DocumentNames, NamedDocument
from index.search.spelling import SpellingCorrector, corrected
from index.spans import Document, Hit, Passage, Span
from index.storage.embeddings import are_unit_vectors, cosines
from index.storage.filters import NO_FILTER, Filter
from index.storage.passages import PassageRow
from index.storage.positions import best


@dataclass(frozen=True, slots=True)
class Fusion:
    """Settings of a hybrid search. `pincite eval tune` tries others than these defaults."""

    k: float = 5
    """The constant k of reciprocal rank fusion, sum of weight / (k + rank).

    On 1,417 questions of SQuAD 1.1 dev half A 5 has hit@5 .965, 10 has .956. A lexical weight of
    1.5 gains there (hit@1 .771 to .789) what it loses on NFCorpus (nDCG@10 .355 to .350).
    """
    dense: float = 1.0
    """Weight of the dense ranking."""
    lexical: float = 1.0
    """Weight of the BM25 ranking."""
    candidates: int = 100
    """Sentences, and passages, that each search contributes."""
    named: float = 2.0
    """Weight of the rankings within a document that the question names, times its certainty.

    Of 311 questions about 50 contracts, the clause is among ten passages in 66 % without, in 92 %
    with 2, and the first passage is of the right contract in 90 and 100 %.
    """
    identifier: float = 4.0
    """Weight of the passages with a code, an address or a long number of the question.

    Above what all other rankings can give: 7 of 12 office questions with an identifier have the
    right passage first without, 9 with it, and 11 and 12 among ten.
    """
    other_forms: float = 3.0
    """Weight of the BM25 ranking for abbreviations that the best passages define, if there are.

    Of 20 made-up questions that have the other form than the passage that answers, 4 find it among
    ten without, 15 with 1, and all with 2 or more; 2, 5 and 8 among three with 1, 2 and 3.
    """


DEFAULT_FUSION = Fusion()


_DEFINING = 10  # passages in which definitions of abbreviations are looked for

_SEARCHED_PASSAGES, _LEAST_SHARE = 5, 0.25
"""Passages from which a named document's own rankings count in full, and the share for one.

A document of one passage has little to search: its name is then what is asked about, as with the
titles of NFCorpus. nDCG@10 of its 323 questions: see docs/benchmarks.md; contracts, office and
sample have the same hits with it and without.
"""

Ranking = tuple[Sequence[int], float]
"""Passage ids, best first, and the weight of the ranking."""


def fuse(rankings: Iterable[Ranking], k: float) -> list[tuple[int, float]]:
    """Reciprocal rank fusion of weighted rankings.

    Returns each id with its sum of weight / (k + rank), best first, ties by id.

    >>> [id for id, _ in fuse([([1, 2, 3], 1.0), ([3, 1], 1.0)], 5)]
    [1, 3, 2]
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking, weight in rankings:
        for rank, id in enumerate(ranking, 1):
            scores[id] += weight / (k + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


class HybridRetriever:
    """Searches an open library, or several as one. Safe for many threads at once."""

    def __init__(
        self, encoder: Encoder, reading: Callable[[], AbstractContextManager[IndexReader]]
    ) -> None:
        """`reading` returns a reader of what is stored at that moment."""
        self._encoder = encoder
        self._reading = reading
        self._spelling = SpellingCorrector(encoder)
        self._names = -1, DocumentNames()  # the generation, and the names at it

    def search(
        self,
        question: str,
        k: int = 10,
        method: Method = "hybrid",
        fusion: Fusion = DEFAULT_FUSION,
        filters: Filter = NO_FILTER,
        named: Sequence[NamedDocument] | None = None,
    ) -> list[Passage]:
        """The `k` best passages for a question, of the documents that pass the filter.

        See Library.search.
        """
        with self._reading() as index:
            if named is None:
                question = corrected(question, self._corrections(index, question))
            if method != "hybrid" or fusion.named == 0:
                named = []
            elif named is None:
                named = self._named(index, question, filters)
            vector, *named_vectors = self._encode([question, *(each.question for each in named)])
            within = [
                Query(each.question, of, Scope(document=each.id))
                for each, of in zip(named, named_vectors, strict=True)
            ]
            everywhere = Query(question, vector, Scope(filters))
            # of one ranking alone no more are needed; sentences may be of the same passage
            count = min(k, fusion.candidates) if method == "lexical" else fusion.candidates
            first, *of_named = index.ranked([everywhere, *within], count, method)
            rankings: list[Ranking] = [
                (first.dense, fusion.dense),
                (first.lexical, fusion.lexical),
                (first.identifiers, fusion.identifier),
            ]
            for document, found in zip(named, of_named, strict=True):
                rankings += _rankings_within(document, found, fusion)
            if method == "hybrid":
                rankings += self._search_other_forms(index, question, rankings, fusion, filters)
            dense_ranks, lexical_ranks = _ranks(first.dense), _ranks(first.lexical)
            hits = best(fuse(rankings, fusion.k), k, index.positions)
            rows = index.passages(ids_of(hits))
            return [
                _passage(
                    *row,
                    vector,
                    score=score,
                    dense_rank=dense_ranks.get(id),
                    lexical_rank=lexical_ranks.get(id),
                )
                for (id, score), row in zip(hits, rows, strict=True)
            ]

    def corrections(self, question: str) -> dict[str, str]:
        """See Library.corrections."""
        with self._reading() as index:
            return self._corrections(index, question)

    def named_documents(self, question: str, filters: Filter = NO_FILTER) -> list[NamedDocument]:
        """The documents that the question names, of those that pass the filter."""
        with self._reading() as index:
            return self._named(index, question, filters)

    def _named(self, index: IndexReader, question: str, filters: Filter) -> list[NamedDocument]:
        allowed = frozenset(map(int, index.document_ids(filters))) if filters else None
        return self._current_names(index).find(question, allowed)

    def _corrections(self, index: IndexReader, question: str) -> dict[str, str]:
        return self._spelling.corrections(index, question, self._current_names(index))

    def _current_names(self, index: IndexReader) -> DocumentNames:
        generation, names = self._names
        if generation != index.generation:
            names = DocumentNames(index.names(), names)
            self._names = index.generation, names
        return names

    def _encode(self, texts: list[str]) -> Vectors:
        vectors = self._encoder.encode(texts)
        if not are_unit_vectors(vectors):
            raise PinciteError(
                "The encoder returned a vector that is not finite or not of length 1. "
                "Ask differently, or name another encoder."
            )
        return vectors

    def _search_other_forms(
        self,
        index: IndexReader,
        question: str,
        rankings: Sequence[Ranking],
        fusion: Fusion,
        filters: Filter,
    ) -> list[Ranking]:
        """A BM25 ranking for the abbreviations that the best passages define; often none."""
        defining = best(fuse(rankings, fusion.k), _DEFINING, index.positions)
        forms = other_forms(question, index.texts(ids_of(defining)))
        if not forms:
            return []
        hits = index.match(" ".join([question, *forms]), fusion.candidates, Scope(filters))
        return [(ids_of(hits), fusion.other_forms)]


def _passage(
    document: Document,
    row: PassageRow,
    vector: NDArray[np.float32],
    *,
    score: float,
    dense_rank: int | None,
    lexical_rank: int | None,
) -> Passage:
    scored = zip(row.sentences, cosines(row.vectors, vector).tolist(), strict=True)
    return Passage(
        span=Span(document, row.start, row.end),
        score=score,
        dense_rank=dense_rank,
        lexical_rank=lexical_rank,
        sentences=tuple(Hit(Span(document, start, end), cosine) for (start, end), cosine in scored),
    )


def _rankings_within(document: NamedDocument, found: Ranked, fusion: Fusion) -> list[Ranking]:
    """The rankings of the passages of one document; one of few passages gains little."""
    weight = fusion.named * document.certainty * _share_searched(len(found.dense))
    return [
        (found.dense, weight),
        (found.lexical, weight),
        (found.identifiers, fusion.identifier * document.certainty),
    ]


def _share_searched(passages: int) -> float:
    """How much the rankings within a document of so many passages count, up to 1."""
    return min(1.0, max(_LEAST_SHARE, (passages - 1) / (_SEARCHED_PASSAGES - 1)))


def _ranks(ids: Sequence[int]) -> dict[int, int]:
    """id -> rank, from 1."""
    return {id: rank for rank, id in enumerate(ids, 1)}

"""Hybrid search: dense retrieval by sentence vectors and BM25, combined by rank fusion.

A document that the question names is searched by itself too, for the question without its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Encoder, Vectors
from index.errors import CorruptLibraryError, PinciteError
from index.search.abbreviations import other_forms
from index.search.named_documents import DocumentNames, NamedDocument
from index.search.spelling import SpellingCorrector, corrected
from index.spans import Hit, Passage, Span
from index.storage import bm25, documents, embeddings, passages
from index.storage.connection import Store
from index.storage.connection_pool import ConnectionPool
from index.storage.document_cache import DocumentCache
from index.storage.embeddings import Ids, are_unit_vectors
from index.storage.filters import NO_FILTER, Filter
from index.storage.passages import PassageRow
from index.search.vectors.dense_retriever import DenseRetriever

Method = Literal["hybrid", "dense", "lexical"]


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
    """Searches an open library. Safe for many threads at once."""

    def __init__(
        self,
        path: Path,
        encoder: Encoder,
        pool: ConnectionPool,
        cache: DocumentCache,
        centroids: Vectors | None = None,
    ) -> None:
        """`path` is the library, to which `pool` connects; `centroids` as in DenseRetriever."""
        self._path = path
        self._encoder = encoder
        self._pool = pool
        self._documents = cache
        self._dense = DenseRetriever(path, pool.store, centroids)
        self._spelling = SpellingCorrector(cache, encoder)
        self._names = -1, DocumentNames([])  # the generation, and the names at it

    def close(self) -> None:
        self._dense.close()

    def refresh_index(self) -> None:
        """Brings the vector index and its cache file up to date."""
        self._dense.refresh()

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
        with self._pool.reading() as store:
            if named is None:
                question = corrected(question, self._corrections(store, question))
            if method != "hybrid" or fusion.named == 0:
                named = []
            elif named is None:
                named = self._named(store, question, filters)
            vector, *named_vectors = self._encode([question, *(each.question for each in named)])
            allowed = embeddings.filtered_document_ids(store, filters) if filters else None
            dense, lexical = list[int](), list[int]()
            if method != "lexical":
                dense = self._search_dense(store, vector, fusion.candidates, allowed)
            if method != "dense":
                lexical = _ids(bm25.search(store, question, fusion.candidates, filters))
            rankings: list[Ranking] = [(dense, fusion.dense), (lexical, fusion.lexical)]
            if method == "hybrid":
                exact = bm25.search_identifiers(store, question, fusion.candidates, filters)
                rankings.append((_ids(exact), fusion.identifier))
            for document, of_document in zip(named, named_vectors, strict=True):
                rankings += self._search_within(store, document, of_document, fusion)
            if method == "hybrid":
                rankings += self._search_other_forms(store, question, rankings, fusion, filters)
            dense_ranks, lexical_ranks = _ranks(dense), _ranks(lexical)
            return [
                self._passage(
                    store,
                    passages.load(store, id),
                    vector,
                    score=score,
                    dense_rank=dense_ranks.get(id),
                    lexical_rank=lexical_ranks.get(id),
                )
                for id, score in fuse(rankings, fusion.k)[:k]
            ]

    def corrections(self, question: str) -> dict[str, str]:
        """See Library.corrections."""
        with self._pool.reading() as store:
            return self._corrections(store, question)

    def named_documents(self, question: str, filters: Filter = NO_FILTER) -> list[NamedDocument]:
        """The documents that the question names, of those that pass the filter."""
        with self._pool.reading() as store:
            return self._named(store, question, filters)

    def _named(self, store: Store, question: str, filters: Filter) -> list[NamedDocument]:
        allowed = embeddings.filtered_document_ids(store, filters).tolist() if filters else None
        names = self._current_names(store)
        return names.find(question, None if allowed is None else frozenset(allowed))

    def _corrections(self, store: Store, question: str) -> dict[str, str]:
        return self._spelling.corrections(store, question, self._current_names(store))

    def _current_names(self, store: Store) -> DocumentNames:
        generation, names = self._names
        if generation != store.generation:
            names = DocumentNames(documents.names(store))
            self._names = store.generation, names
        return names

    def _encode(self, texts: list[str]) -> Vectors:
        vectors = self._encoder.encode(texts)
        if not are_unit_vectors(vectors):
            raise PinciteError(
                "The encoder returned a vector that is not finite or not of length 1. "
                "Ask differently, or name another encoder."
            )
        return vectors

    def _search_within(
        self, store: Store, document: NamedDocument, vector: NDArray[np.float32], fusion: Fusion
    ) -> list[Ranking]:
        """The rankings of the passages of one document."""
        k, weight = fusion.candidates, fusion.named * document.certainty
        lexical = bm25.search(store, document.question, k, document=document.id)
        exact = bm25.search_identifiers(store, document.question, k, document=document.id)
        return [
            (self._search_dense(store, vector, k, np.array([document.id])), weight),
            (_ids(lexical), weight),
            (_ids(exact), fusion.identifier * document.certainty),
        ]

    def _search_other_forms(
        self,
        store: Store,
        question: str,
        rankings: Sequence[Ranking],
        fusion: Fusion,
        filters: Filter,
    ) -> list[Ranking]:
        """A BM25 ranking for the abbreviations that the best passages define; often none."""
        best = [id for id, _ in fuse(rankings, fusion.k)[:_DEFINING]]
        forms = other_forms(question, (self._text(store, id) for id in best))
        if not forms:
            return []
        hits = bm25.search(store, " ".join([question, *forms]), fusion.candidates, filters)
        return [(_ids(hits), fusion.other_forms)]

    def _text(self, store: Store, passage: int) -> str:
        document, start, end = passages.range_of(store, passage)
        return self._documents.load(store, document).text[start:end]

    def _search_dense(
        self, store: Store, vector: NDArray[np.float32], candidates: int, allowed: Ids | None
    ) -> list[int]:
        """Passage ids, by the cosine of their best sentence, best first.

        Only of the documents `allowed`, sorted; None: all.
        """
        hits = self._dense.search(store, vector, candidates, allowed)
        owners = passages.passages_of_sentences(store, (id for id, _ in hits))
        if missing := [id for id, _ in hits if id not in owners]:
            raise CorruptLibraryError(
                self._path, f"sentence {missing[0]} cannot be found by its id"
            )
        return list(dict.fromkeys(owners[id] for id, _ in hits))

    def _passage(
        self,
        store: Store,
        row: PassageRow,
        vector: NDArray[np.float32],
        *,
        score: float,
        dense_rank: int | None,
        lexical_rank: int | None,
    ) -> Passage:
        document = self._documents.load(store, row.document)
        cosines = row.vectors @ vector
        hits = tuple(
            Hit(Span(document, start, end), float(cosine))
            for (start, end), cosine in zip(row.sentences, cosines, strict=True)
        )
        return Passage(
            span=Span(document, row.start, row.end),
            score=score,
            dense_rank=dense_rank,
            lexical_rank=lexical_rank,
            sentences=hits,
        )


def _ids(hits: Sequence[tuple[int, float]]) -> list[int]:
    return [id for id, _ in hits]


def _ranks(ids: Sequence[int]) -> dict[int, int]:
    """id -> rank, from 1."""
    return {id: rank for rank, id in enumerate(ids, 1)}

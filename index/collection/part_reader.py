"""Reading one part of a joined library, under the statistics of all parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.collection.statistics import CollectionStatistics, PassageStatistics, Scores
from index.search.index_reader import LibraryIndexReader, Scope
from index.storage import documents, embeddings
from index.storage.documents import Contents
from index.storage.embeddings import Ids
from index.storage.filters import Filter
from index.storage.positions import ScoredId
from index.storage.vocabulary import Entry


class PartReader:
    """Reads a part at one generation. All ids are those of the part.

    Documents that are hidden are in no result and no count.
    """

    def __init__(self, index: LibraryIndexReader, statistics: PassageStatistics) -> None:
        self.index = index
        self.passages = statistics
        self._store = index.store
        self._allowed = dict[Scope, Ids | None]()

    def statistics(self, phrases: Sequence[str] = ()) -> CollectionStatistics:
        return self.passages.statistics(self._store, phrases)

    def scores(
        self,
        phrases: Sequence[str],
        statistics: CollectionStatistics,
        k: int,
        scope: Scope,
        required: Sequence[str] = (),
    ) -> list[ScoredId]:
        """The best passages by BM25: `k`, and all others with the score of the last of them."""
        allowed = self._passages_in(scope)
        ids, scores = self.passages.scores(self._store, phrases, statistics, allowed, required)
        return _best(ids, scores, k)

    def matching(self, phrases: Sequence[str], scope: Scope) -> int:
        """Number of passages in the scope that have one of the phrases."""
        return self.passages.matching(self._store, phrases, self._passages_in(scope))

    def nearest(
        self,
        vector: NDArray[np.float32],
        k: int,
        scope: Scope,
        candidates: Sequence[ScoredId] | None = None,
    ) -> list[ScoredId]:
        """See DenseRetriever.search."""
        return self.index.dense.search(self._store, vector, k, self._documents(scope), candidates)

    def shared_sentences(self, scope: Scope) -> tuple[int, int]:
        """See DenseRetriever.shared_sentences."""
        return self.index.dense.shared_sentences(self._store, self._documents(scope))

    def candidates(
        self, vector: NDArray[np.float32], count: int, scope: Scope, probes_all: bool
    ) -> list[ScoredId]:
        """See DenseRetriever.candidates."""
        documents = self._documents(scope)
        return self.index.dense.candidates(self._store, vector, count, documents, probes_all)

    def _documents(self, scope: Scope) -> Ids | None:
        """The documents in the scope that are not hidden, sorted; None: all."""
        allowed = self.index.allowed(scope)
        hidden = self.passages.hidden_documents
        if len(hidden):
            every = embeddings.document_ids(self._store) if allowed is None else allowed
            allowed = np.setdiff1d(every, hidden, assume_unique=True)
        return allowed

    def count(self, filters: Filter) -> int:
        """Number of documents that pass the filter."""
        if len(self.passages.hidden_documents):
            return len(self.document_ids(filters))
        return documents.count(self._store, filters)

    def document_ids(self, filters: Filter) -> Ids:
        """The documents that pass the filter, sorted."""
        found = self.index.document_ids(filters)
        return np.setdiff1d(found, self.passages.hidden_documents, assume_unique=True)

    def has_document(self, id: int) -> bool:
        return id not in self.passages.hidden_ids and documents.exists(self._store, id)

    def contents(self) -> Contents:
        return documents.contents(self._store, self.passages.hidden_ids)

    def names(self) -> list[tuple[int, str, str]]:
        hidden = self.passages.hidden_ids
        return [name for name in self.index.names() if name[0] not in hidden]

    def contains(self, phrase: str) -> bool:
        if len(self.passages.hidden):
            return self.passages.frequency(self._store, phrase) > 0
        return self.index.contains(phrase)

    def near(self, stem: str, most: int) -> list[Entry]:
        """See Vocabulary.near."""
        vocabulary, hidden = self._store.vocabulary, frozenset(self.passages.hidden.tolist())
        near = vocabulary.near(stem, most, self.index.generation)
        if not hidden:
            return near
        counted = (Entry.of(each.word, len(vocabulary.texts(each.word) - hidden)) for each in near)
        return [each for each in counted if each.texts]

    def _passages_in(self, scope: Scope) -> Ids | None:
        """Passages of the documents in the scope, sorted; None: all."""
        if scope not in self._allowed:
            some = self.index.allowed(scope)
            self._allowed[scope] = (
                None if some is None else embeddings.passage_ids(self._store, some)
            )
        return self._allowed[scope]


def _best(ids: Ids, scores: Scores, k: int) -> list[ScoredId]:
    if len(ids) > k:
        least = np.partition(scores, -k)[-k] if k else np.inf
        ids, scores = ids[scores >= least], scores[scores >= least]
    return list(zip(ids.tolist(), scores.tolist(), strict=True))

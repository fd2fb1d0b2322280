"""Reading one part of a joined library, under the statistics of all parts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.collection.statistics import CollectionStatistics, PassageStatistics, Scores
from index.search.index_reader import Columns, LibraryIndexReader, Scope
from index.search.mentions import Place
from index.spans import Document
from index.storage import documents, embeddings, positions, source_files
from index.storage.document_cache import no_document
from index.storage.documents import Contents, DocumentInfo
from index.storage.embeddings import Ids
from index.storage.filters import Filter
from index.storage.passages import PassageRow
from index.storage.positions import Position, ScoredId
from index.storage.vocabulary import Entry


class PartReader:
    """Reads a part at one generation. All ids are those of the part.

    Documents that are hidden are in no result and no count.
    """

    def __init__(self, index: LibraryIndexReader, statistics: PassageStatistics) -> None:
        self.index = index
        self.own = statistics
        self._store = index.store
        self._allowed = dict[Scope, Ids | None]()

    def statistics(self, phrases: Sequence[str] = ()) -> CollectionStatistics:
        return self.own.statistics(self._store, phrases)

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
        ids, scores = self.own.scores(self._store, phrases, statistics, allowed, required)
        return _best(ids, scores, k)

    def matching(self, alternatives: Sequence[Sequence[str]], scope: Scope) -> list[int]:
        """For each list of phrases, the number of passages in the scope that have one of them."""
        allowed = self._passages_in(scope)
        return [self.own.matching(self._store, each, allowed) for each in alternatives]

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
        hidden = self.own.hidden_documents
        if len(hidden):
            every = embeddings.document_ids(self._store) if allowed is None else allowed
            allowed = np.setdiff1d(every, hidden, assume_unique=True)
        return allowed

    def count(self, filters: Filter) -> int:
        """Number of documents that pass the filter."""
        if len(self.own.hidden_documents):
            return len(self.document_ids(filters))
        return documents.count(self._store, filters)

    def document_ids(self, filters: Filter) -> Ids:
        """The documents that pass the filter, sorted."""
        found = self.index.document_ids(filters)
        return np.setdiff1d(found, self.own.hidden_documents, assume_unique=True)

    def has_document(self, id: int) -> bool:
        return id not in self.own.hidden_ids and documents.exists(self._store, id)

    def contents(self) -> Contents:
        return documents.contents(self._store, self.own.hidden_ids)

    def list_documents(self, filters: Filter) -> list[DocumentInfo]:
        hidden = self.own.hidden_ids
        return [
            info for info in documents.list_infos(self._store, filters) if info.id not in hidden
        ]

    def document(self, id: int) -> Document:
        """With its id in the joined library, as those of `passages`."""
        if not self.has_document(id):
            raise no_document(self._store.path, id)
        return self.index.cache.load(self._store, id)

    def source_file(self, id: int) -> bytes | Path:
        """See DocumentReader.source_file."""
        return source_files.locate(self._store, id)

    def names(self) -> list[tuple[int, str, str]]:
        hidden = self.own.hidden_ids
        return [name for name in self.index.names() if name[0] not in hidden]

    def contained(self, phrases: Sequence[str]) -> set[str]:
        if len(self.own.hidden):
            return {each for each in phrases if self.own.frequency(self._store, each)}
        return self.index.contained(phrases)

    def near(self, stem: str, most: int) -> list[Entry]:
        """See Vocabulary.near."""
        vocabulary, hidden = self._store.vocabulary, frozenset(self.own.hidden.tolist())
        near = vocabulary.near(stem, most, self.index.generation)
        if not hidden:
            return near
        counted = (Entry.of(each.word, len(vocabulary.texts(each.word) - hidden)) for each in near)
        return [each for each in counted if each.texts]

    def stem(self, word: str) -> str:
        return self.index.stem(word)

    def passages_of(self, sentences: Sequence[int]) -> list[int]:
        return self.index.passages_of(sentences)

    def passage_positions(self, passages: Sequence[int]) -> dict[int, Position]:
        return positions.of_passages(self._store, passages)

    def sentence_positions(self, sentences: Sequence[int]) -> dict[int, Position]:
        return positions.of_sentences(self._store, sentences)

    def texts(self, passages: Sequence[int]) -> list[str]:
        return self.index.texts(passages)

    def columns(self, passages: Sequence[int]) -> list[Columns]:
        return self.index.columns(passages)

    def passages(self, ids: Sequence[int]) -> list[tuple[Document, PassageRow]]:
        """The documents have their ids in the joined library."""
        return self.index.passages(ids)

    def mentions(self, words: str, filters: Filter, most: int) -> list[Place]:
        """See LibraryIndexReader.mentions."""
        return self.index.mentions(words, filters, most, self.own.hidden_ids)

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

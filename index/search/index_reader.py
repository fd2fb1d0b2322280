"""What a search reads of a library: its words, vectors and passages, at one generation.

A search needs an `IndexReader` only, so that several libraries can be searched as one
(index.collection).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Vectors
from index.errors import CorruptLibraryError
from index.search.mentions import Mention, Terms, mentions
from index.search.vectors.dense_retriever import DenseRetriever
from index.spans import Document
from index.storage import bm25, documents, embeddings, passages, positions
from index.storage.connection import Store
from index.storage.connection_pool import ConnectionPool
from index.storage.document_cache import DocumentCache
from index.storage.embeddings import Ids
from index.storage.filters import NO_FILTER, Filter
from index.storage.mentions import passages_with
from index.storage.passages import PassageRow
from index.storage.positions import Position, ScoredId


@dataclass(frozen=True, slots=True)
class Scope:
    """What is searched: the documents that pass the filter, or one document alone."""

    filters: Filter = NO_FILTER
    document: int | None = None


EVERYTHING = Scope()


class IndexReader(Protocol):
    """The index of one library, or of several, at one generation; within a read transaction."""

    @property
    def generation(self) -> int: ...

    def nearest(
        self, vector: NDArray[np.float32], k: int, scope: Scope = EVERYTHING
    ) -> list[ScoredId]:
        """The `k` nearest sentences with their cosines; see DenseRetriever.search."""

    def match(self, question: str, k: int, scope: Scope = EVERYTHING) -> list[ScoredId]:
        """Passages by BM25; see `bm25.search`."""

    def match_identifiers(self, question: str, k: int, scope: Scope = EVERYTHING) -> list[ScoredId]:
        """Passages with an identifier of the question; see `bm25.search_identifiers`."""

    def passages_of(self, sentences: Sequence[int]) -> list[int]:
        """The passage of each sentence. Raises CorruptLibraryError if one cannot be found."""

    def positions(self, passages: Sequence[int]) -> Mapping[int, Position]: ...

    def text(self, passage: int) -> str:
        """The text of a passage; its checksum is not compared."""

    def columns(self, passage: int) -> tuple[str, str, str]:
        """Title, section and text of a passage as the index has them."""

    def passage(self, id: int) -> tuple[Document, PassageRow]:
        """Raises CorruptLibraryError if the document, or a row, does not match its checksum."""

    def document_ids(self, filters: Filter) -> Iterable[int]:
        """The documents that pass a filter."""

    def names(self) -> Iterable[tuple[int, str, str]]:
        """Id, source and title of each document."""

    def folded(self, text: str) -> str:
        """As the index has it; see `bm25.folded`."""

    def contains(self, phrase: str) -> bool:
        """Does a passage have these words next to each other?"""

    def similar(self, word: str) -> list[str]:
        """Stems near to the word's; see Vocabulary.similar."""

    def stem(self, word: str) -> str: ...


class LibraryIndexReader:
    """The IndexReader of one library; see there for its methods."""

    def __init__(self, store: Store, documents: DocumentCache, dense: DenseRetriever) -> None:
        self.store = store
        self.cache = documents
        self.dense = dense
        self._filtered = dict[Filter, Ids]()

    @property
    def generation(self) -> int:
        return self.store.generation

    def nearest(
        self, vector: NDArray[np.float32], k: int, scope: Scope = EVERYTHING
    ) -> list[ScoredId]:
        return self.dense.search(self.store, vector, k, self.allowed(scope))

    def allowed(self, scope: Scope) -> Ids | None:
        """Ids of the documents in the scope, sorted; None: all."""
        if scope.document is not None:
            return np.array([scope.document], np.int64)
        return self.document_ids(scope.filters) if scope.filters else None

    def match(self, question: str, k: int, scope: Scope = EVERYTHING) -> list[ScoredId]:
        return bm25.search(self.store, question, k, scope.filters, scope.document)

    def match_identifiers(self, question: str, k: int, scope: Scope = EVERYTHING) -> list[ScoredId]:
        return bm25.search_identifiers(self.store, question, k, scope.filters, scope.document)

    def passages_of(self, sentences: Sequence[int]) -> list[int]:
        owners = passages.passages_of_sentences(self.store, sentences)
        if missing := [id for id in sentences if id not in owners]:
            raise CorruptLibraryError(
                self.store.path, f"sentence {missing[0]} cannot be found by its id"
            )
        return [owners[id] for id in sentences]

    def positions(self, passages: Sequence[int]) -> Mapping[int, Position]:
        return positions.of_passages(self.store, passages)

    def text(self, passage: int) -> str:
        document, start, end = passages.range_of(self.store, passage)
        return self.cache.load(self.store, document).text[start:end]

    def columns(self, passage: int) -> tuple[str, str, str]:
        document, row = self.passage(passage)
        return bm25.fts_columns(self.store, document, row.start, row.end)

    def passage(self, id: int) -> tuple[Document, PassageRow]:
        row = passages.load(self.store, id)
        return self.cache.load(self.store, row.document), row

    def document_ids(self, filters: Filter) -> Ids:
        if filters not in self._filtered:
            self._filtered[filters] = embeddings.filtered_document_ids(self.store, filters)
        return self._filtered[filters]

    def names(self) -> list[tuple[int, str, str]]:
        return documents.names(self.store)

    def folded(self, text: str) -> str:
        return bm25.folded(self.store, text)

    def contains(self, phrase: str) -> bool:
        return self.store.vocabulary.contains(phrase, self.generation)

    def similar(self, word: str) -> list[str]:
        return self.store.vocabulary.similar(word, self.generation)

    def stem(self, word: str) -> str:
        return self.store.vocabulary.stem(word)


class LibraryIndex:
    """The index of an open library. Safe for many threads."""

    def __init__(
        self,
        path: Path,
        pool: ConnectionPool,
        documents: DocumentCache,
        centroids: Vectors | None = None,
    ) -> None:
        """`centroids` as in DenseRetriever."""
        self._pool = pool
        self._documents = documents
        self._dense = DenseRetriever(path, pool.store, centroids)

    @contextmanager
    def reading(self, documents: DocumentCache | None = None) -> Iterator[LibraryIndexReader]:
        """A reader of the current generation; documents are cached in `documents`, if given."""
        with self._pool.reading() as store:
            yield LibraryIndexReader(store, documents or self._documents, self._dense)

    def mentions(self, words: str, filters: Filter, most: int) -> list[Mention]:
        """The first `most` sentences that have all words; see `index.search.mentions`."""
        terms = Terms(words)
        with self._pool.reading() as store:
            found = mentions(
                passages_with(store, terms.phrases, filters),
                lambda id: self._documents.load(store, id),
                terms,
                store.vocabulary.stem,
            )
            return [*islice(found, most)]

    def refresh(self) -> None:
        """Brings the vector index and its cache file up to date."""
        self._dense.refresh()

    def close(self) -> None:
        self._dense.close()

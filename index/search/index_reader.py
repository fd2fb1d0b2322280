"""What a search reads of a library: its words, vectors and passages, at one generation.

A search needs an `IndexReader` only, so that several libraries can be searched as one
(index.collection).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Vectors
from index.errors import CorruptLibraryError
from index.search.mentions import Place, Terms, places
from index.search.vectors.dense_retriever import DenseRetriever
from index.spans import Document
from index.storage import bm25, documents, embeddings, positions
from index.storage.connection import Store
from index.storage.connection_pool import ConnectionPool
from index.storage.document_cache import DocumentCache
from index.storage.embeddings import Ids
from index.storage.filters import NO_FILTER, Filter
from index.storage.mentions import passages_with
from index.storage.passages import PassageRow, load, passages_of_sentences, range_of
from index.storage.positions import Position, ScoredId


@dataclass(frozen=True, slots=True)
class Scope:
    """What is searched: the documents that pass the filter, or one document alone."""

    filters: Filter = NO_FILTER
    document: int | None = None


EVERYTHING = Scope()

Method = Literal["hybrid", "dense", "lexical"]


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its vector, and where its passages are looked for."""

    question: str
    vector: NDArray[np.float32]
    scope: Scope = EVERYTHING


@dataclass(frozen=True, slots=True)
class Ranked:
    """The passages of a query, each ranking best first; empty if the method has no such ranking."""

    dense: list[int]
    """By the cosine of their best sentence."""
    lexical: list[int]
    """By BM25."""
    identifiers: list[int]
    """Those with a code, an address or a long number of the question."""


Columns = tuple[str, str, str]
"""Title, section and text of a passage."""


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

    def ranked(self, queries: Sequence[Query], k: int, method: Method) -> list[Ranked]:
        """The passages of each query that its `k` nearest sentences and `k` best hits give."""

    def passages_of(self, sentences: Sequence[int]) -> list[int]:
        """The passage of each sentence. Raises CorruptLibraryError if one cannot be found."""

    def positions(self, passages: Sequence[int]) -> Mapping[int, Position]: ...

    def texts(self, passages: Sequence[int]) -> list[str]:
        """The texts of passages; checksums are not compared."""

    def columns(self, passages: Sequence[int]) -> list[Columns]:
        """Title, section and text of passages as the index has them."""

    def passages(self, ids: Sequence[int]) -> list[tuple[Document, PassageRow]]:
        """Raises CorruptLibraryError if a document, or a row, does not match its checksum."""

    def document_ids(self, filters: Filter) -> Iterable[int]:
        """The documents that pass a filter."""

    def names(self) -> Iterable[tuple[int, str, str]]:
        """Id, source and title of each document."""

    def folded(self, text: str) -> str:
        """As the index has it; see `bm25.folded`."""

    def contained(self, phrases: Sequence[str]) -> set[str]:
        """Those of the phrases whose words a passage has next to each other."""

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

    def ranked(self, queries: Sequence[Query], k: int, method: Method) -> list[Ranked]:
        return [self._ranked(query, k, method) for query in queries]

    def _ranked(self, query: Query, k: int, method: Method) -> Ranked:
        dense, lexical, identifiers = list[int](), list[int](), list[int]()
        if method != "lexical":
            sentences = ids_of(self.nearest(query.vector, k, query.scope))
            dense = list(dict.fromkeys(self.passages_of(sentences)))
        if method != "dense":
            lexical = ids_of(self.match(query.question, k, query.scope))
        if method == "hybrid":
            identifiers = ids_of(self.match_identifiers(query.question, k, query.scope))
        return Ranked(dense, lexical, identifiers)

    def passages_of(self, sentences: Sequence[int]) -> list[int]:
        owners = passages_of_sentences(self.store, sentences)
        if missing := [id for id in sentences if id not in owners]:
            raise CorruptLibraryError(
                self.store.path, f"sentence {missing[0]} cannot be found by its id"
            )
        return [owners[id] for id in sentences]

    def positions(self, passages: Sequence[int]) -> Mapping[int, Position]:
        return positions.of_passages(self.store, passages)

    def texts(self, passages: Sequence[int]) -> list[str]:
        ranges = [range_of(self.store, id) for id in passages]
        return [
            self.cache.load(self.store, document).text[start:end] for document, start, end in ranges
        ]

    def columns(self, passages: Sequence[int]) -> list[Columns]:
        return [
            bm25.fts_columns(self.store, document, row.start, row.end)
            for document, row in self.passages(passages)
        ]

    def passages(self, ids: Sequence[int]) -> list[tuple[Document, PassageRow]]:
        rows = [load(self.store, id) for id in ids]
        return [(self.cache.load(self.store, row.document), row) for row in rows]

    def document_ids(self, filters: Filter) -> Ids:
        if filters not in self._filtered:
            self._filtered[filters] = embeddings.filtered_document_ids(self.store, filters)
        return self._filtered[filters]

    def names(self) -> list[tuple[int, str, str]]:
        return documents.names(self.store)

    def folded(self, text: str) -> str:
        return bm25.folded(self.store, text)

    def contained(self, phrases: Sequence[str]) -> set[str]:
        vocabulary = self.store.vocabulary
        return {each for each in phrases if vocabulary.contains(each, self.generation)}

    def similar(self, word: str) -> list[str]:
        return self.store.vocabulary.similar(word, self.generation)

    def stem(self, word: str) -> str:
        return self.store.vocabulary.stem(word)

    def mentions(
        self, words: str, filters: Filter, most: int, hidden: Collection[int] = ()
    ) -> list[Place]:
        """The first `most` sentences that have all words; see `index.search.mentions`.

        Those of `hidden` documents are left out.
        """
        terms = Terms(words)
        found = places(
            (
                each
                for each in passages_with(self.store, terms.phrases, filters)
                if each.document not in hidden
            ),
            lambda id: self.cache.load(self.store, id),
            terms,
            self.stem,
        )
        return [*islice(found, most)]


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

    def refresh(self) -> None:
        """Brings the vector index and its cache file up to date."""
        self._dense.refresh()

    def close(self) -> None:
        self._dense.close()


def ids_of(hits: Sequence[ScoredId]) -> list[int]:
    return [id for id, _ in hits]

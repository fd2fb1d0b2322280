"""A library: documents in, passages out. One object serves many threads; each has its own connection to the file."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index import dense, split
from index.embed import Encoder, Fingerprint, Vectors, default_encoder
from index.spans import Document, Hit, Passage, PinciteError, Span
from index.store import Entry, PassageRow, Store

Method = Literal["fused", "dense", "lexical"]

FUSION_K = 10
"""The constant k of reciprocal rank fusion, sum of 1 / (k + rank). On SQuAD 1.1 dev half A 10 gives hit@5 .958, the customary 60 .945."""

CANDIDATES = 100
"""Sentences, and passages, that each search offers to the fusion."""

_ENCODED_AT_ONCE = 128  # sentences; a question asked meanwhile waits for no more than these
_COSINE_TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document. `note` says why it was refused, or what the user should know of it; often empty."""

    source: str
    status: Literal["added", "replaced", "unchanged", "refused"]
    note: str = ""
    sentences: int = 0


class Library:
    """An open library file. Close it, or use it as a context manager."""

    def __init__(self, path: Path, encoder: Encoder, store: Store) -> None:
        self.path = path
        self._encoder = encoder
        self._stores = threading.local()
        self._stores.mine = store
        self._opened = [store]
        self._lock = threading.Lock()
        self._dense: dense.Dense | None = None
        self._document = lru_cache(maxsize=64)(self._read_document)

    @classmethod
    def open(cls, path: Path, *, create: bool = False, encoder: Encoder | None = None) -> Library:
        """Opens the library at `path`; with `create`, makes it where there is none. `encoder` None means all-MiniLM-L6-v2.

        Raises PinciteError where there is no library, or one that another model made, or one of a newer format.
        """
        encoder = default_encoder() if encoder is None else encoder
        if create:
            _make_room(path)
        store = Store(path, create=create)
        library = cls(path, encoder, store)
        library._claim(create)
        return library

    def _claim(self, create: bool) -> None:
        """Writes the fingerprint into a new library, refuses another's."""
        mine, found = self._encoder.fingerprint, self._store.fingerprint
        if found is None and create:
            with self._store.writing():
                values = {"model": mine.model, "sha256": mine.sha256, "dimension": str(mine.dimension), "splitter": split.VERSION}
                for key, value in values.items():
                    self._store.set_meta(key, value)
        elif found != mine:
            self.close()
            raise PinciteError(_other_model(self.path, found, mine))

    def close(self) -> None:
        for store in self._opened:
            store.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _store(self) -> Store:
        """This thread's connection."""
        if not hasattr(self._stores, "mine"):
            self._stores.mine = Store(self.path)
            with self._lock:
                self._opened.append(self._stores.mine)
        store: Store = self._stores.mine
        return store

    # what is in it

    @property
    def generation(self) -> int:
        with self._store.reading():
            return self._store.generation

    @cached_property
    def recipe(self) -> str:
        """Model and splitter, for the line that says how a figure came about."""
        return f"{self._encoder.fingerprint} · {split.VERSION}"

    def entries(self) -> list[Entry]:
        """All documents without their texts, sorted by source."""
        with self._store.reading():
            return self._store.entries()

    def count(self) -> int:
        """How many documents there are."""
        with self._store.reading():
            return self._store.count()

    def document(self, id: int) -> Document:
        """Raises PinciteError where there is no document of that id (any more)."""
        with self._store.reading():
            return self._document(id)

    def _read_document(self, id: int) -> Document:
        document = self._store.document(id)
        if document is None:
            raise PinciteError(f"There is no document {id} in {self.path}; it may have been removed. See: python -m index list {self.path}")
        return document

    # changing it

    def add(self, document: Document) -> Outcome:
        """Stores a document whose id is 0; one of the same source is replaced, the very same one left alone."""
        adding = self.adding(document)
        while True:
            try:
                next(adding)
            except StopIteration as end:
                outcome: Outcome = end.value
                return outcome

    def adding(self, document: Document) -> Generator[tuple[int, int], None, Outcome]:
        """`add` step by step: yields how many of the document's sentences are encoded, of how many. Nothing is stored before the end."""
        old = self._entry(document.source)
        if old is not None and _same(self.document(old.id), document):
            return Outcome(document.source, "unchanged", sentences=old.sentences)
        sentences = split.sentences(document.text)
        parts: list[Vectors] = []
        for first in range(0, len(sentences), _ENCODED_AT_ONCE):
            parts.append(self._encoder.encode([document.text[a:b] for a, b in sentences[first : first + _ENCODED_AT_ONCE]]))
            yield min(first + _ENCODED_AT_ONCE, len(sentences)), len(sentences)
        passages = split.passages(document.text, sentences, document.marks)
        stamped = replace(document, added=datetime.now(UTC).isoformat(timespec="seconds"))
        with self._store.writing():
            old = self._store.entry(document.source)  # as it is now: another writer may have been faster
            if old is not None:
                self._store.delete(old.id)
            self._store.insert(stamped, sentences, passages, np.concatenate(parts))
        return Outcome(document.source, "added" if old is None else "replaced", "; ".join(document.notes), len(sentences))

    def remove(self, source: str) -> None:
        """Raises PinciteError where no document has that source."""
        with self._store.writing():
            entry = self._store.entry(source)
            if entry is None:
                raise PinciteError(f"{self.path} has no document {source!r}. See: python -m index list {self.path}")
            self._store.delete(entry.id)

    def refresh(self) -> None:
        """Brings the search structure and its cache on disk up to date. A search does so by itself; after many changes this is the time."""
        with self._store.reading():
            self._current_dense()

    def _entry(self, source: str) -> Entry | None:
        with self._store.reading():
            return self._store.entry(source)

    # searching it

    def search(self, question: str, k: int = 10, method: Method = "fused") -> list[Passage]:
        """The `k` passages that fit the question best: by the cosine of their best sentence, by BM25, or by both ranks fused.

        Fewer than `k` where the library is smaller. Everything returned is of one generation, re-read and checked against its checksums.
        """
        vector = self._encoder.encode([question])[0]
        with self._store.reading():
            by_dense = self._dense_passages(vector) if method != "lexical" else []
            by_words = [id for id, _ in self._store.lexical(question, CANDIDATES)] if method != "dense" else []
            best = fuse([by_dense, by_words])[:k]
            rows = [(self._store.passage(id), score) for id, score in best]
            ranks = ({id: i for i, id in enumerate(by_dense, 1)}, {id: i for i, id in enumerate(by_words, 1)})
            return [self._passage(row, score, vector, *ranks) for row, score in rows]

    def _passage(
        self, row: PassageRow, score: float, vector: NDArray[np.float32], dense_ranks: dict[int, int], lexical_ranks: dict[int, int]
    ) -> Passage:
        document = self._document(row.document)
        cosines = row.vectors @ vector
        hits = tuple(Hit(Span(document, *ends), float(cosine)) for ends, cosine in zip(row.sentences, cosines, strict=True))
        return Passage(Span(document, row.start, row.end), score, dense_ranks.get(row.id), lexical_ranks.get(row.id), hits)

    def _dense_passages(self, vector: NDArray[np.float32]) -> list[int]:
        """Passages in the order of their best sentence. A FAISS answer that the stored vectors do not bear out costs a rebuild."""
        hits = self._current_dense().search(vector, CANDIDATES)
        if not self._borne_out(hits, vector):
            self._drop_cache()
            hits = self._current_dense().search(vector, CANDIDATES)
        owners = self._store.passages_of(id for id, _ in hits)
        return list(dict.fromkeys(owners[id] for id, _ in hits))

    def _borne_out(self, hits: Sequence[tuple[int, float]], vector: NDArray[np.float32]) -> bool:
        stored = self._store.vectors_of(id for id, _ in hits)
        return all(id in stored and abs(float(stored[id] @ vector) - score) < _COSINE_TOLERANCE for id, score in hits)

    def _current_dense(self) -> dense.Dense:
        """The search structure of the generation being read: at hand, or from its cache, or built from the store."""
        generation = self._store.generation
        mine = self._dense
        if mine is not None and mine.generation == generation:
            return mine
        with self._lock:
            mine = dense.load(self.path, generation)
            if mine is None:
                mine = dense.build(generation, *self._store.vectors())
                dense.save(mine, self.path)
            self._dense = mine
        return mine

    def _drop_cache(self) -> None:
        self._dense = None
        for path in dense.caches(self.path):
            path.unlink(missing_ok=True)


def fuse(rankings: Iterable[Sequence[int]]) -> list[tuple[int, float]]:
    """Reciprocal rank fusion: ids with the sum of 1 / (FUSION_K + rank) over the rankings they stand in, best first, ties by id.

    >>> [id for id, _ in fuse([[1, 2, 3], [3, 1]])]
    [1, 3, 2]
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, id in enumerate(ranking, 1):
            scores[id] += 1 / (FUSION_K + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _same(stored: Document, document: Document) -> bool:
    return (stored.text, stored.title, stored.marks, stored.notes) == (document.text, document.title, document.marks, document.notes)


def _make_room(path: Path) -> None:
    if path.is_dir():
        raise PinciteError(f"{path} is a folder; a library is a file, such as {path / 'my.pincite'}.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PinciteError(f"The folder {path.parent} cannot be made ({error.strerror}). Name another place for the library.") from error


def _other_model(path: Path, found: Fingerprint | None, mine: Fingerprint) -> str:
    return (
        f"{path} was made with the model {found if found else 'unknown'}, this is {mine}: their vectors cannot be compared. "
        "Open it with --encoder and the folder of its model, or add the documents to a new library."
    )

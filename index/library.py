"""A library: documents in, passages out. One object serves many threads; each call borrows a connection to the file."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index import chunking
from index.encoders.base import LONG_TEXTS, CountsLongTexts, Encoder, Fingerprint
from index.encoders.registry import default_encoder, encoder_for
from index.encoders.sentence_transformers import SentenceTransformersEncoder
from index.errors import CorruptLibraryError, PinciteError
from index.spans import Document, Hit, Passage, Span
from index.storage import source_files
from index.storage.failpoints import failpoint
from index.storage.filters import NO_FILTER, Filter
from index.storage.store import DocumentInfo, PassageRow, Store, are_unit_vectors
from index.vectors.dense_retriever import DenseRetriever

Method = Literal["hybrid", "dense", "lexical"]


@dataclass(frozen=True, slots=True)
class Fusion:
    """Settings of a search. The defaults are what the product uses; `python -m eval tune` tries others."""

    k: float = 5
    """The constant k of reciprocal rank fusion, sum of weight / (k + rank). On 1,417 questions of SQuAD 1.1 dev half A 5 has hit@5 .965,
    10 has .956. A lexical weight of 1.5 gains there (hit@1 .771 to .789) what it loses on NFCorpus (nDCG@10 .355 to .350)."""
    dense: float = 1.0
    lexical: float = 1.0
    candidates: int = 100
    """Sentences, and passages, that each search offers to the fusion."""


DEFAULT_FUSION = Fusion()

_ENCODED_AT_ONCE = 128  # sentences; a question asked meanwhile waits for no more than these
_COMPARED = ("text", "title", "markers", "warnings", "author", "date", "tags", "losses")
_REMEMBERED = 20_000_000  # characters of documents, one to four bytes each


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of one document. `note` says why it was refused, or what the user should know of it; often empty."""

    source: str
    status: Literal["added", "replaced", "unchanged", "refused", "removed"]
    message: str = ""
    sentences: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A document with all it takes to put it back: its sentences with a vector each, and its file where that is kept."""

    document: Document
    sentences: list[tuple[int, int]]
    vectors: NDArray[np.floating]
    original: bytes | None


class Library:
    """An open library file. Close it, or use it as a context manager."""

    def __init__(self, path: Path, encoder: Encoder, store: Store) -> None:
        self.path = path
        self._encoder = encoder
        self._idle = [store]
        self._lock = threading.Lock()
        self._nearest = DenseRetriever(path, self._store)
        self._documents: dict[int, Document] = {}

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        create: bool = False,
        encoder: Encoder | Path | None = None,
        longest_passage: int | None = None,
    ) -> Library:
        """Opens the library at `path`; with `create`, makes it where there is none. `encoder` may be the folder of a
        sentence-transformers model; None means all-MiniLM-L6-v2: in 8 bits, or in single precision where the library was made so.

        `longest_passage`, in characters, is for a new library, which remembers it; None means the usual length, or what the library has.
        Raises PinciteError where there is no library, or one that another model made, or of other passages, or of a newer format.
        """
        if longest_passage is not None and longest_passage not in chunking.PASSAGE_LENGTHS:
            least, most = chunking.PASSAGE_LENGTHS[0], chunking.PASSAGE_LENGTHS[-1]
            raise PinciteError(
                f"Passages of up to {longest_passage} characters cannot be made; give a number from {least} to {most:,}."
            )
        if create:
            _make_room(path)
        store = Store(path, create=create)
        try:
            made_with = (
                SentenceTransformersEncoder(encoder)
                if isinstance(encoder, Path)
                else encoder or _encoder_for(store)
            )
            _claim(store, made_with.fingerprint, create, longest_passage)
        except BaseException:
            store.close()
            raise
        return cls(path, made_with, store)

    def close(self) -> None:
        self._nearest.close()
        while self._idle:
            self._idle.pop().close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _store(self) -> Iterator[Store]:
        """A connection for one call; there are as many as calls at once."""
        try:
            store = self._idle.pop()
        except IndexError:
            store = Store(self.path)
        try:
            yield store
        finally:
            if store.db.in_transaction:  # it could not be rolled back: closing does it
                store.close()
            else:
                self._idle.append(store)

    @contextmanager
    def _reading(self) -> Iterator[Store]:
        with self._store() as store, store.reading():
            yield store

    @contextmanager
    def _writing(self) -> Iterator[Store]:
        with self._store() as store, store.writing():
            yield store

    # what is in it

    @property
    def generation(self) -> int:
        with self._reading() as store:
            return store.generation

    @property
    def fingerprint(self) -> Fingerprint:
        """Of the model that made its vectors."""
        return self._encoder.fingerprint

    @cached_property
    def config(self) -> str:
        """Model, splitter and length of passages, for the line that says how a figure came about."""
        return f"{self._encoder.fingerprint} · {chunking.VERSION} · passages up to {self.max_passage_chars}"

    @cached_property
    def max_passage_chars(self) -> int:
        """Characters that its passages may have; decided when the library was made."""
        with self._reading() as store:
            return _longest_passage(store)

    def list_documents(self, filters: Filter = NO_FILTER) -> list[DocumentInfo]:
        """The documents that a filter lets through, without their texts, sorted by source."""
        with self._reading() as store:
            return store.list_documents(filters)

    def count(self, filters: Filter = NO_FILTER) -> int:
        """How many documents there are."""
        with self._reading() as store:
            return store.count(filters)

    def has_source(self, source: str) -> bool:
        """Is there a document of that source?"""
        return self._entry(source) is not None

    def archive_members(self, archive: str) -> list[str]:
        """The sources of the documents read from the archive of that source, sorted."""
        with self._reading() as store:
            return store.archive_members(archive)

    def has_document(self, id: int) -> bool:
        """Is there a document of that id (still)?"""
        with self._reading() as store:
            return store.has_document(id)

    def document(self, id: int) -> Document:
        """Raises PinciteError where there is no document of that id (any more)."""
        with self._reading() as store:
            if not store.has_document(id):
                raise self._missing(id)
            return self._document(store, id)

    def _missing(self, id: int) -> PinciteError:
        return PinciteError(
            f"There is no document {id} in {self.path}; it may have been removed. See: python -m index list {self.path}"
        )

    def _document(self, store: Store, id: int) -> Document:
        """From memory where it was read before: an id never comes to mean another text."""
        document = self._documents.get(id)
        if document is None:
            document = store.document(id)
            if document is None:
                raise self._missing(id)
            with self._lock:
                self._documents[id] = document
                held = sum(len(document.text) for document in self._documents.values())
                while held > _REMEMBERED and len(self._documents) > 1:
                    held -= len(self._documents.pop(next(iter(self._documents))).text)
        return document

    # changing it

    def add(self, document: Document, original: Path | None = None) -> IngestResult:
        """Stores a document whose id is 0; one of the same source is replaced, the very same one left alone.

        `original` is the file it was read from, if that is to be kept too: it comes and goes with the document.
        """
        adding = self.iter_add(document, original)
        while True:
            try:
                next(adding)
            except StopIteration as end:
                outcome: IngestResult = end.value
                return outcome

    def iter_add(
        self, document: Document, original: Path | None = None
    ) -> Generator[tuple[int, int], None, IngestResult]:
        """`add` step by step: yields how many of the document's sentences are encoded, of how many. Nothing is stored before the end."""
        old = self._entry(document.source)
        if old is not None and old.hash == document.hash and _same(self.document(old.id), document):
            self._keep(old.id, original)
            return IngestResult(document.source, "unchanged", sentences=old.sentences)
        sentences = chunking.sentences(document.text)
        failpoint("document split")
        if not sentences:
            raise PinciteError(f"{document.source}: there are no words in it.")
        if len(sentences) > chunking.MAX_SENTENCES:
            raise PinciteError(
                f"{document.source}: it has more than {chunking.MAX_SENTENCES:,} sentences; split it."
            )
        windowed = 0
        vectors = np.empty(
            (len(sentences), self._encoder.fingerprint.dimension), np.float16
        )  # as they are stored
        for first in range(0, len(sentences), _ENCODED_AT_ONCE):
            last = min(first + _ENCODED_AT_ONCE, len(sentences))
            texts = [document.text[a:b] for a, b in sentences[first:last]]
            vectors[first:last] = self._encoder.encode(texts)
            windowed += (
                self._encoder.count_long(texts) if isinstance(self._encoder, CountsLongTexts) else 0
            )
            failpoint("sentences encoded")
            yield last, len(sentences)
        passages = chunking.passages(
            document.text, sentences, document.markers, self.max_passage_chars
        )
        ledger = {**document.losses, LONG_TEXTS: windowed} if windowed else document.losses
        stamped = replace(
            document,
            added=document.added or datetime.now(UTC).isoformat(timespec="seconds"),
            losses=ledger,
        )
        failpoint("document encoded")
        with self._writing() as store:
            old = store.document_info(
                document.source
            )  # as it is now: another writer may have been faster
            if old is not None:
                store.delete(old.id)
            id = store.insert(stamped, sentences, passages, vectors)
            if original is not None:
                source_files.store_file(store, id, original)
        failpoint("document stored")
        return IngestResult(
            document.source,
            "added" if old is None else "replaced",
            "; ".join(document.warnings),
            len(sentences),
        )

    def rechunked(self, path: Path, longest_passage: int) -> Library:
        """A new library at `path`: the same documents in passages of another length. Their sentences and vectors are taken over, so
        nothing is encoded. Raises PinciteError where there is something at `path`.
        """
        if path.exists():
            raise PinciteError(
                f"{path} is there already. Name another place for the library of other passages."
            )
        made = Library.open(
            path, create=True, encoder=self._encoder, longest_passage=longest_passage
        )
        try:
            with self._reading() as store, made._writing() as copy:
                for entry in sorted(store.list_documents(), key=lambda entry: entry.id):
                    document = self._document(store, entry.id)
                    sentences, vectors = store.sentences(entry.id)
                    copy.insert(
                        document,
                        sentences,
                        chunking.passages(
                            document.text, sentences, document.markers, longest_passage
                        ),
                        vectors,
                    )
        except BaseException:
            made.close()
            raise
        return made

    def _keep(self, id: int, original: Path | None) -> None:
        """The file of a document that is here already, unless it is kept."""
        with self._reading() as store:
            if original is None or source_files.is_stored(store, id, original):
                return
        with self._writing() as store:
            if store.has_document(id):  # another writer may have been faster
                source_files.store_file(store, id, original)

    def source_file(self, id: int) -> bytes | Path:
        """The file that a document was read from: its bytes as they were kept, or the place it was added from (it may have changed).

        Raises PinciteError where there is neither, or no such document (any more).
        """
        with self._reading() as store:
            return source_files.locate(store, id)

    def remove(self, source: str) -> None:
        """Raises PinciteError where no document has that source."""
        with self._writing() as store:
            store.delete(self._named(store, source).id)

    def snapshot(self, source: str) -> Snapshot:
        """A document as it is stored, to be put back by `restore` after it was removed. Raises PinciteError where no document has that
        source, and DamageError where it is not whole."""
        with self._reading() as store:
            id = self._named(store, source).id
            return Snapshot(
                self._document(store, id), *store.sentences(id), source_files.load(store, id)
            )

    def _named(self, store: Store, source: str) -> DocumentInfo:
        entry = store.document_info(source)
        if entry is None:
            raise PinciteError(
                f"{self.path} has no document {source!r}. See: python -m index list {self.path}"
            )
        return entry

    def restore(self, snapshot: Snapshot, *, replace: bool = False) -> None:
        """Puts a document back as it was, under a new id; nothing is encoded. Raises PinciteError where another has its source, unless
        that one is to be replaced."""
        document = snapshot.document
        with self._writing() as store:
            old = store.document_info(document.source)
            if old is not None and not replace:
                raise PinciteError(
                    f"There is another document {document.source!r} by now. Remove that one first."
                )
            if old is not None:
                store.delete(old.id)
            passages = chunking.passages(
                document.text, snapshot.sentences, document.markers, _longest_passage(store)
            )
            id = store.insert(document, snapshot.sentences, passages, snapshot.vectors)
            if snapshot.original is not None:
                source_files.store_bytes(store, id, snapshot.original)

    def sibling(self, name: str, *, create: bool = False) -> Library:
        """The library `name`.pincite in the same folder, with the same encoder; with `create`, made where there is none."""
        return Library.open(
            self.path.with_name(f"{name}.pincite"), create=create, encoder=self._encoder
        )

    def refresh_index(self) -> None:
        """Brings the search structure up to date, and its cache on disk. A search sees to the first by itself."""
        self._nearest.refresh()

    def _entry(self, source: str) -> DocumentInfo | None:
        with self._reading() as store:
            return store.document_info(source)

    # searching it

    def search(
        self,
        question: str,
        k: int = 10,
        method: Method = "hybrid",
        fusion: Fusion = DEFAULT_FUSION,
        filters: Filter = NO_FILTER,
    ) -> list[Passage]:
        """The `k` passages that fit the question best: by the cosine of their best sentence, by BM25, or by both ranks fused.

        Of the documents that `where` lets through: they alone are ranked, so a filter costs no hits.

        Fewer than `k` where the library is smaller. Everything returned is of one generation, re-read and checked against its checksums.
        """
        vector = self._encoder.encode([question])[0]
        if not are_unit_vectors(vector):
            raise PinciteError(
                "The encoder gave a vector that is not finite or not of length 1. Ask otherwise, or name another encoder."
            )
        with self._reading() as store:
            by_dense = (
                self._dense_passages(store, vector, fusion.candidates, filters)
                if method != "lexical"
                else []
            )
            by_words = (
                [id for id, _ in store.search_bm25(question, fusion.candidates, filters)]
                if method != "dense"
                else []
            )
            ranks = [{id: rank for rank, id in enumerate(ids, 1)} for ids in (by_dense, by_words)]
            return [
                self._passage(
                    store, store.passage(id), vector, score, ranks[0].get(id), ranks[1].get(id)
                )
                for id, score in fuse([by_dense, by_words], fusion)[:k]
            ]

    def _passage(
        self,
        store: Store,
        row: PassageRow,
        vector: NDArray[np.float32],
        score: float,
        dense_rank: int | None,
        lexical_rank: int | None,
    ) -> Passage:
        document = self._document(store, row.document)
        cosines = row.vectors @ vector
        hits = tuple(
            Hit(Span(document, *ends), float(cosine))
            for ends, cosine in zip(row.sentences, cosines, strict=True)
        )
        return Passage(Span(document, row.start, row.end), score, dense_rank, lexical_rank, hits)

    def _dense_passages(
        self, store: Store, vector: NDArray[np.float32], candidates: int, filters: Filter
    ) -> list[int]:
        """Passages in the order of their best sentence."""
        hits = self._nearest.search(store, vector, candidates, filters)
        owners = store.passages_of(id for id, _ in hits)
        if lost := [id for id, _ in hits if id not in owners]:
            raise CorruptLibraryError(
                self.path, f"sentence {lost[0]} cannot be found by its number"
            )
        return list(dict.fromkeys(owners[id] for id, _ in hits))


def fuse(
    rankings: Iterable[Sequence[int]], fusion: Fusion = DEFAULT_FUSION
) -> list[tuple[int, float]]:
    """Reciprocal rank fusion: ids with the sum of weight / (k + rank) over the rankings (dense, lexical), best first, ties by id.

    >>> [id for id, _ in fuse([[1, 2, 3], [3, 1]])]
    [1, 3, 2]
    """
    scores: defaultdict[int, float] = defaultdict(float)
    for ranking, weight in zip(rankings, (fusion.dense, fusion.lexical), strict=False):
        for rank, id in enumerate(ranking, 1):
            scores[id] += weight / (fusion.k + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _encoder_for(store: Store) -> Encoder:
    """The usual one, or the one of ours that made the library."""
    usual = default_encoder()
    with store.reading():
        found = store.fingerprint
    return usual if found in (None, usual.fingerprint) else encoder_for(found)


def _claim(store: Store, mine: Fingerprint, create: bool, longest_passage: int | None) -> None:
    """Writes model, splitter and passages into a new library; refuses another model's, or one of other passages than are asked for."""
    with store.reading():
        found, longest = store.fingerprint, _longest_passage(store)
    if found is None and create:
        with store.writing():
            values = {
                "model": mine.model,
                "sha256": mine.sha256,
                "dimension": str(mine.dimension),
                "splitter": chunking.VERSION,
            }
            values["longest_passage"] = str(
                chunking.MAX_PASSAGE_CHARS if longest_passage is None else longest_passage
            )
            for key, value in values.items():
                store.set_meta(key, value)
    elif found == mine and (splitter := _meta(store, "splitter")) != chunking.VERSION:
        raise PinciteError(
            f"{store.path} was made with the splitter {splitter or 'unknown'}, this is {chunking.VERSION}: their sentences cannot be mixed. "
            "Use the Pincite that made it, or export its documents and import them into a new library."
        )
    elif found != mine:
        raise PinciteError(
            f"{store.path} was made with the model {found if found else 'unknown'}, this is {mine}: their vectors cannot be compared. "
            "Open it with --encoder and the folder of its model, or add the documents to a new library."
        )
    elif longest_passage not in (None, longest):
        raise PinciteError(
            f"{store.path} was made of passages of up to {longest} characters, {longest_passage} are asked for. "
            "Leave the length out, or add the documents to a new library."
        )


def _meta(store: Store, key: str) -> str | None:
    with store.reading():
        return store.meta(key)


def _longest_passage(store: Store) -> int:
    """As the library says; one of before it was said has the usual length."""
    told = store.meta("longest_passage")
    return chunking.MAX_PASSAGE_CHARS if told is None else int(told)


def _same(stored: Document, document: Document) -> bool:
    """But for what the encoder had to say of it."""
    as_read = replace(
        stored, losses={what: count for what, count in stored.losses.items() if what != LONG_TEXTS}
    )
    return all(getattr(as_read, name) == getattr(document, name) for name in _COMPARED)


def _make_room(path: Path) -> None:
    if path.is_dir():
        raise PinciteError(
            f"{path} is a folder; a library is a file, such as {path / 'my.pincite'}."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PinciteError(
            f"The folder {path.parent} cannot be made ({error.strerror}). Name another place for the library."
        ) from error

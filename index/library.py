"""A library: the documents of one file, and the passages a search finds in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from index import chunking
from index.encoders.base import Encoder, Fingerprint, Vectors
from index.encoders.pending_document import PendingDocument, is_same
from index.encoders.registry import default_encoder, encoder_for
from index.encoders.sentence_transformers import SentenceTransformersEncoder
from index.errors import PinciteError
from index.search.hybrid import DEFAULT_FUSION, Fusion, HybridRetriever
from index.search.index_reader import LibraryIndex, Method
from index.search.named_documents import NamedDocument
from index.spans import Document, Passage
from index.storage import documents, edit_documents, library_meta, snapshots, source_files
from index.storage.connection import Store
from index.storage.connection_pool import ConnectionPool
from index.storage.document_reader import DocumentReader
from index.storage.failpoints import failpoint
from index.storage.filters import NO_FILTER, Filter
from index.storage.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What happened to one document. `message` is why it was refused, or what to know of it."""

    source: str
    status: Literal["added", "replaced", "unchanged", "refused", "removed"]
    message: str = ""
    sentences: int = 0
    losses: Mapping[str, int] = field(default_factory=dict, compare=False)
    """As in `Document`; empty unless it was added or replaced."""


class Library(DocumentReader):
    """An open library file, safe for many threads. Close it, or use it as a context manager."""

    def __init__(
        self, path: Path, encoder: Encoder, store: Store, centroids: Vectors | None = None
    ) -> None:
        """Use `Library.open`."""
        super().__init__(path, ConnectionPool(path, store))
        self.encoder = encoder
        self.index = LibraryIndex(path, self._pool, self._documents, centroids)
        self._retriever = HybridRetriever(encoder, self.index.reading)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        create: bool = False,
        encoder: Encoder | Path | None = None,
        max_passage_chars: int | None = None,
        sealed: bool = False,
        centroids: Vectors | None = None,
    ) -> Library:
        """Opens the library at `path`; with `create`, makes it if there is none.

        `encoder` may be the folder of a sentence-transformers model. None: all-MiniLM-L6-v2 in 8
        bits, or in single precision if the library was made so. `max_passage_chars` is stored in a
        new library; None: the default, or what it has. `sealed`: see Store; `centroids`: see
        DenseRetriever. Raises PinciteError if there is none, or of another encoder or format.
        """
        library_meta.check_passage_chars(max_passage_chars)
        store = Store(path, create=create, sealed=sealed)
        try:
            if encoder is None:
                encoder = _encoder_of(store)
            elif isinstance(encoder, Path):
                encoder = SentenceTransformersEncoder(encoder)
            library_meta.write_or_check(store, encoder.fingerprint, create, max_passage_chars)
        except BaseException:
            store.close()
            raise
        return cls(path, encoder, store, centroids)

    def close(self) -> None:
        self.index.close()
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def fingerprint(self) -> Fingerprint:
        """Fingerprint of the encoder."""
        return self.encoder.fingerprint

    @property
    def config(self) -> str:
        """Encoder, sentence splitter and passage length, to be printed beside results."""
        with self._pool.reading() as store:
            splitter = library_meta.splitter(store)
        return f"{self.fingerprint} · {splitter} · passages up to {self.max_passage_chars}"

    @property
    def is_current(self) -> bool:
        """Is its format the current one? Nothing can be added to one of an earlier format."""
        with self._pool.reading() as store:
            return library_meta.splitter(store) == chunking.VERSION

    @cached_property
    def max_passage_chars(self) -> int:
        """Greatest length of a passage in characters; fixed when the library is made."""
        with self._pool.reading() as store:
            return library_meta.max_passage_chars(store)

    @property
    def calibration(self) -> str | None:
        """The JSON of its own calibration, which `qa.decision.calibration` reads; None: none."""
        with self._pool.reading() as store:
            return library_meta.calibration(store)

    @property
    def settings(self) -> dict[str, object]:
        """What was set for this library, by name; `ui.engine.engine` says what there is."""
        with self._pool.reading() as store:
            return library_meta.settings(store)

    # changing

    def require_changeable(self) -> None:
        """Raises PinciteError if it is of a kind that cannot be changed. A library file is not."""

    def set_settings(self, **values: object) -> None:
        """Stores settings beside the others; None removes one."""
        with self._pool.writing() as store:
            library_meta.set_settings(store, values)

    def remove_calibration(self) -> None:
        """Removes the library's own calibration, if there is one."""
        with self._pool.writing() as store:
            library_meta.set_calibration(store, None)

    def add(
        self,
        document: Document,
        source_file: Path | None = None,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> IngestResult:
        """Stores a document whose id is 0.

        A document of the same source is replaced; an identical one is left as it is.
        `source_file` is the file it was read from, to be stored and removed with the document.
        `on_progress` is called with (sentences encoded, all sentences); nothing is stored if it
        raises. Raises PinciteError if the text has no sentences or too many.
        """
        unchanged = self.unchanged(document, source_file)
        if unchanged is not None:
            return unchanged
        pending = PendingDocument(document, self.encoder)
        for encoded, total in pending.encode():
            if on_progress is not None:
                on_progress(encoded, total)
        return self.store(pending, source_file)

    def unchanged(self, document: Document, source_file: Path | None = None) -> IngestResult | None:
        """The first step of `add`: the result if an identical document is stored, else None.

        `source_file` is then stored, unless the same file is. Raises PinciteError if the library
        is of an earlier format.
        """
        with self._pool.reading() as store:
            library_meta.require_current(store)
            old = documents.load_info(store, document.source)
            edited = edit_documents.as_edited(store, document)
        if old is None or old.hash != document.hash or edited is None:
            return None
        if not is_same(self.document(old.id), edited):
            return None
        if source_file is not None:
            self._store_source_file(old.id, source_file)
        return IngestResult(document.source, "unchanged", sentences=old.sentences)

    def store(self, pending: PendingDocument, source_file: Path | None = None) -> IngestResult:
        """The last step of `add`: stores a document whose sentences are encoded."""
        document = pending.document
        ranges = chunking.passages(
            document.text, pending.sentences, document.markers, self.max_passage_chars
        )
        failpoint("document encoded")
        with self._pool.writing() as store:
            edited = edit_documents.with_edits(store, pending.stamped())
            id, replaced = documents.insert_or_replace(
                store, edited, pending.sentences, ranges, pending.vectors
            )
            if source_file is not None:
                source_files.store_file(store, id, source_file)
        failpoint("document stored")
        return IngestResult(
            document.source,
            "replaced" if replaced else "added",
            "; ".join(document.warnings),
            len(pending.sentences),
            document.losses,
        )

    def _store_source_file(self, id: int, path: Path) -> None:
        with self._pool.reading() as store:
            if source_files.is_stored(store, id, path):
                return
        with self._pool.writing() as store:
            if documents.exists(store, id):  # another writer may have removed it
                source_files.store_file(store, id, path)

    def remove(self, source: str) -> None:
        """Raises PinciteError if there is no document of that source."""
        with self._pool.writing() as store:
            documents.delete(store, self._info(store, source).id)
            edit_documents.forget(store, source)

    def edit(self, changes: Mapping[str, Mapping[str, object]]) -> None:
        """Sets title, author, date or tags of documents: source -> field -> value.

        None takes the value of the file again. What is set stays when the file is read again.
        Raises PinciteError, and changes nothing, if a value cannot be set or a document is gone.
        """
        with self._pool.writing() as store:
            library_meta.require_current(store)
            for source, values in changes.items():
                edit_documents.edit(store, source, values)

    def snapshot(self, source: str) -> Snapshot:
        """All that is stored of a document, for `restore`. Raises PinciteError if there is none."""
        with self._pool.reading() as store:
            id = self._info(store, source).id
            return snapshots.load(store, self._documents.load(store, id))

    def restore(self, snapshot: Snapshot, *, replace: bool = False) -> None:
        """Puts a document back as it was, under a new id. Nothing is encoded.

        Raises PinciteError if there is a document of the same source, unless `replace`.
        """
        source = snapshot.document.source
        with self._pool.writing() as store:
            if not replace and documents.has_source(store, source):
                raise PinciteError(
                    f"There is another document {source!r} now. Remove that one first."
                )
            snapshots.insert(store, snapshot)

    # searching

    def search(
        self,
        question: str,
        k: int = 10,
        method: Method = "hybrid",
        fusion: Fusion = DEFAULT_FUSION,
        filters: Filter = NO_FILTER,
        named: Sequence[NamedDocument] | None = None,
    ) -> list[Passage]:
        """The `k` best passages for a question, best first; fewer in a small library.

        `method` "dense" ranks by the cosine of a passage's best sentence, "lexical" by BM25,
        "hybrid" by both ranks combined (see Fusion), together with the ranks within the documents
        that the question names. Only documents that pass the filter are ranked, so a filter costs
        no hits. All passages are of one generation, and their checksums were compared.

        `named` are those documents of a question that is corrected already; None: they are what
        `named_documents` finds for the question with its `corrections`.
        """
        return self._retriever.search(question, k, method, fusion, filters, named)

    def corrections(self, question: str) -> dict[str, str]:
        """Words of the question that no passage has -> the library's words searched in their place.

        Misspelt words, and words that the library writes apart. See `index.search.spelling`.
        """
        return self._retriever.corrections(question)

    def named_documents(self, question: str, filters: Filter = NO_FILTER) -> list[NamedDocument]:
        """The documents that a question names by title or file name, likeliest first.

        A hybrid search ranks their passages higher.
        """
        return self._retriever.named_documents(question, filters)

    def refresh_index(self) -> None:
        """Brings the vector index and its cache file up to date; a search does not write that."""
        self.index.refresh()


def _encoder_of(store: Store) -> Encoder:
    """The default encoder, or the known one that made the library."""
    default = default_encoder()
    with store.reading():
        fingerprint = store.fingerprint
    return default if fingerprint in (None, default.fingerprint) else encoder_for(fingerprint)

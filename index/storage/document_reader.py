"""Reading the documents of a library: listing, counting and loading them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from index.errors import PinciteError, command
from index.spans import Document
from index.storage import documents, source_files
from index.storage.connection import Store
from index.storage.connection_pool import ConnectionPool
from index.storage.document_cache import DocumentCache, no_document
from index.storage.documents import Contents, DocumentInfo
from index.storage.filters import NO_FILTER, Filter


@contextmanager
def open_documents(path: Path, *, sealed: bool = False) -> Iterator[DocumentReader]:
    """The documents of a library file, for what needs no encoder. `sealed`: see `Store`."""
    store = Store(path, sealed=sealed)
    with closing(ConnectionPool(path, store)) as pool:
        yield DocumentReader(path, pool)


class DocumentReader:
    """The documents of a library file; safe for many threads. Every call reads what is stored."""

    def __init__(self, path: Path, pool: ConnectionPool) -> None:
        self.path = path
        self._pool = pool
        self._documents = DocumentCache()
        self._last_contents: Contents | None = None

    @property
    def generation(self) -> int:
        """Number of changes made to the library."""
        with self._pool.reading() as store:
            return store.generation

    def list_documents(self, filters: Filter = NO_FILTER) -> list[DocumentInfo]:
        """The documents that pass a filter, without their texts, sorted by source.

        Every row is read whole and its checksum compared: use it for what is shown, and `count`,
        `sources`, `tags` or `has_hash` for anything else.
        """
        with self._pool.reading() as store:
            return documents.list_infos(store, filters)

    def info(self, source: str) -> DocumentInfo:
        """The properties of the document of that source. Raises PinciteError if there is none."""
        with self._pool.reading() as store:
            return self._info(store, source)

    def _info(self, store: Store, source: str) -> DocumentInfo:
        info = documents.load_info(store, source)
        if info is None:
            raise PinciteError(
                f"{self.path} has no document {source!r}. See: {command('list', self.path)}"
            )
        return info

    def count(self, filters: Filter = NO_FILTER) -> int:
        """Number of documents that pass a filter."""
        with self._pool.reading() as store:
            return documents.count(store, filters)

    def sources(self, prefix: str = "") -> list[str]:
        """The sources of the documents that begin with `prefix`, sorted."""
        with self._pool.reading() as store:
            return documents.sources(store, prefix)

    def has_source(self, source: str) -> bool:
        with self._pool.reading() as store:
            return documents.has_source(store, source)

    def archive_members(self, archive: str) -> list[str]:
        """The sources of the documents read from an archive, sorted: "ARCHIVE!/..."."""
        return self.sources(f"{archive}!/")

    def has_document(self, id: int) -> bool:
        with self._pool.reading() as store:
            return documents.exists(store, id)

    def documents(self, filters: Filter = NO_FILTER) -> Iterator[Document]:
        """The documents that pass a filter, sorted by source, each read when it is asked for.

        One that is removed meanwhile is left out. Raises CorruptLibraryError.
        """
        with self._pool.reading() as store:
            ids = documents.ids(store, filters)
        for id in ids:
            with self._pool.reading() as store:
                document = documents.load(store, id)
            if document is not None:
                yield document

    def document(self, id: int) -> Document:
        """Raises PinciteError if there is no document of that id (any more)."""
        with self._pool.reading() as store:
            if not documents.exists(store, id):
                raise no_document(self.path, id)
            return self._documents.load(store, id)

    def document_by_hash(self, hash: str) -> Document | None:
        """The document whose text has this content hash; the first by source if several do."""
        with self._pool.reading() as store:
            id = self._contents(store).ids.get(hash)
            return None if id is None else self._documents.load(store, id)

    def hashes(self) -> frozenset[str]:
        """The content hashes of all documents."""
        with self._pool.reading() as store:
            return frozenset(self._contents(store).ids)

    def ids_by_hash(self) -> Mapping[str, int]:
        """Content hash → id of the first document, by source, that has this text."""
        with self._pool.reading() as store:
            return self._contents(store).ids

    def tags(self) -> tuple[str, ...]:
        """The tags of all documents, each once, sorted."""
        with self._pool.reading() as store:
            return self._contents(store).tags

    def count_sentences(self) -> int:
        with self._pool.reading() as store:
            return self._contents(store).sentences

    def _contents(self, store: Store) -> Contents:
        """Read once for each generation."""
        contents = self._last_contents
        if contents is None or contents.generation != store.generation:
            contents = self._last_contents = documents.contents(store)
        return contents

    def source_file(self, id: int) -> bytes | Path:
        """The file a document was read from: its stored bytes, or its path on the disk.

        A file on the disk may have changed. Raises PinciteError if there is neither, or no such
        document.
        """
        with self._pool.reading() as store:
            return source_files.locate(store, id)

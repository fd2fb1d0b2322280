"""A damaged library made sound: what can be proved is kept, what can be computed is made again, the rest is set aside and named.

The library as it was is copied first. A new one is built from the documents whose checksums hold; it takes the old one's place, in the
same file, in one transaction. Nothing is deleted that does not stand in the copy.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index import chunking
from index.encoders.base import Encoder, Fingerprint
from index.errors import CorruptLibraryError, PinciteError
from index.maintenance.backup import copy
from index.maintenance.check import check_library
from index.spans import Document
from index.storage import documents, passages, source_files
from index.storage.atomic import atomic_create
from index.storage.connection import Store
from index.storage.documents import DOCUMENT_COLUMNS
from index.storage.failpoints import failpoint
from index.vectors import cache

T = TypeVar("T")
_TABLES = ("document", "passage", "sentence")
_IDS = (
    "SELECT id FROM document",
    "SELECT id FROM document ORDER BY source",  # through the index on it, where the table itself is torn
    "SELECT DISTINCT document FROM passage",
)


@dataclass(frozen=True, slots=True)
class RecoveredParts:
    """What hangs on a document, as far as it is good: None where it must be made again."""

    sentences: list[tuple[int, int]]
    vectors: NDArray[np.floating] | None


def repair(path: Path, encoder: Callable[[Fingerprint | None], Encoder]) -> Iterator[str]:
    """Says what was done, a line each. `encoder`, of a fingerprint that is not always known, is asked for only
    where a text must be encoded again.

    Raises PinciteError, with the library as it was, where it cannot be opened, is in use, or needs another encoder than that.
    """
    for damaged in cache.cache_files(path):
        if not cache.hash_matches(damaged):
            damaged.unlink()
            yield f"took the cache {damaged.name} away; it will be made again"
    if not check_library(path):
        return
    store = Store(path)
    try:
        _hold(store)
        kept = _aside(path, "before-repair")
        with atomic_create(kept) as partial:
            copy(store, partial)
        yield f"copied the library as it was to {kept}"
        failpoint("repair backed up")
        yield from _rebuild(store, encoder)
    finally:
        store.close()


def _hold(store: Store) -> None:
    """Nobody else reads or writes from here to the end. Raises PinciteError where somebody is at it."""
    store.db.execute("PRAGMA locking_mode=EXCLUSIVE")
    with store.translating_errors("written"):
        store.db.execute("BEGIN EXCLUSIVE")
        store.db.execute("COMMIT")


def _aside(path: Path, what: str) -> Path:
    names = (path.with_name(f"{path.name}-{what}-{number}") for number in count(1))
    return next(name for name in names if not name.exists())


def _rebuild(store: Store, encoder: Callable[[Fingerprint | None], Encoder]) -> Iterator[str]:
    target = store.path.with_name(f"{store.path.name}-repairing")
    target.unlink(missing_ok=True)
    new = Store(target, create=True)
    try:
        maker = Rebuilder(store, new, encoder)
        yield from maker.documents()
        failpoint("repair rebuilt")
        found = check_library(target)
        if found:
            raise PinciteError(f"{store.path} could not be repaired: {found[0]}. It is as it was.")
        new.db.backup(store.db)
        failpoint("repair written back")
        cache.delete_all(store.path)
        yield f"wrote {documents.count(new)} documents back to {store.path}"
    except sqlite3.DatabaseError as error:
        raise PinciteError(
            f"{store.path} could not be repaired: {error}. It is as it was."
        ) from error
    finally:
        new.close()
        for path in (
            target,
            Path(f"{target}-journal"),
            Path(f"{target}-wal"),
            Path(f"{target}-shm"),
        ):
            path.unlink(missing_ok=True)


class Rebuilder:
    """Takes the documents of a damaged library over into a new one."""

    def __init__(
        self, old: Store, new: Store, encoder: Callable[[Fingerprint | None], Encoder]
    ) -> None:
        self._old, self._new, self._ask = old, new, encoder
        self._encoder: Encoder | None = None
        self._known = (
            _or_none(lambda: old.fingerprint)
            if _or_none(lambda: old.meta("splitter")) == chunking.VERSION
            else None
        )
        self._longest = int(
            _or_none(lambda: old.meta("longest_passage")) or chunking.MAX_PASSAGE_CHARS
        )

    def documents(self) -> Iterator[str]:
        ids = _ids(self._old)
        with self._new.writing():
            self._number_on(ids)
        for id in ids:
            yield from self._recover(id)
        with self._new.writing():
            self._write_meta()

    def _number_on(self, ids: list[int]) -> None:
        """No id of the old library is given again: a program that knows a document by it must never be shown another."""
        for table in _TABLES:
            queries = (
                f"SELECT max(id) FROM {table}",
                f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'",
            )
            known = [
                value
                for query in queries
                for value in _values(self._old, query)
                if isinstance(value, int)
            ]
            last = max([0, *known, *(ids if table == "document" else [])])
            self._new.db.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, last))

    def _recover(self, id: int) -> Iterator[str]:
        try:
            document = documents.load(self._old, id)
        except (PinciteError, sqlite3.DatabaseError, UnicodeDecodeError) as error:
            yield self._set_aside(id, str(error))
            return
        if document is None:
            yield f"document {id} is not there any more; what hung on it stands only in the copy"
            return
        parts = self._parts(document)
        if parts.vectors is None:
            yield f"encoded {document.source!r} again from its text"
        try:
            original = source_files.load(self._old, id)
        except (PinciteError, sqlite3.DatabaseError):
            original = None
            yield f"left the damaged kept file of {document.source!r} out; it stands in the copy"
        self._insert(document, parts, original)

    def _insert(self, document: Document, parts: RecoveredParts, original: bytes | None) -> None:
        vectors = (
            self._encoded(document, parts.sentences) if parts.vectors is None else parts.vectors
        )
        ranges = chunking.passages(
            document.text, parts.sentences, document.markers, self._longest
        )
        with self._new.writing():
            id = documents.insert(self._new, document, parts.sentences, ranges, vectors)
            if original is not None:
                source_files.store_bytes(self._new, id, original)

    def _parts(self, document: Document) -> RecoveredParts:
        """Sentences and vectors as they were stored where all of them hold; else the text split anew."""
        if self._known is not None:
            with suppress(PinciteError, sqlite3.DatabaseError, ValueError, TypeError):
                sentences, vectors = passages.sentences_of_document(self._old, document.id)
                whole = documents.load_info(self._old, document.source)
                inside = all(0 <= start < end <= len(document.text) for start, end in sentences)
                ordered = all(here[1] <= after[0] for here, after in pairwise(sentences))
                if (
                    whole
                    and whole.sentences == len(sentences)
                    and inside
                    and ordered
                    and vectors.shape[1] == self._known.dimension
                ):
                    return RecoveredParts(sentences, vectors)
        return RecoveredParts(chunking.sentences(document.text), None)

    def _encoded(
        self, document: Document, sentences: list[tuple[int, int]]
    ) -> NDArray[np.floating]:
        if self._encoder is None:
            self._encoder = self._ask(self._known)
            if self._known not in (None, self._encoder.fingerprint):
                raise PinciteError(
                    f"{document.source} must be encoded again with {self._known}, this is {self._encoder.fingerprint}. Name the folder of "
                    "its model with --encoder. The library is as it was."
                )
        return self._encoder.encode([document.text[start:end] for start, end in sentences])

    def _set_aside(self, id: int, why: str) -> str:
        """A document that is not what it was goes into a file of its own, each column as far as it can be read."""
        place = _aside(self._old.path, f"quarantine-{id}")
        columns = {
            name: next(
                iter(_values(self._old, f"SELECT {name} FROM document WHERE id = {id}")), None
            )
            for name in DOCUMENT_COLUMNS
        }
        told = {
            name: value.decode(errors="backslashreplace") if isinstance(value, bytes) else value
            for name, value in columns.items()
        }
        with atomic_create(place) as partial:
            partial.write_text(
                json.dumps({"why": why, **told}, ensure_ascii=False, indent=1),
                encoding="utf-8",
                errors="backslashreplace",
            )
        failpoint("repair quarantined")
        return f"set document {id} ({told['source']!r}) aside in {place}: its text or what is told of it is damaged"

    def _write_meta(self) -> None:
        """The library's own entries. A generation that cannot be read becomes one that was never counted to."""
        made = self._known or (self._encoder or self._ask(None)).fingerprint
        generation = _or_none(lambda: self._old.generation)
        values = {
            "model": made.model,
            "sha256": made.sha256,
            "dimension": str(made.dimension),
            "splitter": chunking.VERSION,
        }
        values |= {
            "longest_passage": str(self._longest),
            "generation": str(int(time.time()) if generation is None else generation),
        }
        for key, value in values.items():
            self._new.set_meta(key, value)


def _ids(store: Store) -> list[int]:
    """Of all documents that any table still knows of."""
    return sorted(
        {
            value
            for query in _IDS
            for value in _values(store, query)
            if isinstance(value, int) and value > 0
        }
    )


def _values(store: Store, query: str) -> Iterator[object]:
    """The first column, as far as the file can be read."""
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
        for (value,) in store.db.execute(query):
            yield value


def _or_none(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except (CorruptLibraryError, sqlite3.DatabaseError, ValueError):
        return None

"""Repairs a damaged library.

The library is copied first. A new one is built from the documents whose checksums match: what can
be proved correct is taken over, what can be computed from the text is computed again, and the rest
is written to separate files and reported. The new library replaces the old one, in the same file,
in one transaction. Nothing is lost that is not in the copy.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index import chunking
from index.encoders.base import Encoder, Fingerprint
from index.errors import CorruptLibraryError, PinciteError
from index.maintenance.check import check_library
from index.maintenance.ranges import are_disjoint_ranges
from index.maintenance.replace import (
    copy_aside,
    lock,
    remove_database,
    reserve_ids,
    unused_path,
    values,
    write_back,
)
from index.search.vectors import cache
from index.spans import Document
from index.storage import documents, library_meta, metadata, passages, source_files
from index.storage.atomic import atomic_create
from index.storage.connection import Store
from index.storage.documents import DOCUMENT_COLUMNS
from index.storage.failpoints import failpoint
from index.storage.metadata import NO_EDITS

T = TypeVar("T")
_DOCUMENT_ID_QUERIES = (
    "SELECT id FROM document",
    "SELECT id FROM document ORDER BY source",  # uses the index, if the table itself is damaged
    "SELECT DISTINCT document FROM passage",
)

EncoderFor = Callable[[Fingerprint | None], Encoder]
"""An encoder of a fingerprint, which may be unknown."""


@dataclass(frozen=True, slots=True)
class RecoveredParts:
    """Sentences of a document, and their vectors; None if they must be encoded again."""

    sentences: list[tuple[int, int]]
    vectors: NDArray[np.floating] | None


def repair(path: Path, encoder_for: EncoderFor) -> Iterator[str]:
    """Repairs the library; yields each action as one line. A sound library is left as it is.

    `encoder_for` is called only if a text must be encoded again. Raises PinciteError, and leaves
    the library as it was, if it cannot be opened, is in use, or needs another encoder.
    """
    for damaged in cache.cache_files(path):
        if not cache.hash_matches(damaged):
            damaged.unlink()
            yield f"deleted the damaged cache {damaged.name}; it will be built again"
    if not check_library(path):
        return
    store = Store(path)
    try:
        lock(store)
        yield f"copied the library as it was to {copy_aside(store, 'before-repair')}"
        failpoint("repair backed up")
        yield from _rebuild(store, encoder_for)
    finally:
        store.close()


def _rebuild(store: Store, encoder_for: EncoderFor) -> Iterator[str]:
    target = store.path.with_name(f"{store.path.name}-repairing")
    target.unlink(missing_ok=True)
    new = Store(target, create=True)
    try:
        yield from Rebuilder(store, new, encoder_for).run()
        failpoint("repair rebuilt")
        write_back(new, store)
        failpoint("repair written back")
        number = documents.count(new)
        yield f"wrote {number:,} document{'' if number == 1 else 's'} back to {store.path}"
    except sqlite3.DatabaseError as error:
        raise PinciteError(
            f"{store.path} could not be repaired: {error}. It is as it was."
        ) from error
    finally:
        new.close()
        remove_database(target)


class Rebuilder:
    """Copies the documents of a damaged library to a new one."""

    def __init__(self, old: Store, new: Store, encoder_for: EncoderFor) -> None:
        self._old, self._new, self._encoder_for = old, new, encoder_for
        self._encoder: Encoder | None = None
        self._fingerprint = _or_none(lambda: old.fingerprint)
        """Of the stored vectors; None if it cannot be read."""
        self._reuses_vectors = _or_none(lambda: old.meta("splitter")) == chunking.VERSION
        self._max_passage_chars = int(
            _or_none(lambda: old.meta("longest_passage")) or chunking.MAX_PASSAGE_CHARS
        )

    def run(self) -> Iterator[str]:
        """Copies everything; yields a line for each thing that was not simply copied."""
        ids = _document_ids(self._old)
        with self._new.writing():
            reserve_ids(self._old, self._new, ids)
        for id in ids:
            yield from self._recover(id)
        with self._new.writing():
            self._write_meta()

    def _recover(self, id: int) -> Iterator[str]:
        try:
            document = documents.load(self._old, id)
        except (PinciteError, sqlite3.DatabaseError, UnicodeDecodeError) as error:
            yield self._quarantine(id, str(error))
            return
        if document is None:
            yield f"document {id} no longer exists; its sentences are only in the copy"
            return
        parts = self._parts(document)
        if parts.vectors is None:
            yield f"encoded {document.source!r} again from its text"
        try:
            source_file = source_files.load(self._old, id)
        except (PinciteError, sqlite3.DatabaseError):
            source_file = None
            yield f"left out the damaged source file of {document.source!r}; it is in the copy"
        self._insert(document, parts, source_file)

    def _insert(self, document: Document, parts: RecoveredParts, source_file: bytes | None) -> None:
        vectors = parts.vectors
        if vectors is None:
            vectors = self._encode(document, parts.sentences)
        ranges = chunking.passages(
            document.text, parts.sentences, document.markers, self._max_passage_chars
        )
        with self._new.writing():
            id = documents.insert(self._new, document, parts.sentences, ranges, vectors)
            edits = _or_none(lambda: metadata.load(self._old, document.source))
            metadata.save(self._new, document.source, edits or NO_EDITS)
            if source_file is not None:
                source_files.store_bytes(self._new, id, source_file)

    def _parts(self, document: Document) -> RecoveredParts:
        """The stored sentences and vectors if all are correct; else the text is split again."""
        with suppress(PinciteError, sqlite3.DatabaseError, ValueError, TypeError):
            if stored := self._stored_parts(document):
                return stored
        return RecoveredParts(chunking.sentences(document.text, document.markers), None)

    def _stored_parts(self, document: Document) -> RecoveredParts | None:
        if self._fingerprint is None or not self._reuses_vectors:
            return None
        sentences, vectors = passages.sentences_of_document(self._old, document.id)
        info = documents.load_info(self._old, document.source)
        has_all = info is not None and info.sentences == len(sentences)
        has_dimension = vectors.shape[1] == self._fingerprint.dimension
        if has_all and has_dimension and are_disjoint_ranges(sentences, len(document.text)):
            return RecoveredParts(sentences, vectors)
        return None

    def _encode(self, document: Document, sentences: list[tuple[int, int]]) -> NDArray[np.floating]:
        if self._encoder is None:
            self._encoder = self._encoder_for(self._fingerprint)
            if self._fingerprint not in (None, self._encoder.fingerprint):
                raise PinciteError(
                    f"{document.source} must be encoded again with {self._fingerprint}, but the "
                    f"encoder is {self._encoder.fingerprint}. Name the folder of its model with "
                    "--encoder. The library is as it was."
                )
        return self._encoder.encode([document.text[start:end] for start, end in sentences])

    def _quarantine(self, id: int, reason: str) -> str:
        """Writes the columns of a damaged document, as far as they are readable, to a JSON file."""
        path = unused_path(self._old.path, f"quarantine-{id}")
        columns: dict[str, object] = {}
        for name in DOCUMENT_COLUMNS:
            found = values(self._old, f"SELECT {name} FROM document WHERE id = {id}")
            value = next(found, None)
            if isinstance(value, bytes):
                value = value.decode(errors="backslashreplace")
            columns[name] = value
        with atomic_create(path) as partial:
            partial.write_text(
                json.dumps({"why": reason, **columns}, ensure_ascii=False, indent=1),
                encoding="utf-8",
                errors="backslashreplace",
            )
        failpoint("repair quarantined")
        return (
            f"moved document {id} ({columns['source']!r}) to {path}: its text or metadata is "
            "damaged"
        )

    def _write_meta(self) -> None:
        """Writes model, splitter and generation; an unreadable generation becomes a new number."""
        fingerprint = self._fingerprint
        if fingerprint is None:
            fingerprint = (self._encoder or self._encoder_for(None)).fingerprint
        generation = _or_none(lambda: self._old.generation)
        values = {
            "model": fingerprint.model,
            "sha256": fingerprint.sha256,
            "dimension": str(fingerprint.dimension),
            "splitter": chunking.VERSION,
            "longest_passage": str(self._max_passage_chars),
            "generation": str(int(time.time()) if generation is None else generation),
        }
        for key, value in values.items():
            self._new.set_meta(key, value)
        own = _or_none(lambda: library_meta.calibration(self._old))
        library_meta.set_calibration(self._new, own)
        library_meta.set_settings(
            self._new, _or_none(lambda: library_meta.settings(self._old)) or {}
        )


def _document_ids(store: Store) -> list[int]:
    """Ids of all documents that any table refers to."""
    ids: set[int] = set()
    for query in _DOCUMENT_ID_QUERIES:
        ids |= {id for id in values(store, query) if isinstance(id, int) and id > 0}
    return sorted(ids)


def _or_none(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except (CorruptLibraryError, sqlite3.DatabaseError, ValueError):
        return None

"""The files that documents were read from, stored in the library itself.

Uploaded PDFs are stored, so that their pages can be shown; a file added from the disk is read where
it lies. A source file is added and removed in the same transaction as its document.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import CorruptLibraryError, PinciteError
from index.storage.connection import Store
from index.storage.failpoints import failpoint
from index.storage.regular_file import open_regular_file
from index.storage.schema import SOURCE_FILE_TABLE, checksum

_CHUNK = 1_000_000


def store_file(store: Store, document: int, path: Path) -> None:
    """Stores the file of a document, replacing one stored before. Within `store.writing()`.

    Raises PinciteError if it cannot be read, is too large, or changes meanwhile.
    """
    store.db.execute(SOURCE_FILE_TABLE)
    digest = hashlib.sha256()
    with open_regular_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        store.db.execute(
            "INSERT OR REPLACE INTO original VALUES (?, '', x'', zeroblob(?))", (document, size)
        )
        failpoint("original reserved")
        with store.db.blobopen("original", "bytes", document) as blob:
            while blob.tell() < size and (chunk := file.read(min(_CHUNK, size - blob.tell()))):
                blob.write(chunk)
                digest.update(chunk)
                failpoint("original chunk written")
            if blob.tell() != size or file.read(1):
                raise PinciteError(f"{path.name} changed while it was read. Add it again.")
    sha256 = digest.hexdigest()
    store.db.execute(
        "UPDATE original SET sha256 = ?, checksum = ? WHERE document = ?",
        (sha256, checksum(document, sha256), document),
    )
    failpoint("original kept")


def store_bytes(store: Store, document: int, data: bytes) -> None:
    """As `store_file`, for a file in memory."""
    store.db.execute(SOURCE_FILE_TABLE)
    sha256 = hashlib.sha256(data).hexdigest()
    store.db.execute(
        "INSERT OR REPLACE INTO original VALUES (?, ?, ?, ?)",
        (document, sha256, checksum(document, sha256), data),
    )


def load(store: Store, document: int) -> bytes | None:
    """The stored file of a document, or None.

    Raises CorruptLibraryError if it does not match its checksum.
    """
    row = _row(store, document, "sha256, checksum, bytes")
    if row is None:
        return None
    if not _is_intact(document, *row):
        name = _source(store, document) or document
        raise CorruptLibraryError(
            store.path, f"the stored file of {name!r} does not match its checksum"
        )
    return bytes(row[2])


def _is_intact(document: int, sha256: object, stored_checksum: object, data: object) -> bool:
    return (
        stored_checksum == checksum(document, sha256)
        and isinstance(data, bytes)
        and hashlib.sha256(data).hexdigest() == sha256
    )


def is_stored(store: Store, document: int, path: Path) -> bool:
    """Is exactly this file stored for the document?"""
    row = _row(store, document, "sha256")
    if row is None:
        return False
    with open_regular_file(path) as file:
        return bool(row[0] == hashlib.file_digest(file, "sha256").hexdigest())


def locate(store: Store, document: int) -> bytes | Path:
    """The stored file of a document, or else the path it was added from.

    Raises PinciteError if there is neither, or no such document.
    """
    source = _source(store, document)
    if source is None:
        raise PinciteError("the document is not in the library any more.")
    data = load(store, document)
    if data is not None:
        return data
    if "!/" in source:
        raise PinciteError("it was read from an archive, whose files are not stored.")
    if not Path(source).is_absolute():  # only a name, as of an upload
        raise PinciteError(
            "the file was not stored when it was added. Add it again to see its pages."
        )
    return Path(source)


def check_source_files(store: Store) -> Iterator[str]:
    """A line for each stored file that does not match its checksum."""
    if _has_table(store):
        for (document,) in store.db.execute("SELECT document FROM original").fetchall():
            row = store.db.execute(
                "SELECT sha256, checksum, bytes FROM original WHERE document = ?", (document,)
            ).fetchone()
            if row is None or not _is_intact(document, *row):
                yield f"the stored file of document {document} does not match its checksum"


def _row(store: Store, document: int, columns: str) -> tuple[Any, ...] | None:
    if not _has_table(store):
        return None
    row: tuple[Any, ...] | None = store.db.execute(
        f"SELECT {columns} FROM original WHERE document = ?", (document,)
    ).fetchone()
    return row


def _source(store: Store, document: int) -> str | None:
    row = store.db.execute("SELECT source FROM document WHERE id = ?", (document,)).fetchone()
    return None if row is None else str(row[0])


def _has_table(store: Store) -> bool:
    return (
        store.db.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'original'"
        ).fetchone()
        is not None
    )

"""The files that documents were read from, kept in the library itself where they are wanted again: a page of a PDF is drawn from them.

They come and go with their documents, in the same transaction. What was added from the disk is not kept: it is looked up where it was.
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
    """Stores the file's bytes with the document, in place of what was kept of it before. Within `store.writing()`.

    Raises PinciteError where it cannot be read, or is larger than a file may be.
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
    values = (document, digest.hexdigest())
    store.db.execute(
        "UPDATE original SET sha256 = ?, checksum = ? WHERE document = ?",
        (values[1], checksum(*values), document),
    )
    failpoint("original kept")


def store_bytes(store: Store, document: int, data: bytes) -> None:
    """`keep`, of a file that is in memory."""
    store.db.execute(SOURCE_FILE_TABLE)
    sha256 = hashlib.sha256(data).hexdigest()
    store.db.execute(
        "INSERT OR REPLACE INTO original VALUES (?, ?, ?, ?)",
        (document, sha256, checksum(document, sha256), data),
    )


def load(store: Store, document: int) -> bytes | None:
    """The kept bytes of a document's file; None where they are not kept. Raises DamageError where they are not what they were."""
    row = _row(store, document, "sha256, checksum, bytes")
    if row is None:
        return None
    if not _is_whole(document, *row):
        source = store.db.execute(
            "SELECT source FROM document WHERE id = ?", (document,)
        ).fetchone()
        raise CorruptLibraryError(
            store.path,
            f"the kept file of {(source[0] if source else document)!r} does not match its checksum",
        )
    return bytes(row[2])


def _is_whole(document: int, sha256: object, given: object, data: object) -> bool:
    return (
        given == checksum(document, sha256)
        and isinstance(data, bytes)
        and hashlib.sha256(data).hexdigest() == sha256
    )


def is_stored(store: Store, document: int, path: Path) -> bool:
    """Are these very bytes kept?"""
    row = _row(store, document, "sha256")
    if row is None:
        return False
    with open_regular_file(path) as file:
        return bool(row[0] == hashlib.file_digest(file, "sha256").hexdigest())


def locate(store: Store, document: int) -> bytes | Path:
    """The kept bytes of a document's file, or the path it was added from. Raises PinciteError where there is neither."""
    found = store.db.execute("SELECT source FROM document WHERE id = ?", (document,)).fetchone()
    if found is None:
        raise PinciteError("the document is not in the library any more.")
    source = str(found[0])
    data = load(store, document)
    if data is not None:
        return data
    if "!/" in source:
        raise PinciteError("it was read from an archive, whose files are not kept.")
    if not Path(source).is_absolute():  # a mere name, as an upload has: no file of ours
        raise PinciteError(
            "the file was not kept when it was added. Add it again to see its pages."
        )
    return Path(source)


def check_source_files(store: Store) -> Iterator[str]:
    """A line for each kept file that is not what it was."""
    if _has_table(store):
        for (document,) in store.db.execute("SELECT document FROM original").fetchall():
            row = store.db.execute(
                "SELECT sha256, checksum, bytes FROM original WHERE document = ?", (document,)
            ).fetchone()
            if row is None or not _is_whole(document, *row):
                yield f"the kept file of document {document} does not match its checksum"


def _row(store: Store, document: int, columns: str) -> tuple[Any, ...] | None:
    if not _has_table(store):
        return None
    row: tuple[Any, ...] | None = store.db.execute(
        f"SELECT {columns} FROM original WHERE document = ?", (document,)
    ).fetchone()
    return row


def _has_table(store: Store) -> bool:
    return (
        store.db.execute(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'original'"
        ).fetchone()
        is not None
    )

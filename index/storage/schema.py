"""What a library file looks like: its tables, its checksums, how it is opened.

Every row carries a checksum over every column that a user can see. FTS5 keeps no text: it holds only its index over the passages,
whose words are sliced from the documents.
"""

from __future__ import annotations

import os
import sqlite3
from hashlib import blake2b
from pathlib import Path

APPLICATION_ID = 0x50494E43  # "PINC"
FORMAT_VERSION = 1

BUSY_TIMEOUT_SECONDS = 30.0
"""Seconds that a writer waits for another one."""

SOURCE_FILE_TABLE = """
CREATE TABLE IF NOT EXISTS original (
    document INTEGER PRIMARY KEY REFERENCES document (id) ON DELETE CASCADE, sha256 TEXT NOT NULL, checksum BLOB NOT NULL,
    bytes BLOB NOT NULL
)"""
"""The files themselves, of some documents. A library that was made without this table gets it with the first of them."""

FTS_TABLE = "CREATE VIRTUAL TABLE lexical USING fts5 (title, section, text, content = '', tokenize = 'porter unicode61 remove_diacritics 2')"

SCHEMA = f"""
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {FORMAT_VERSION};
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL, checksum BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE document (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text BLOB NOT NULL, marks TEXT NOT NULL,
    notes TEXT NOT NULL, author TEXT NOT NULL, date TEXT NOT NULL, tags TEXT NOT NULL, ledger TEXT NOT NULL, added TEXT NOT NULL,
    hash TEXT NOT NULL, characters INTEGER NOT NULL, sentences INTEGER NOT NULL, checksum BLOB NOT NULL
);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, checksum BLOB NOT NULL
);
CREATE TABLE sentence (
    id INTEGER PRIMARY KEY AUTOINCREMENT, passage INTEGER NOT NULL REFERENCES passage (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, vector BLOB NOT NULL, checksum BLOB NOT NULL
);
{SOURCE_FILE_TABLE};
CREATE INDEX passage_document ON passage (document);
CREATE INDEX sentence_passage ON sentence (passage);
{FTS_TABLE};
"""


def checksum(*columns: object) -> bytes:
    """Eight bytes over the values and their types, so that moving a byte from one column to the next is seen."""
    digest = blake2b(digest_size=8)
    for value in columns:
        data = value if isinstance(value, bytes) else str(value).encode()
        digest.update(f"{type(value).__name__}:{len(data)}:".encode() + data)
    return digest.digest()


def connect(path: Path) -> sqlite3.Connection:
    """Where nothing can be written, a connection that reads: no lock is taken where a write-ahead log would need one."""
    if is_writable(path):
        db = sqlite3.connect(
            path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False
        )
        prepare(db, "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "TRUNCATE")
    else:
        address = f"{path.absolute().as_uri()}?{'immutable=1' if _has_log(path) else 'mode=ro'}"
        db = sqlite3.connect(
            address,
            uri=True,
            timeout=BUSY_TIMEOUT_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        prepare(db)
    return db


def prepare(db: sqlite3.Connection, journal: str = "") -> None:
    """What every connection to a library keeps to. `journal` names the way of committing; empty leaves the file's own."""
    pragmas = (
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "cell_size_check=ON",
        "trusted_schema=OFF",
    )
    for pragma in [f"journal_mode={journal}", *pragmas] if journal else pragmas:
        db.execute(f"PRAGMA {pragma}")
    db.create_function("casefold", 1, str.casefold, deterministic=True)


def is_writable(path: Path) -> bool:
    """May the library and the journal beside it be written? (Of a library that is to be made: its folder alone.)"""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _has_log(path: Path) -> bool:
    """Does the file say that it is written through a write-ahead log? (sqlite.org/fileformat.html, bytes 18 and 19)"""
    with path.open("rb") as file:
        return file.read(20)[18:] == b"\2\2"


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """SQLite before these versions can lose a commit when a write-ahead log is reset (sqlite.org, WAL-reset bug)."""
    return (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )

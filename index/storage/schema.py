"""The format of a library file: its tables, its checksums, and how a connection is set up.

Every row has a checksum over all its other columns. The FTS5 table is contentless: it holds only
the index over the passages, whose words are sliced from the documents.
"""

from __future__ import annotations

import os
import sqlite3
from hashlib import blake2b
from pathlib import Path

from index.storage.filters import fold_case

APPLICATION_ID = 0x50494E43  # "PINC"
FORMAT_VERSION = 2
"""Of the libraries that are written. Version 1 has other sentences and fewer kinds of markers. It
can be read, and index.maintenance.upgrade makes it version 2."""

READABLE_VERSIONS = (1, 2)

BUSY_TIMEOUT_SECONDS = 30.0
"""How long a writer waits for another one."""

# Existing libraries contain these statements to the letter (the check compares them): lines are
# joined by backslashes, not reflowed.
SOURCE_FILE_TABLE = """
CREATE TABLE IF NOT EXISTS original (
    document INTEGER PRIMARY KEY REFERENCES document (id) ON DELETE CASCADE, \
sha256 TEXT NOT NULL, checksum BLOB NOT NULL,
    bytes BLOB NOT NULL
)"""
"""The source files of some documents. Created with the first one in libraries made without it."""

FTS_TABLE = (
    "CREATE VIRTUAL TABLE lexical USING fts5 (title, section, text, content = '', "
    "tokenize = 'porter unicode61 remove_diacritics 2')"
)

SCHEMA = f"""
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {FORMAT_VERSION};
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL, checksum BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE document (
    id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL, \
text BLOB NOT NULL, marks TEXT NOT NULL,
    notes TEXT NOT NULL, author TEXT NOT NULL, date TEXT NOT NULL, tags TEXT NOT NULL, \
ledger TEXT NOT NULL, added TEXT NOT NULL,
    hash TEXT NOT NULL, characters INTEGER NOT NULL, sentences INTEGER NOT NULL, \
checksum BLOB NOT NULL
);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT, \
document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, checksum BLOB NOT NULL
);
CREATE TABLE sentence (
    id INTEGER PRIMARY KEY AUTOINCREMENT, \
passage INTEGER NOT NULL REFERENCES passage (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, vector BLOB NOT NULL, checksum BLOB NOT NULL
);
{SOURCE_FILE_TABLE};
CREATE INDEX passage_document ON passage (document);
CREATE INDEX sentence_passage ON sentence (passage);
{FTS_TABLE};
"""


def checksum(*columns: object) -> bytes:
    """Eight bytes over the values, their types and lengths.

    Moving a byte from one column to the next changes it.
    """
    digest = blake2b(digest_size=8)
    for value in columns:
        data = value if isinstance(value, bytes) else str(value).encode()
        digest.update(f"{type(value).__name__}:{len(data)}:".encode() + data)
    return digest.digest()


def connect(path: Path, *, sealed: bool = False) -> sqlite3.Connection:
    """A connection to the library at `path`; read-only if the file or its folder is.

    A file that is `sealed`, and a read-only one with a write-ahead log, is opened as immutable:
    no lock is taken and nothing is written, in it or beside it.
    """
    if not sealed and is_writable(path):
        db = sqlite3.connect(
            path, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False
        )
        prepare(db, "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "TRUNCATE")
    else:
        mode = "immutable=1" if sealed or _has_wal(path) else "mode=ro"
        address = f"{path.absolute().as_uri()}?{mode}"
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
    """Sets the pragmas and functions that every connection to a library has.

    `journal` is a journal_mode; "" leaves the file's own.
    """
    pragmas = (
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "cell_size_check=ON",
        "trusted_schema=OFF",
    )
    for pragma in [f"journal_mode={journal}", *pragmas] if journal else pragmas:
        db.execute(f"PRAGMA {pragma}")
    db.create_function("casefold", 1, fold_case, deterministic=True)


def is_writable(path: Path) -> bool:
    """Can the library and the journal beside it be written?

    Of a library that does not exist yet, only the folder counts.
    """
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _has_wal(path: Path) -> bool:
    """Is the file in WAL mode? (sqlite.org/fileformat.html, bytes 18 and 19)"""
    with path.open("rb") as file:
        return file.read(20)[18:] == b"\2\2"


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Does this SQLite version keep every commit when a write-ahead log is reset?

    Versions before these can lose one (sqlite.org, WAL-reset bug).
    """
    return (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )


def next_id(db: sqlite3.Connection, table: str) -> int:
    """The id that AUTOINCREMENT would give the next row: never one that was used before."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) + 1 if row else 1


def placeholders(count: int) -> str:
    """`?, ?, ?` for a statement with `count` values."""
    return ", ".join("?" * count)

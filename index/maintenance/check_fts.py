"""Checks that the full-text index has exactly the words of the passages.

FTS5 can compare an index with its content, but this index stores no content: the words are in the
documents. So the index is copied into an in-memory database with the passages' words, where
SQLite's own integrity check compares every word, position and length.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from index.storage import documents
from index.storage.bm25 import fts_columns
from index.storage.connection import Store
from index.storage.schema import FTS_TABLE

_TABLES = ("data", "idx", "docsize")  # FTS5's own tables (sqlite.org/fts5.html), without config

_SETTINGS = "SELECT k, v, typeof(v) FROM lexical_config ORDER BY k"


def check_fts(store: Store) -> Iterator[str]:
    """One line if it has not. Damaged documents are reported by other checks."""
    indexed = {id for (id,) in store.db.execute("SELECT id FROM lexical_docsize")}
    stored = {id for (id,) in store.db.execute("SELECT id FROM passage")}
    if indexed != stored:
        missing, extra = len(stored - indexed), len(indexed - stored)
        yield f"the full-text index lacks {missing} passages and has {extra} too many"
    elif error := _open_error(store):
        yield f"the full-text index cannot be opened: {error}"
    elif not _agrees(store):
        yield "the full-text index has other words than the passages"


def _open_error(store: Store) -> str:
    """The error of a search; "" if there is none.

    `_agrees` cannot find it: it reads FTS5's own tables, whatever the schema says of the index.
    """
    try:
        store.db.execute("SELECT rowid FROM lexical WHERE lexical MATCH 'a' LIMIT 1").fetchall()
    except sqlite3.DatabaseError as error:
        return str(error)
    return ""


def _agrees(store: Store) -> bool:
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        db.execute("BEGIN")
        db.execute("CREATE TABLE words (title, section, text)")
        db.execute(FTS_TABLE.replace("content = ''", "content = 'words'"))
        if store.db.execute(_SETTINGS).fetchall() != db.execute(_SETTINGS).fetchall():
            return False
        db.executemany(
            "INSERT INTO words (rowid, title, section, text) VALUES (?, ?, ?, ?)", _words(store)
        )
        for table in _TABLES:
            rows = store.db.execute(f"SELECT * FROM lexical_{table}")
            placeholders = ", ".join("?" * len(rows.description))
            db.execute(f"DELETE FROM lexical_{table}")
            db.executemany(f"INSERT INTO lexical_{table} VALUES ({placeholders})", rows)
        db.execute("COMMIT")
        db.execute("INSERT INTO lexical (lexical, rank) VALUES ('integrity-check', 1)")
        return True
    except sqlite3.DatabaseError:
        return False
    finally:
        db.close()


def _words(store: Store) -> Iterator[tuple[int, str, str, str]]:
    """(passage id, title, section, text) of every passage."""
    for (document_id,) in store.db.execute("SELECT id FROM document ORDER BY id").fetchall():
        document = documents.load(store, document_id)
        if document is None:
            continue
        passages = store.db.execute(
            'SELECT id, start, "end" FROM passage WHERE document = ? ORDER BY id', (document_id,)
        )
        for id, start, end in passages:
            yield id, *fts_columns(store, document, start, end)

"""Does the lexical index hold the words of the passages, and nothing else?

FTS5 can compare an index with its content, but ours keeps no content (the words stand in the documents). So the index is copied
beside the passages' words in memory, where SQLite's own comparison runs: every word, at every place, and every length.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from index.storage.schema import FTS_TABLE
from index.storage.store import Store, fts_columns

_PARTS = (
    "data",
    "idx",
    "docsize",
)  # FTS5's own tables (sqlite.org/fts5.html), but for its settings

_SETTINGS = "SELECT k, v, typeof(v) FROM lexical_config ORDER BY k"


def check_fts(store: Store) -> Iterator[str]:
    """A line where it does not; documents that are damaged themselves are told of elsewhere."""
    held = {id for (id,) in store.db.execute("SELECT id FROM lexical_docsize")}
    stored = {id for (id,) in store.db.execute("SELECT id FROM passage")}
    if held != stored:
        yield f"the lexical index misses {len(stored - held)} passages and has {len(held - stored)} too many"
    elif why := _unopened(store):
        yield f"the lexical index cannot be opened: {why}"
    elif not _agrees(store):
        yield "the lexical index holds other words than the passages"


def _unopened(store: Store) -> str:
    """Why a search cannot open it; empty where it can. `_agrees` reads its own tables, past a damaged line of the schema."""
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
        for part in _PARTS:
            rows = store.db.execute(f"SELECT * FROM lexical_{part}")
            db.execute(f"DELETE FROM lexical_{part}")
            db.executemany(
                f"INSERT INTO lexical_{part} VALUES ({', '.join('?' * len(rows.description))})",
                rows,
            )
        db.execute("COMMIT")
        db.execute("INSERT INTO lexical (lexical, rank) VALUES ('integrity-check', 1)")
        return True
    except sqlite3.DatabaseError:
        return False
    finally:
        db.close()


def _words(store: Store) -> Iterator[tuple[int, str, str, str]]:
    """(passage id, title, section, text) of every passage."""
    for (document,) in store.db.execute("SELECT id FROM document ORDER BY id").fetchall():
        found = store.document(document)
        if found is not None:
            passages = store.db.execute(
                'SELECT id, start, "end" FROM passage WHERE document = ? ORDER BY id', (document,)
            )
            yield from ((id, *fts_columns(found, start, end)) for id, start, end in passages)

"""Is a library sound? Every invariant that the rest of the code relies on, checked against the file itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from index import cache, originals
from index.schema import checksum
from index.spans import Mark, content_hash
from index.store import DOCUMENT, Store

_NORM_TOLERANCE = 0.01  # of the length of a vector, stored as 16-bit floats


def problems(path: Path) -> list[str]:
    """What is wrong with the library, a line each; empty when it is sound. Raises PinciteError where it cannot be opened at all."""
    store = Store(path)
    try:
        rows = [*_structure(store.db), *_metas(store.db), *_documents(store.db), *_passages(store.db), *_lexical(store.db)]
        return [*rows, *originals.problems(store), *_caches(store)]
    except sqlite3.DatabaseError as error:
        return [f"the file's structure is damaged: {error}"]
    finally:
        store.close()


def _structure(db: sqlite3.Connection) -> Iterator[str]:
    for (line,) in db.execute("PRAGMA integrity_check(10)"):
        if line != "ok":
            yield f"structure: {line}"
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield f"{table} {row} belongs to a {parent} that is not there"


def _metas(db: sqlite3.Connection) -> Iterator[str]:
    found = {}
    for key, value, given in db.execute("SELECT key, value, checksum FROM meta"):
        found[key] = value
        if given != checksum(key, value):
            yield f"entry {key!r} does not match its checksum"
    for key in ("model", "sha256", "dimension", "splitter", "generation"):
        if key not in found:
            yield f"entry {key!r} is missing"


def _documents(db: sqlite3.Connection) -> Iterator[str]:
    for row in db.execute(f"SELECT {', '.join(DOCUMENT)}, checksum FROM document"):
        name = f"document {row[0]} ({row[1]!r})"
        if row[-1] != checksum(*row[:-1]):
            yield f"{name} does not match its checksum"
        else:
            yield from (f"{name}: {problem}" for problem in _document(db, row))


def _document(db: sqlite3.Connection, row: tuple[Any, ...]) -> Iterator[str]:
    values = dict(zip(DOCUMENT, row, strict=False))
    id, marks, text = values["id"], values["marks"], bytes(values["text"]).decode()
    if content_hash(text) != values["hash"] or len(text) != values["characters"]:
        yield "text does not match its hash or its length"
    if any(not 0 <= mark.start <= mark.end <= len(text) for mark in (Mark(*mark) for mark in json.loads(str(marks)))):
        yield "a heading or page lies outside the text"
    ranges = db.execute(
        'SELECT s.start, s."end" FROM sentence s JOIN passage p ON s.passage = p.id WHERE p.document = ? ORDER BY s.id', (id,)
    ).fetchall()
    if len(ranges) != values["sentences"]:
        yield f"{len(ranges)} sentences stored, {values['sentences']} counted"
    if any(not 0 <= start < end <= len(text) for start, end in ranges):
        yield "a sentence lies outside the text"
    if any(here[1] > after[0] for here, after in pairwise(ranges)):
        yield "sentences overlap or are out of order"


def _passages(db: sqlite3.Connection) -> Iterator[str]:
    dimension = int(db.execute("SELECT value FROM meta WHERE key = 'dimension'").fetchone()[0])
    for row in db.execute('SELECT id, document, start, "end", checksum FROM passage'):
        if row[-1] != checksum(*row[:-1]):
            yield f"passage {row[0]} does not match its checksum"
    for row in db.execute('SELECT id, passage, start, "end", vector, checksum FROM sentence'):
        if row[-1] != checksum(*row[:-1]):
            yield f"sentence {row[0]} does not match its checksum"
        elif len(row[4]) != 2 * dimension:
            yield f"sentence {row[0]} has a vector of {len(row[4]) // 2} numbers, not {dimension}"
        elif not abs(float(np.linalg.norm(np.frombuffer(row[4], "<f2").astype(np.float32))) - 1) < _NORM_TOLERANCE:
            yield f"sentence {row[0]} has a vector that is not of length 1"
    outside = """SELECT s.id FROM sentence s JOIN passage p ON s.passage = p.id GROUP BY p.id
                 HAVING min(s.start) != p.start OR max(s."end") != p."end" """
    for (id,) in db.execute(outside):
        yield f"the passage of sentence {id} is not the run of its sentences"
    for (id,) in db.execute("SELECT id FROM passage WHERE id NOT IN (SELECT passage FROM sentence)"):
        yield f"passage {id} has no sentences"


def _lexical(db: sqlite3.Connection) -> Iterator[str]:
    """The words' index holds exactly the passages. (Its own structure is part of SQLite's integrity check.)"""
    indexed = {id for (id,) in db.execute("SELECT id FROM lexical_docsize")}
    stored = {id for (id,) in db.execute("SELECT id FROM passage")}
    if indexed != stored:
        yield f"the lexical index misses {len(stored - indexed)} passages and has {len(indexed - stored)} too many"


def _caches(store: Store) -> Iterator[str]:
    """A cache may be of an older generation, and is used all the same; it must be the bytes it was named after."""
    for path in cache.caches(store.path):
        if not cache.is_whole(path):
            yield f"the cache {path.name} is damaged; delete it, it will be made again"

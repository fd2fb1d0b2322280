"""Is a library sound? Every invariant that the rest of the code relies on, checked against the file itself, at one generation."""

from __future__ import annotations

import functools
import json
import sqlite3
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.errors import PinciteError
from index.maintenance import check_fts
from index.spans import Marker, content_hash
from index.storage import embeddings, source_files
from index.storage.schema import SCHEMA, checksum
from index.storage.store import DOCUMENT_COLUMNS, NORM_TOLERANCE, Store
from index.vectors import cache

if TYPE_CHECKING:
    from index.encoders.base import Encoder

_KEYS = ("model", "sha256", "dimension", "splitter", "generation")
_SAMPLE = 256  # sentences that a deep check encodes again
_ALIKE = 0.99  # the least cosine of a vector to the same sentence encoded again; batches and 16 bits round differently
_ROWS_AT_ONCE = 4096


def check_library(path: Path, encoder: Encoder | None = None) -> list[str]:
    """What is wrong with the library, a line each; empty when it is sound. With `encoder`, a sample of sentences is encoded again.

    Raises PinciteError where it cannot be opened at all, NewerError where a later Pincite made it.
    """
    store = Store(path)
    sections: list[Callable[[Store], Iterator[str]]] = [
        _structure,
        _schema,
        _metas,
        _documents,
        _passages,
        _sentences,
        _totals,
    ]
    sections += [check_fts.check_fts, source_files.check_source_files, _caches]
    try:
        with store.reading():
            found = [problem for section in sections for problem in _guarded(section, store)]
            return found or (
                _guarded(lambda store: _encoded_again(store, encoder), store) if encoder else []
            )
    finally:
        store.close()


def _guarded(section: Callable[[Store], Iterator[str]], store: Store) -> list[str]:
    """What one section finds. Where the file breaks off under it, that is a finding, too, and the other sections go on."""
    found: list[str] = []
    try:
        found.extend(section(store))
    except sqlite3.DatabaseError as error:
        found.append(f"the file's structure is damaged: {error}")
    except PinciteError as error:
        found.append(str(error))
    except (TypeError, ValueError) as error:  # a damaged row may hold anything
        found.append(f"a row has columns of another kind than it should: {error}")
    return list(dict.fromkeys(found))


def _structure(store: Store) -> Iterator[str]:
    for (line,) in store.db.execute("PRAGMA integrity_check(10)"):
        if line != "ok":
            yield f"structure: {line}"
    for table, row, parent, _ in store.db.execute("PRAGMA foreign_key_check"):
        yield f"{table} {row} belongs to a {parent} that is not there"


_TABLES = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"


@functools.cache
def _expected() -> dict[str, str]:
    """Name of every table and index to how it is made."""
    model = sqlite3.connect(":memory:")
    model.executescript(SCHEMA)
    try:
        return dict(model.execute(_TABLES).fetchall())
    finally:
        model.close()


def _schema(store: Store) -> Iterator[str]:
    """The tables are the ones that this format has. (How FTS5 names its own is SQLite's affair.)"""
    found, expected = dict(store.db.execute(_TABLES).fetchall()), _expected()
    for name in sorted(found.keys() | expected.keys()):
        own = not name.startswith("lexical_")
        if name == "original" and name not in found:  # a library of before files were kept
            continue
        if name not in found or name not in expected or (own and found[name] != expected[name]):
            yield f"the table or index {name} is not as it was made"


def _metas(store: Store) -> Iterator[str]:
    found = {}
    for key, value, given in store.db.execute("SELECT key, value, checksum FROM meta"):
        found[key] = value
        if given != checksum(key, value):
            yield f"entry {key!r} does not match its checksum"
    for key in _KEYS:
        if key not in found:
            yield f"entry {key!r} is missing"


def _documents(store: Store) -> Iterator[str]:
    for row in store.db.execute(f"SELECT {', '.join(DOCUMENT_COLUMNS)}, checksum FROM document"):
        name = f"document {row[0]} ({row[1]!r})"
        if row[-1] != checksum(*row[:-1]):
            yield f"{name} does not match its checksum"
        else:
            yield from (f"{name}: {problem}" for problem in _document(store.db, row))


def _document(db: sqlite3.Connection, row: tuple[Any, ...]) -> Iterator[str]:
    values = dict(zip(DOCUMENT_COLUMNS, row, strict=False))
    id, marks, text = values["id"], values["marks"], bytes(values["text"]).decode()
    if content_hash(text) != values["hash"] or len(text) != values["characters"]:
        yield "text does not match its hash or its length"
    if any(
        not 0 <= mark.start <= mark.end <= len(text)
        for mark in (Marker(*mark) for mark in json.loads(str(marks)))
    ):
        yield "a heading or page lies outside the text"
    ranges = db.execute(
        'SELECT s.start, s."end" FROM sentence s JOIN passage p ON s.passage = p.id WHERE p.document = ? ORDER BY s.id',
        (id,),
    ).fetchall()
    if len(ranges) != values["sentences"]:
        yield f"{len(ranges)} sentences stored, {values['sentences']} counted"
    elif any(not 0 <= start < end <= len(text) for start, end in ranges):
        yield "a sentence lies outside the text"
    elif any(here[1] > after[0] for here, after in pairwise(ranges)):
        yield "sentences overlap or are out of order"


def _passages(store: Store) -> Iterator[str]:
    for row in store.db.execute('SELECT id, document, start, "end", checksum FROM passage'):
        if row[-1] != checksum(*row[:-1]):
            yield f"passage {row[0]} does not match its checksum"
    outside = """SELECT p.id FROM sentence s JOIN passage p ON s.passage = p.id GROUP BY p.id
                 HAVING min(s.start) != p.start OR max(s."end") != p."end" """
    for (id,) in store.db.execute(outside):
        yield f"passage {id} is not the run of its sentences"
    for (id,) in store.db.execute(
        "SELECT id FROM passage WHERE id NOT IN (SELECT passage FROM sentence)"
    ):
        yield f"passage {id} has no sentences"


def _sentences(store: Store) -> Iterator[str]:
    size = 2 * int(store.meta("dimension") or 0)
    embeddings = store.db.execute(
        'SELECT id, passage, start, "end", vector, checksum FROM sentence'
    )
    while some := embeddings.fetchmany(_ROWS_AT_ONCE):
        whole = []
        for row in some:
            if row[-1] != checksum(*row[:-1]):
                yield f"sentence {row[0]} does not match its checksum"
            elif len(row[4]) != size:
                yield f"sentence {row[0]} has a vector of {len(row[4]) // 2} numbers, not {size // 2}"
            else:
                whole.append(row)
        vectors = (
            np.frombuffer(b"".join(row[4] for row in whole), "<f2")
            .astype(np.float32)
            .reshape(len(whole), size // 2)
        )
        lengths = np.linalg.norm(vectors, axis=1)
        for wrong in np.flatnonzero(~(np.abs(lengths - 1) < NORM_TOLERANCE)):
            yield f"sentence {whole[wrong][0]} has a vector that is not of length 1"


def _totals(store: Store) -> Iterator[str]:
    """Counted over the whole library; and no id that was given away will be given again."""
    stored, counted = store.db.execute(
        "SELECT (SELECT count(*) FROM sentence), (SELECT coalesce(sum(sentences), 0) FROM document)"
    ).fetchone()
    if stored != counted:
        yield f"the library has {stored} sentences, its documents count {counted}"
    given = dict(store.db.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    for table in ("document", "passage", "sentence"):
        (last,) = store.db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
        if not (isinstance(given.get(table, 0), int) and given.get(table, 0) >= last):
            yield f"the next {table} would get an id that is taken"


def _caches(store: Store) -> Iterator[str]:
    """A cache may be of an older generation, and is used all the same; it must be the bytes it was named after."""
    for path in cache.cache_files(store.path):
        if not cache.hash_matches(path):
            yield f"the cache {path.name} is damaged; delete it, it will be made again"


def _encoded_again(store: Store, encoder: Encoder) -> Iterator[str]:
    """Are the vectors those of their sentences? The same sample at every check of the same library."""
    if store.fingerprint != encoder.fingerprint:
        yield f"the vectors were made with {store.fingerprint}, this is {encoder.fingerprint}: name their model with --encoder"
        return
    owners = 'SELECT s.id, p.document, s.start, s."end" FROM sentence s JOIN passage p ON s.passage = p.id ORDER BY s.id'
    found = store.db.execute(owners).fetchall()
    chosen = [found[i] for i in sorted(np.random.default_rng(0).permutation(len(found))[:_SAMPLE])]
    texts = {
        id: document.text for id in {row[1] for row in chosen} if (document := store.document(id))
    }
    ids, vectors = embeddings.read_vectors(store, np.array([row[0] for row in chosen], np.int64))
    stored = dict(zip(ids.tolist(), vectors, strict=True))
    made = encoder.encode([texts[document][start:end] for _, document, start, end in chosen])
    for (id, document, start, end), vector in zip(chosen, made, strict=True):
        if not float(stored[id] @ vector) > _ALIKE:
            yield f"sentence {id} (document {document}, characters {start}–{end}) has another vector than its words"

"""Checks that a library is sound: every invariant that the code relies on, in one transaction."""

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
from index.search.vectors import cache
from index.spans import Marker, content_hash
from index.storage import documents, embeddings, source_files
from index.storage.connection import Store
from index.storage.documents import DOCUMENT_COLUMNS
from index.storage.embeddings import NORM_TOLERANCE
from index.storage.schema import SCHEMA, checksum

if TYPE_CHECKING:
    from index.encoders.base import Encoder

_KEYS = ("model", "sha256", "dimension", "splitter", "generation")
_SAMPLE_SENTENCES = 256  # that a deep check encodes again
_MIN_COSINE = 0.99  # to the same sentence encoded again; batches and 16 bits round differently
_BATCH_ROWS = 4096


def check_library(path: Path, encoder: Encoder | None = None, *, sealed: bool = False) -> list[str]:
    """The problems of a library, one line each; empty if it is sound.

    With `encoder`, a sample of sentences is also encoded again and compared; `sealed`: see `Store`.
    Raises PinciteError if the library cannot be opened, NewerFormatError if a newer version of
    Pincite wrote it.
    """
    store = Store(path, sealed=sealed)
    try:
        with store.reading():
            problems = [problem for check in _CHECKS for problem in _run(check, store)]
            if encoder and not problems:
                return _run(lambda store: _encode_again(store, encoder), store)
            return problems
    finally:
        store.close()


def _run(check: Callable[[Store], Iterator[str]], store: Store) -> list[str]:
    """The problems that one check finds. An error in it is a problem, too; other checks go on."""
    problems: list[str] = []
    try:
        problems.extend(check(store))
    except sqlite3.DatabaseError as error:
        problems.append(f"the file's structure is damaged: {error}")
    except PinciteError as error:
        problems.append(str(error))
    except (TypeError, ValueError) as error:  # a damaged row may contain anything
        problems.append(f"a row has a column of the wrong type: {error}")
    return list(dict.fromkeys(problems))


def _structure(store: Store) -> Iterator[str]:
    for (line,) in store.db.execute("PRAGMA integrity_check(10)"):
        if line != "ok":
            yield f"structure: {line}"
    for table, row, parent, _ in store.db.execute("PRAGMA foreign_key_check"):
        yield f"{table} {row} refers to a {parent} that does not exist"


_TABLES = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"


@functools.cache
def _expected_schema() -> dict[str, str]:
    """Name of each table and index to the SQL that creates it."""
    db = sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    try:
        return dict(db.execute(_TABLES).fetchall())
    finally:
        db.close()


def _schema(store: Store) -> Iterator[str]:
    """Tables and indexes are those of this format. The SQL of FTS5's own tables may differ."""
    actual, expected = dict(store.db.execute(_TABLES).fetchall()), _expected_schema()
    for name in sorted(actual.keys() | expected.keys()):
        if name == "original" and name not in actual:  # a library without stored source files
            continue
        is_of_fts = name.startswith("lexical_")
        exists_in_both = name in actual and name in expected
        if not exists_in_both or (not is_of_fts and actual[name] != expected[name]):
            yield f"the table or index {name} is not as it was created"


def _meta(store: Store) -> Iterator[str]:
    values = {}
    for key, value, stored_checksum in store.db.execute("SELECT key, value, checksum FROM meta"):
        values[key] = value
        if stored_checksum != checksum(key, value):
            yield f"entry {key!r} does not match its checksum"
    for key in _KEYS:
        if key not in values:
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
    text = bytes(values["text"]).decode()
    if content_hash(text) != values["hash"] or len(text) != values["characters"]:
        yield "text does not match its hash or its length"
    markers = [Marker(*marker) for marker in json.loads(str(values["marks"]))]
    if any(not 0 <= marker.start <= marker.end <= len(text) for marker in markers):
        yield "a heading or page lies outside the text"
    ranges = db.execute(
        'SELECT s.start, s."end" FROM sentence s JOIN passage p ON s.passage = p.id '
        "WHERE p.document = ? ORDER BY s.id",
        (values["id"],),
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
        yield f"passage {id} does not begin and end with its sentences"
    for (id,) in store.db.execute(
        "SELECT id FROM passage WHERE id NOT IN (SELECT passage FROM sentence)"
    ):
        yield f"passage {id} has no sentences"


def _sentences(store: Store) -> Iterator[str]:
    dimension = int(store.meta("dimension") or 0)
    cursor = store.db.execute('SELECT id, passage, start, "end", vector, checksum FROM sentence')
    while rows := cursor.fetchmany(_BATCH_ROWS):
        ids, vectors = [], []
        for row in rows:
            id, vector = row[0], row[4]
            if row[-1] != checksum(*row[:-1]):
                yield f"sentence {id} does not match its checksum"
            elif len(vector) != 2 * dimension:
                yield f"sentence {id} has a vector of {len(vector) // 2} numbers, not {dimension}"
            else:
                ids.append(id)
                vectors.append(vector)
        matrix = np.frombuffer(b"".join(vectors), "<f2").astype(np.float32)
        norms = np.linalg.norm(matrix.reshape(len(ids), dimension), axis=1)
        for i in np.flatnonzero(~(np.abs(norms - 1) < NORM_TOLERANCE)):
            yield f"sentence {ids[i]} has a vector that is not of length 1"


def _totals(store: Store) -> Iterator[str]:
    """The documents' counts of sentences agree with the table, and no id will be used twice."""
    stored, counted = store.db.execute(
        "SELECT (SELECT count(*) FROM sentence), (SELECT coalesce(sum(sentences), 0) FROM document)"
    ).fetchone()
    if stored != counted:
        yield f"the library has {stored} sentences, its documents count {counted}"
    last_ids = dict(store.db.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    for table in ("document", "passage", "sentence"):
        (highest,) = store.db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
        last_id = last_ids.get(table, 0)
        if not (isinstance(last_id, int) and last_id >= highest):
            yield f"the next {table} would get an id that is taken"


def _caches(store: Store) -> Iterator[str]:
    """Caches match their hashes. They may be of an older generation, which is used, too."""
    for path in cache.cache_files(store.path):
        if not cache.hash_matches(path):
            yield f"the cache {path.name} is damaged; delete it, and it will be built again"


_CHECKS: tuple[Callable[[Store], Iterator[str]], ...] = (
    _structure,
    _schema,
    _meta,
    _documents,
    _passages,
    _sentences,
    _totals,
    check_fts.check_fts,
    source_files.check_source_files,
    _caches,
)


def _encode_again(store: Store, encoder: Encoder) -> Iterator[str]:
    """Vectors are those of their sentences, in a sample: the same one for the same library."""
    if store.fingerprint != encoder.fingerprint:
        yield (
            f"the vectors were made with {store.fingerprint}, but the encoder is "
            f"{encoder.fingerprint}: name their model with --encoder"
        )
        return
    rows = store.db.execute(
        'SELECT s.id, p.document, s.start, s."end" '
        "FROM sentence s JOIN passage p ON s.passage = p.id ORDER BY s.id"
    ).fetchall()
    sample = np.random.default_rng(0).permutation(len(rows))[:_SAMPLE_SENTENCES]
    chosen = [rows[i] for i in sorted(sample)]
    texts: dict[int, str] = {}
    for document_id in {row[1] for row in chosen}:
        if document := documents.load(store, document_id):
            texts[document_id] = document.text
    ids, vectors = embeddings.read_vectors(store, np.array([row[0] for row in chosen], np.int64))
    stored = dict(zip(ids.tolist(), vectors, strict=True))
    expected = encoder.encode([texts[id][start:end] for _, id, start, end in chosen])
    for (id, document_id, start, end), vector in zip(chosen, expected, strict=True):
        if not float(stored[id] @ vector) > _MIN_COSINE:
            yield (
                f"sentence {id} (document {document_id}, characters {start}–{end}) has a vector "
                "that is not that of its words"
            )

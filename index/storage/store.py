"""The library file: one SQLite database, the only durable thing. sqlite3 lives only here.

One document is one transaction. What is read to be shown is checked against its checksum. Ids are never used twice, so a document
read once is good for ever.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Fingerprint, Vectors
from index.errors import CorruptLibraryError, NewerFormatError, PinciteError
from index.spans import Document, Marker, Span
from index.storage.failpoints import failpoint
from index.storage.filters import NO_FILTER, Filter
from index.storage.locks import lock_holder
from index.storage.query_terms import QueryTermPruner
from index.storage.schema import (
    APPLICATION_ID,
    FORMAT_VERSION,
    SCHEMA,
    checksum,
    connect,
    is_writable,
)

_WORD = re.compile(r"\w+")
_MOST_TERMS = 64
_COLUMN_WEIGHTS = "0.5, 0.5, 1.0"  # title and section count half: on SQuAD half A hit@1 .768 -> .774, hit@5 .929 -> .936


NORM_TOLERANCE = 0.01
"""Of the length of a vector, stored as 16-bit floats."""

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_ELSEWHERE = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_TOOBIG,
)
"""Kinds of errors that are not the library's own."""


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document without its text, as a list shows it."""

    id: int
    source: str
    title: str
    hash: str
    added: str
    characters: int
    sentences: int
    warnings: tuple[str, ...] = ()
    author: str = ""
    date: str = ""
    tags: tuple[str, ...] = ()
    losses: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PassageRow:
    """Sentences [(start, end)] and their vectors, in text order."""

    id: int
    document: int
    start: int
    end: int
    sentences: tuple[tuple[int, int], ...]
    vectors: Vectors


class Store:
    """One connection to a library file. Not for two threads at once."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Raises PinciteError where there is no library, or one of another format, or a file that is something else."""
        self.path = path
        if not create and not path.is_file():
            raise PinciteError(
                f"There is no library at {path}. Make one with: python -m index add {path} FILES..."
            )
        try:
            self.db = connect(path)
            try:
                self._prepare(create)
                self._words = QueryTermPruner(self.db)
            except BaseException:
                self.db.close()
                raise
            failpoint("store opened")
        except (
            sqlite3.DatabaseError,
            UnicodeDecodeError,
        ) as error:  # the second: SQLite's message quotes the damage
            if _code(error) in _BUSY:
                raise PinciteError(
                    f"{path} {lock_holder(path)}. Try again when it is done."
                ) from error
            raise PinciteError(
                f"{path} cannot be opened as a library ({error}). Is it another kind of file, or damaged?"
            ) from error

    def _prepare(self, create: bool) -> None:
        found = [
            self.db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version")
        ]
        if (
            create
            and found == [0, 0]
            and not self.db.execute("SELECT 1 FROM sqlite_master").fetchone()
        ):
            self._make()
        elif found[0] != APPLICATION_ID:
            raise PinciteError(f"{self.path} is not a Pincite library. Name another file.")
        elif found[1] != FORMAT_VERSION:
            raise (NewerFormatError if found[1] > FORMAT_VERSION else PinciteError)(
                f"{self.path} has format {found[1]}, this version reads format {FORMAT_VERSION}: use the Pincite that made it, or a newer one."
            )

    def _make(self) -> None:
        """Another program may make the same library at this moment: the first one does."""
        self.db.execute("BEGIN IMMEDIATE")
        if not self.db.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in SCHEMA.split(";\n"):
                self.db.execute(statement)
        self.db.execute("COMMIT")
        failpoint("schema made")

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything read inside is of one generation."""
        with self.translating_errors("read"):
            self.db.execute("BEGIN")
            failpoint("reading begun")
            try:
                yield
            finally:
                self._roll_back()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing; moves the generation on by one. Waits for another writer, then says who."""
        with self.translating_errors("written"):
            try:
                self.db.execute("BEGIN IMMEDIATE")
                failpoint("writing begun")
                yield
                self.set_meta("generation", str(self.generation + 1))
                failpoint("before commit")
                self.db.execute("COMMIT")
                failpoint("committed")
            except BaseException:
                self._roll_back()
                failpoint("rolled back")
                raise

    def _roll_back(self) -> None:
        """Where even that fails, closing the connection does it; the library's owner must not use it again."""
        if self.db.in_transaction:
            with suppress(sqlite3.Error):
                self.db.execute("ROLLBACK")

    @contextmanager
    def translating_errors(self, what: str) -> Iterator[None]:
        """SQLite's errors in the user's words."""
        try:
            yield
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            code = _code(error)
            if code in _BUSY:
                raise PinciteError(
                    f"{self.path} {lock_holder(self.path)}. Try again when it is done."
                ) from error
            if code == sqlite3.SQLITE_READONLY or (
                what == "written" and not is_writable(self.path)
            ):
                raise PinciteError(
                    f"{self.path} cannot be changed: the file or its folder is read-only. It can be asked."
                ) from error
            if code in _ELSEWHERE:
                raise PinciteError(
                    f"{self.path} cannot be {what}: {error}. What was stored before is still there."
                ) from error
            raise CorruptLibraryError(self.path, str(error)) from error

    # what is known of the library as a whole

    @property
    def generation(self) -> int:
        """How many changes were committed."""
        return int(self.meta("generation") or 0)

    @property
    def fingerprint(self) -> Fingerprint | None:
        values = [self.meta(key) for key in ("model", "sha256", "dimension")]
        return (
            Fingerprint(values[0], values[1], int(values[2]))
            if values[0] and values[1] and values[2]
            else None
        )

    def meta(self, key: str) -> str | None:
        row = self.db.execute("SELECT value, checksum FROM meta WHERE key = ?", (key,)).fetchone()
        if row and row[1] != checksum(key, row[0]):
            raise CorruptLibraryError(self.path, f"the entry {key!r} does not match its checksum")
        return str(row[0]) if row else None

    def set_meta(self, key: str, value: str) -> None:
        self.db.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", (key, value, checksum(key, value))
        )
        failpoint("entry written")

    # documents

    def list_documents(self, filters: Filter = NO_FILTER) -> list[DocumentInfo]:
        """The documents that a filter lets through, sorted by source; each is read whole and checked, like one that is shown."""
        condition, values = filters.sql()
        return self._entries(f"WHERE {condition} ORDER BY source", *values)

    def _entries(self, which: str, *values: str) -> list[DocumentInfo]:
        rows = self.db.execute(
            f"SELECT {', '.join(DOCUMENT_COLUMNS)}, checksum FROM document {which}", values
        )
        return [_to_entry(self.path, row) for row in rows]

    def count(self, filters: Filter = NO_FILTER) -> int:
        """How many documents there are."""
        condition, values = filters.sql()
        return int(
            self.db.execute(f"SELECT count(*) FROM document WHERE {condition}", values).fetchone()[
                0
            ]
        )

    def document_info(self, source: str) -> DocumentInfo | None:
        return next(iter(self._entries("WHERE source = ?", source)), None)

    def has_document(self, id: int) -> bool:
        """Is there a document of that id?"""
        return self.db.execute("SELECT 1 FROM document WHERE id = ?", (id,)).fetchone() is not None

    def archive_members(self, archive: str) -> list[str]:
        """The sources of the documents read from an archive, sorted: those that begin "ARCHIVE!/"."""
        rows = self.db.execute(
            "SELECT source FROM document WHERE source >= ? AND source < ? ORDER BY source",
            (f"{archive}!/", f"{archive}!0"),
        )
        return [source for (source,) in rows]  # "0" is the character after "/"

    def document(self, id: int) -> Document | None:
        row = self.db.execute(
            f"SELECT {', '.join(DOCUMENT_COLUMNS)}, checksum FROM document WHERE id = ?", (id,)
        ).fetchone()
        return _to_document(self.path, row) if row else None

    def insert(
        self,
        document: Document,
        sentences: Sequence[tuple[int, int]],
        passages: Sequence[tuple[int, int]],
        vectors: NDArray[np.floating],
    ) -> int:
        """Stores a document with the ranges of its sentences, its passages as ranges of sentence indices, and a vector a sentence."""
        if len(sentences) != len(vectors):
            raise ValueError(
                f"{len(sentences)} sentences but {len(vectors)} vectors for {document.source!r}"
            )
        if not are_unit_vectors(vectors):
            raise PinciteError(
                f"{document.source}: the encoder gave a vector that is not finite or not of length 1. Nothing was stored."
            )
        marks = _dumped([astuple(mark) for mark in document.markers])
        lists = (
            marks,
            _dumped(document.warnings),
            document.author,
            document.date,
            _dumped(document.tags),
            _dumped(dict(document.losses)),
        )
        values = (
            document.source,
            document.title,
            document.text.encode(),
            *lists,
            document.added,
            document.hash,
            len(document.text),
            len(sentences),
        )
        id = self._next_id("document")
        self.db.execute(
            f"INSERT INTO document VALUES ({_marks(len(values) + 2)})",
            (id, *values, checksum(id, *values)),
        )
        failpoint("document inserted")
        packed = vectors.astype("<f2", copy=False)
        for first, last in passages:
            self._insert_passage(id, document, sentences[first:last], packed[first:last])
        return id

    def _insert_passage(
        self,
        document: int,
        doc: Document,
        sentences: Sequence[tuple[int, int]],
        vectors: NDArray[np.float16],
    ) -> None:
        id, values = self._next_id("passage"), (document, sentences[0][0], sentences[-1][1])
        self.db.execute(
            f"INSERT INTO passage VALUES ({_marks(5)})", (id, *values, checksum(id, *values))
        )
        failpoint("passage inserted")
        self.db.execute(
            "INSERT INTO lexical (rowid, title, section, text) VALUES (?, ?, ?, ?)",
            (id, *fts_columns(doc, *values[1:])),
        )
        failpoint("words indexed")
        first = self._next_id("sentence")
        rows = [
            (first + i, id, *sentence, vectors[i].tobytes()) for i, sentence in enumerate(sentences)
        ]
        self.db.executemany(
            f"INSERT INTO sentence VALUES ({_marks(6)})", [(*row, checksum(*row)) for row in rows]
        )
        failpoint("sentences inserted")

    def delete(self, id: int) -> None:
        """Takes a document and all that hangs on it out. A contentless FTS5 table must be told the words it is to forget."""
        doc = self.document(id)
        if doc is None:
            return
        for row in self.db.execute(
            'SELECT id, start, "end" FROM passage WHERE document = ?', (id,)
        ).fetchall():
            self.db.execute(
                "INSERT INTO lexical (lexical, rowid, title, section, text) VALUES ('delete', ?, ?, ?, ?)",
                (row[0], *fts_columns(doc, row[1], row[2])),
            )
        failpoint("words forgotten")
        self.db.execute("DELETE FROM document WHERE id = ?", (id,))
        failpoint("document deleted")

    def _next_id(self, table: str) -> int:
        row = self.db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        return int(row[0]) + 1 if row else 1

    # searching

    def passages_of(self, sentences: Iterable[int]) -> dict[int, int]:
        """Sentence ids to the ids of their passages; an id that is no longer there is left out."""
        wanted = list(sentences)
        rows = self.db.execute(
            f"SELECT id, passage FROM sentence WHERE id IN ({_marks(len(wanted))})", wanted
        )
        return dict(rows.fetchall())

    def search_bm25(
        self, question: str, k: int, filters: Filter = NO_FILTER
    ) -> list[tuple[int, float]]:
        """Passage ids by BM25, best first, each with its score (higher is better); ties by id. Any word of the question may match."""
        words = list(dict.fromkeys(word.lower() for word in _WORD.findall(question)))[:_MOST_TERMS]
        if not words:
            return []
        words = self._words.select(words, self.generation)
        condition, values = filters.sql()
        chosen = (
            "SELECT passage.id FROM passage JOIN document ON passage.document = document.id WHERE"
        )
        rows = self.db.execute(
            f"SELECT rowid, bm25(lexical, {_COLUMN_WEIGHTS}) FROM lexical WHERE lexical MATCH ?"
            f"{f' AND rowid IN ({chosen} {condition})' if filters else ''} ORDER BY 2, 1 LIMIT ?",
            (" OR ".join(f'"{word}"' for word in words), *(values if filters else ()), k),
        )
        return [(id, -score) for id, score in rows]

    def passage(self, id: int) -> PassageRow:
        """A passage with its sentences and their vectors. Raises DamageError where a row does not match its checksum."""
        head = self.db.execute(
            'SELECT id, document, start, "end", checksum FROM passage WHERE id = ?', (id,)
        ).fetchone()
        rows = self.db.execute(
            'SELECT id, passage, start, "end", vector, checksum FROM sentence WHERE passage = ? ORDER BY id',
            (id,),
        ).fetchall()
        for name, row in [("passage", head), *(("sentence", row) for row in rows)]:
            if row is None or row[-1] != checksum(*row[:-1]):
                raise CorruptLibraryError(
                    self.path, f"{name} {row[0] if row else id} does not match its checksum"
                )
        if not rows:
            raise CorruptLibraryError(self.path, f"passage {id} has no sentences")
        vectors = (
            np.frombuffer(b"".join(row[4] for row in rows), "<f2")
            .astype(np.float32)
            .reshape(len(rows), -1)
        )
        ranges = tuple((row[2], row[3]) for row in rows)
        return PassageRow(head[0], head[1], head[2], head[3], ranges, vectors)

    def sentences(self, document: int) -> tuple[list[tuple[int, int]], Vectors]:
        """The ranges of a document's sentences, in the order of the text, and their vectors, a row each. Checked like a passage."""
        ids = self.db.execute(
            "SELECT id FROM passage WHERE document = ? ORDER BY id", (document,)
        ).fetchall()
        passages = [self.passage(id) for (id,) in ids]
        return [ends for passage in passages for ends in passage.sentences], np.concatenate(
            [passage.vectors for passage in passages]
        )


DOCUMENT_COLUMNS = (
    "id", "source", "title", "text", "marks", "notes", "author", "date", "tags", "ledger", "added", "hash", "characters", "sentences",
)  # fmt: skip
"""The columns of a document, as they are checksummed."""


def are_unit_vectors(vectors: NDArray[np.floating]) -> bool:
    """Is every row finite and of length 1, but for what 16 bits round off?"""
    return bool(
        np.all(
            np.abs(np.linalg.norm(vectors.astype(np.float32, copy=False), axis=-1) - 1)
            < NORM_TOLERANCE
        )
    )


def _code(error: Exception) -> int:
    """What kind of error it is: SQLite's primary result code (sqlite.org/rescode.html); 0 where the module itself raised it."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _to_entry(path: Path, row: tuple[Any, ...]) -> DocumentInfo:
    (
        id,
        source,
        title,
        _,
        _,
        notes,
        author,
        date,
        tags,
        ledger,
        added,
        hash,
        characters,
        sentences,
    ) = _checked(path, row)
    told = (_loaded(notes), author, date, _loaded(tags), json.loads(ledger))
    return DocumentInfo(id, source, title, hash, added, characters, sentences, *told)


def _checked(path: Path, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The columns of a document, in the order of DOCUMENT, of a row that ends in its checksum."""
    if row[-1] != checksum(*row[:-1]):
        raise CorruptLibraryError(
            path, f"document {row[0]} ({row[1]!r}) does not match its checksum"
        )
    return row[:-1]


def _to_document(path: Path, row: tuple[Any, ...]) -> Document:
    id, source, title, text, marks, notes, author, date, tags, ledger, added = _checked(path, row)[
        :11
    ]
    places = tuple(Marker(*mark) for mark in json.loads(str(marks)))
    told = (
        str(added),
        _loaded(notes),
        str(author),
        str(date),
        _loaded(tags),
        json.loads(str(ledger)),
    )
    return Document(id, str(source), str(title), text.decode(), places, *told)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _loaded(column: object) -> tuple[str, ...]:
    return tuple(json.loads(str(column)))


def fts_columns(doc: Document, start: int, end: int) -> tuple[str, str, str]:
    """What the lexical index knows of a passage: title, section, text."""
    span = Span(doc, start, end)
    return doc.title, span.section or "", span.text


def _marks(count: int) -> str:
    return ", ".join("?" * count)

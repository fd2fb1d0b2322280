"""What the writer of a collection knows: files that were read, documents, parts to be published.

One SQLite file that only the writer opens; it is locked as long as the writer is at work, so that
there is one. It is a memory, not the truth: if it is lost or does not fit the current version,
`restore` makes it again from that, and files are read again when they are added again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

from index.collection.files.versions import Part, Version
from index.errors import PinciteError
from index.storage.locks import lock_holder

_TABLES = (
    """CREATE TABLE IF NOT EXISTS file (
        source TEXT PRIMARY KEY, sha256 TEXT NOT NULL, options TEXT NOT NULL, status TEXT NOT NULL,
        reason TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS document (
        source TEXT PRIMARY KEY, file TEXT NOT NULL, part TEXT NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS document_file ON document (file)",
    "CREATE INDEX IF NOT EXISTS document_part ON document (part)",
    """CREATE TABLE IF NOT EXISTS part (
        sha256 TEXT PRIMARY KEY, documents INTEGER NOT NULL, sentences INTEGER NOT NULL,
        bytes INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS hidden (
        part TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY (part, source)) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS version (sha256 TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS codebook (sha256 TEXT PRIMARY KEY) WITHOUT ROWID",
)
_NAMES = ("file", "document", "part", "hidden", "version", "codebook")


class WriterAtWorkError(PinciteError):
    """Another program writes to the collection."""


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of a file that was read."""

    source: str
    sha256: str
    """Of its bytes before it was read; "" if they could not be read."""
    options: str
    """How it was read, such as its tags: with others it is read again."""
    documents: Sequence[str] = ()
    """The sources of the documents that were stored: more than one for an archive."""
    refused: Sequence[tuple[str, str]] = ()
    """(source, reason) of what could not be read: the file itself, or a file in the archive."""

    @property
    def status(self) -> str:
        return "refused" if any(source == self.source for source, _ in self.refused) else "added"


class Ledger:
    """Close it: it is locked until then."""

    def __init__(self, path: Path) -> None:
        """Opens the file or makes it. Raises WriterAtWorkError if another writer has it open."""
        self.path = path
        try:
            self._db = sqlite3.connect(path, timeout=0, isolation_level=None)
        except sqlite3.Error as error:
            raise PinciteError(f"{path} cannot be opened ({error}).") from error
        try:
            with self._translating_errors():
                self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
                self._db.execute("PRAGMA synchronous=EXTRA")
                self._db.execute("BEGIN EXCLUSIVE")
                for statement in _TABLES:
                    self._db.execute(statement)
                self._db.execute("COMMIT")
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def _translating_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in (
                sqlite3.SQLITE_BUSY,
                sqlite3.SQLITE_LOCKED,
            ):
                raise WriterAtWorkError(
                    f"{self.path.parent} {lock_holder(self.path)}. Try again when it is done."
                ) from error
            if isinstance(error, sqlite3.OperationalError):  # such as a full disk
                raise PinciteError(f"{self.path} cannot be written ({error}).") from error
            raise PinciteError(
                f"{self.path} is damaged ({error}). Delete it: it is made again."
            ) from error

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: all or nothing."""
        with self._translating_errors():
            self._db.execute("BEGIN")
            try:
                yield self._db
                self._db.execute("COMMIT")
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def _rows(self, query: str, *values: str) -> list[tuple[str, ...]]:
        with self._translating_errors():
            return self._db.execute(query, values).fetchall()

    # reading

    def is_read(self, source: str, sha256: str, options: str) -> bool:
        """Were these bytes read in this way, and stored? Not if the hash is "", which is none."""
        found = self._rows("SELECT sha256, options, status FROM file WHERE source = ?", source)
        return sha256 != "" and found == [(sha256, options, "added")]

    def has_document(self, source: str) -> bool:
        return bool(self._rows("SELECT 1 FROM document WHERE source = ?", source))

    def sources_of_part(self, sha256: str) -> list[str]:
        """The sources of the documents of a part that are not hidden, sorted."""
        query = "SELECT source FROM document WHERE part = ? ORDER BY source"
        return [source for (source,) in self._rows(query, sha256)]

    def refused(self) -> list[tuple[str, str]]:
        """(source, reason) of the files of which something could not be read, sorted."""
        query = "SELECT source, reason FROM file WHERE reason != '' ORDER BY source"
        return [(source, reason) for source, reason in self._rows(query)]

    def parts(self) -> tuple[Part, ...]:
        """Sorted by hash."""
        with self._translating_errors():
            rows = self._db.execute("SELECT * FROM part ORDER BY sha256").fetchall()
        return tuple(Part(*row) for row in rows)

    def hidden(self) -> tuple[tuple[str, str], ...]:
        """(SHA-256 of a part, source) of the documents that are left out, sorted."""
        rows = self._rows("SELECT part, source FROM hidden ORDER BY part, source")
        return tuple((part, source) for part, source in rows)

    def codebook(self) -> str:
        """SHA-256 of the file of centroids; "": none."""
        rows = self._rows("SELECT sha256 FROM codebook")
        return rows[0][0] if rows else ""

    def knows(self, version: Version) -> bool:
        """Was this version made from this ledger?"""
        return bool(self._rows("SELECT 1 FROM version WHERE sha256 = ?", version.sha256))

    # changing

    def store(self, part: Part | None, results: Iterable[FileResult]) -> None:
        """Records files that were read and the part that has their documents, all or nothing.

        Documents of the same source in other parts are hidden, and those that an archive no longer
        contains.
        """
        with self._changing() as db:
            if part is not None:
                db.execute("INSERT OR IGNORE INTO part VALUES (?, ?, ?, ?)", astuple(part))
            for result in results:
                reason = "; ".join(
                    why if source == result.source else f"{source}: {why}"
                    for source, why in result.refused
                )
                db.execute(
                    "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)",
                    (result.source, result.sha256, result.options, result.status, reason),
                )
                if result.status == "added":
                    _hide_vanished(db, result)
                if part is not None:
                    _insert_documents(db, result, part.sha256)

    def hide(self, sources: Iterable[str]) -> None:
        """Leaves documents out; their files are read again when they are added again."""
        with self._changing() as db:
            for source in sources:
                db.execute(
                    "DELETE FROM file WHERE source = (SELECT file FROM document WHERE source = ?)",
                    (source,),
                )
                _hide(db, source)

    def replace_parts(self, old: Iterable[str], new: Part | None) -> None:
        """Records that a part has all documents of other parts that are not hidden."""
        with self._changing() as db:
            for sha256 in old:
                if new is not None:
                    db.execute("UPDATE document SET part = ? WHERE part = ?", (new.sha256, sha256))
                db.execute("DELETE FROM hidden WHERE part = ?", (sha256,))
                db.execute("DELETE FROM part WHERE sha256 = ?", (sha256,))
            if new is not None:
                db.execute("INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?)", astuple(new))

    def set_codebook(self, sha256: str) -> None:
        with self._changing() as db:
            db.execute("DELETE FROM codebook")
            db.execute("INSERT INTO codebook VALUES (?)", (sha256,))

    def note_version(self, version: Version) -> None:
        with self._changing() as db:
            db.execute("INSERT OR IGNORE INTO version VALUES (?)", (version.sha256,))

    def restore(self, version: Version, documents: Iterable[tuple[str, str]]) -> None:
        """Makes it again from a version; `documents` are (part, source) of those not hidden."""
        with self._changing() as db:
            for name in _NAMES:
                db.execute(f"DELETE FROM {name}")
            db.executemany("INSERT INTO part VALUES (?, ?, ?, ?)", map(astuple, version.parts))
            db.executemany("INSERT INTO hidden VALUES (?, ?)", version.hidden)
            db.executemany(
                "INSERT INTO document VALUES (?, ?, ?)",
                ((source, source.partition("!/")[0], part) for part, source in documents),
            )
            if version.codebook:
                db.execute("INSERT INTO codebook VALUES (?)", (version.codebook,))
            db.execute("INSERT INTO version VALUES (?)", (version.sha256,))


def _insert_documents(db: sqlite3.Connection, result: FileResult, part: str) -> None:
    for source in result.documents:
        _hide(db, source, part)
        db.execute("INSERT INTO document VALUES (?, ?, ?)", (source, result.source, part))


def _hide_vanished(db: sqlite3.Connection, result: FileResult) -> None:
    """Hides the documents of a file that it no longer contains."""
    seen = {*result.documents, *(source for source, _ in result.refused)}
    for (source,) in db.execute(
        "SELECT source FROM document WHERE file = ?", (result.source,)
    ).fetchall():
        if source not in seen:
            _hide(db, source)


def _hide(db: sqlite3.Connection, source: str, new_part: str = "") -> None:
    """Hides the document of a source, unless it is in the new part."""
    for (part,) in db.execute("SELECT part FROM document WHERE source = ?", (source,)).fetchall():
        if part != new_part:
            db.execute("INSERT OR IGNORE INTO hidden VALUES (?, ?)", (part, source))
        db.execute("DELETE FROM document WHERE source = ?", (source,))

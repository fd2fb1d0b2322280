"""One connection to a library file: opening it, transactions, errors, and the entries of `meta`.

The library file is one SQLite database and the only durable data. The rows are read and written
by index.storage.documents, passages, bm25, embeddings and source_files, over a Store.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.encoders.base import Fingerprint
from index.errors import CorruptLibraryError, NewerFormatError, PinciteError, StorageError, command
from index.storage.failpoints import failpoint
from index.storage.locks import lock_holder
from index.storage.query_terms import QueryTermPruner
from index.storage.schema import (
    APPLICATION_ID,
    FORMAT_VERSION,
    READABLE_VERSIONS,
    SCHEMA,
    checksum,
    connect,
    is_writable,
)
from index.storage.vocabulary import Vocabulary

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_ENVIRONMENT = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_TOOBIG,
)
"""Kinds of errors that the disk or the memory causes, not damage to the library."""


class Store:
    """One connection to a library file, for one thread at a time.

    `db` is the SQLite connection, `version` that of the library's format; `query_terms` caches how
    common the words of the library are, `vocabulary` which words it has.
    """

    def __init__(self, path: Path, *, create: bool = False, sealed: bool = False) -> None:
        """Opens the library at `path`; with `create`, makes it and its folder if necessary.

        `sealed`: nobody changes the file, and it must not be changed (see `schema.connect`).
        Raises PinciteError if there is no library, the file is something else, or it has another
        format version (NewerFormatError if a later one).
        """
        self.path = path
        self.sealed = sealed
        if create:
            _create_folder(path)
            if not path.exists() and not is_writable(path):
                raise StorageError(
                    f"{path} cannot be made: nothing can be written in its folder. "
                    "Name another folder."
                )
        elif path.is_dir():
            raise PinciteError(
                f"{path} is a folder; a library is a file. For a collection see: "
                "pincite collection --help"
            )
        elif not path.is_file():
            raise PinciteError(
                f"There is no library at {path}. Make one with: {command('add', path, 'FILES...')}"
            )
        try:
            self.db = connect(path, sealed=sealed)
            try:
                self._check_format(create)
                self.query_terms = QueryTermPruner(self.db)
                self.vocabulary = Vocabulary(self.db)
            except BaseException:
                self.db.close()
                raise
            failpoint("store opened")
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            # UnicodeDecodeError: SQLite's own message quotes the damaged bytes
            if _error_code(error) in _BUSY:
                raise PinciteError(
                    f"{path} {lock_holder(path)}. Try again when it is done."
                ) from error
            raise PinciteError(
                f"{path} cannot be opened as a library ({error}). "
                "Is it another kind of file, or damaged?"
            ) from error

    def _check_format(self, create: bool) -> None:
        application, version = (
            self.db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version")
        )
        if create and (application, version) == (0, 0) and not self._has_tables():
            self._create_schema()
            version = FORMAT_VERSION
        elif application != APPLICATION_ID:
            raise PinciteError(f"{self.path} is not a Pincite library. Name another file.")
        elif version not in READABLE_VERSIONS:
            raise (NewerFormatError if version > FORMAT_VERSION else PinciteError)(
                f"{self.path} has format {version}, this version reads formats up to "
                f"{FORMAT_VERSION}: use the Pincite that made it, or a newer one."
            )
        self.version: int = version

    def _has_tables(self) -> bool:
        return self.db.execute("SELECT 1 FROM sqlite_master").fetchone() is not None

    def _create_schema(self) -> None:
        """If several programs create the same library at once, the first one does it."""
        self.db.execute("BEGIN IMMEDIATE")
        if not self._has_tables():
            for statement in SCHEMA.split(";\n"):
                self.db.execute(statement)
        self.db.execute("COMMIT")
        failpoint("schema made")

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A read transaction: everything read inside is of one generation."""
        with self.translating_errors("read"):
            self.db.execute("BEGIN")
            failpoint("reading begun")
            try:
                yield
            finally:
                self._roll_back()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A write transaction: all or nothing; increments the generation.

        Waits for another writer (schema.BUSY_TIMEOUT_SECONDS), then raises PinciteError naming it.
        """
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
        """If even this fails, the transaction ends when the connection is closed.

        The owner must not use the connection again then (see ConnectionPool.store).
        """
        if self.db.in_transaction:
            with suppress(sqlite3.Error):
                self.db.execute("ROLLBACK")

    @contextmanager
    def translating_errors(self, action: str) -> Iterator[None]:
        """Raises SQLite's errors as PinciteError; `action` is "read" or "written"."""
        try:
            yield
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            code = _error_code(error)
            if code in _BUSY:
                raise PinciteError(
                    f"{self.path} {lock_holder(self.path)}. Try again when it is done."
                ) from error
            if code == sqlite3.SQLITE_READONLY or (
                action == "written" and not is_writable(self.path)
            ):
                raise StorageError(
                    f"{self.path} cannot be changed: the file or its folder is read-only. "
                    "Questions can still be asked."
                ) from error
            if code in _ENVIRONMENT:
                raise (PinciteError if code == sqlite3.SQLITE_TOOBIG else StorageError)(
                    f"{self.path} cannot be {action}: {error}. "
                    "What was stored before is still there."
                ) from error
            raise CorruptLibraryError(self.path, str(error)) from error

    @property
    def generation(self) -> int:
        """Number of committed changes."""
        return int(self.meta("generation") or 0)

    @property
    def fingerprint(self) -> Fingerprint | None:
        """Fingerprint of the encoder that made the vectors; None for a library without one yet."""
        model, sha256, dimension = (self.meta(key) for key in ("model", "sha256", "dimension"))
        if not (model and sha256 and dimension):
            return None
        return Fingerprint(model, sha256, int(dimension))

    def meta(self, key: str) -> str | None:
        """The value of an entry. Raises CorruptLibraryError if its checksum does not match."""
        row = self.db.execute("SELECT value, checksum FROM meta WHERE key = ?", (key,)).fetchone()
        if row and row[1] != checksum(key, row[0]):
            raise CorruptLibraryError(self.path, f"the entry {key!r} does not match its checksum")
        return str(row[0]) if row else None

    def set_meta(self, key: str, value: str) -> None:
        self.db.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?, ?)", (key, value, checksum(key, value))
        )
        failpoint("entry written")


def _error_code(error: Exception) -> int:
    """SQLite's primary result code (sqlite.org/rescode.html); 0 if the module itself raised it."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _create_folder(library: Path) -> None:
    if library.is_dir():
        raise PinciteError(
            f"{library} is a folder; a library is a file, such as {library / 'my.pincite'}."
        )
    try:
        library.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PinciteError(
            f"The folder {library.parent} cannot be created ({error.strerror}). "
            "Name another place for the library."
        ) from error

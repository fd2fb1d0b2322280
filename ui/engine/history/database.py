"""The file of a history: one SQLite database beside the library, readable by its owner only.

Each call opens it anew, so several servers may use one file, and it can be moved at any time. Every
change is one transaction with a rollback journal, which is gone when the change is done.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from index.errors import PinciteError
from index.storage.schema import is_writable

APPLICATION_ID = 0x50494E48  # "PINH"
FORMAT_VERSION = 1

BUSY_TIMEOUT_SECONDS = 5.0
"""How long a writer waits for another one; each takes milliseconds."""

_SCHEMA = f"""
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {FORMAT_VERSION};
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, asked TEXT NOT NULL,
    question TEXT NOT NULL, link TEXT NOT NULL,
    outcome TEXT NOT NULL, confidence REAL NOT NULL, places TEXT NOT NULL,
    pinned INTEGER NOT NULL, note TEXT NOT NULL, again TEXT, searched TEXT NOT NULL
);
CREATE INDEX entry_user ON entry (user, asked, id);
CREATE INDEX entry_pinned ON entry (user, asked, id) WHERE pinned;
CREATE INDEX entry_unpinned ON entry (user, asked, id) WHERE NOT pinned;
CREATE INDEX entry_question ON entry (user, question)
"""

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_ENVIRONMENT = (
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM),
)


class HistoryFile:
    """Any thread may call. The file is made when the first question is written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def is_writable(self) -> bool:
        return is_writable(self.path)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """A read transaction; None if there is no file yet. Raises PinciteError."""
        with self._translating_errors("read"):
            if not self.path.exists():
                yield None
                return
            with closing(self._connect("rw" if self.is_writable else "ro")) as db:
                db.execute("BEGIN")
                yield db if self._has_format(db) else None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A write transaction: all or nothing. Raises PinciteError."""
        with self._translating_errors("written"):
            with suppress(FileExistsError):
                os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            with closing(self._connect("rw")) as db:
                db.execute("BEGIN IMMEDIATE")
                if not self._has_format(db):
                    for statement in _SCHEMA.split(";\n"):
                        db.execute(statement)
                yield db
                db.execute("COMMIT")  # without it, closing rolls back

    def _connect(self, mode: str) -> sqlite3.Connection:
        address = f"{self.path.absolute().as_uri()}?mode={mode}"
        db = sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
        for pragma in ("secure_delete=ON", "cell_size_check=ON", "trusted_schema=OFF"):
            db.execute(f"PRAGMA {pragma}")
        return db

    def _has_format(self, db: sqlite3.Connection) -> bool:
        """False for an empty file. Raises PinciteError for another program's, or a later format."""
        application, version = (
            db.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version")
        )
        if (application, version) == (0, 0):
            if db.execute("SELECT 1 FROM sqlite_master").fetchone() is None:
                return False
        elif application == APPLICATION_ID and version == FORMAT_VERSION:
            return True
        raise PinciteError(
            f"{self.path.name} is not a history that this version of Pincite can read. Questions "
            "are answered all the same. Move the file away, and a new one is made."
        )

    @contextmanager
    def _translating_errors(self, action: str) -> Iterator[None]:
        """Raises the errors of the file as PinciteError; `action` is "read" or "written"."""
        try:
            yield
        except OSError as error:
            raise self._refused(action, str(error.strerror)) from error
        except (sqlite3.Error, UnicodeDecodeError) as error:
            code = int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
            if code in _BUSY:
                raise PinciteError(
                    "The history is in use by another program. Try again in a moment."
                ) from error
            if code in _ENVIRONMENT or code == sqlite3.SQLITE_READONLY:
                raise self._refused(action, str(error)) from error
            raise PinciteError(
                f"The history of this library is damaged. Questions are answered all the same. "
                f"Move the file {self.path.name} away, and a new one is made."
            ) from error

    def _refused(self, action: str, reason: str) -> PinciteError:
        if action == "written" and not self.is_writable:
            return PinciteError(
                "The history cannot be changed: its file or folder is read-only. "
                "Questions are answered all the same."
            )
        return PinciteError(
            f"The history cannot be {action}: {reason}. Questions are answered all the same."
        )

"""The product's Store over APSW's SQLite, so that a test VFS sees every write and sync.

Statements and transactions are the product's, only the connection differs. What a power loss
leaves is opened by the unchanged product, with Python's sqlite3.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import apsw

from index.storage import connection as store_connection
from index.storage.schema import prepare


@contextmanager
def over(vfs: str, journal: str) -> Iterator[None]:
    """Opens every Store through that VFS, with that journal mode (TRUNCATE or WAL)."""

    def connect(path: Path, *, sealed: bool = False) -> Connection:
        connection = Connection(path, vfs)
        if journal == "WAL":
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")  # APSW's VFS has no shared memory
        prepare(connection, journal)  # type: ignore[arg-type]  # has all that is used
        return connection

    names = vars(store_connection)
    before = names["connect"]
    names["connect"] = connect
    try:
        yield
    finally:
        names["connect"] = before


@contextmanager
def _translated() -> Iterator[None]:
    """Raises APSW's errors as those of sqlite3, with their result codes."""
    try:
        yield
    except apsw.Error as error:
        translated = sqlite3.OperationalError(str(error))
        translated.sqlite_errorcode = getattr(error, "extendedresult", 0)
        raise translated from error


class Rows:
    """A cursor."""

    def __init__(self, cursor: Any) -> None:  # noqa: ANN401
        self._cursor = cursor

    def __iter__(self) -> Iterator[Any]:
        with _translated():
            yield from self._cursor

    def fetchone(self) -> Any:  # noqa: ANN401
        with _translated():
            return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        with _translated():
            return list(self._cursor.fetchall())


class Connection:
    """What index.storage uses of a sqlite3.Connection."""

    def __init__(self, path: Path, vfs: str) -> None:
        with _translated():
            self._db = apsw.Connection(str(path), vfs=vfs)

    @property
    def in_transaction(self) -> bool:
        return self._db.in_transaction

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Rows:
        with _translated():
            return Rows(self._db.execute(sql, values))

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        with _translated():
            self._db.executemany(sql, rows)

    def create_function(
        self, name: str, arguments: int, function: Callable[..., Any], *, deterministic: bool
    ) -> None:
        self._db.create_scalar_function(name, function, arguments, deterministic=deterministic)

    def blobopen(self, table: str, column: str, row: int) -> Blob:
        with _translated():
            return Blob(self._db.blob_open("main", table, column, row, True))

    def close(self) -> None:
        with _translated():
            self._db.close()


class Blob:
    def __init__(self, blob: Any) -> None:  # noqa: ANN401
        self._blob = blob

    def __enter__(self) -> Blob:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with _translated():
            self._blob.close()

    def tell(self) -> int:
        return int(self._blob.tell())

    def write(self, data: bytes) -> None:
        with _translated():
            self._blob.write(data)

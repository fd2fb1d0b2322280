"""The product's own Store over APSW's SQLite, so that a VFS of ours sees every write and every sync.

The statements and transactions are the product's; only the connection is another. What the power loss leaves is opened again by the
product as it is, with Python's sqlite3.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import apsw

from index.storage import store
from index.storage.schema import prepare


@contextmanager
def over(vfs: str, journal: str) -> Iterator[None]:
    """Within, every Store is opened through that VFS and commits that way (TRUNCATE or WAL)."""

    def connect(path: Path) -> Connection:
        made = Connection(path, vfs)
        if journal == "WAL":
            made.execute("PRAGMA locking_mode=EXCLUSIVE")  # APSW's VFS has no shared memory
        prepare(made, journal)  # type: ignore[arg-type]  # it is all of sqlite3.Connection that is needed
        return made

    names = vars(store)
    before = names["connect"]
    names["connect"] = connect
    try:
        yield
    finally:
        names["connect"] = before


@contextmanager
def _translated() -> Iterator[None]:
    """APSW's errors as sqlite3's, result code and all."""
    try:
        yield
    except apsw.Error as error:
        told = sqlite3.OperationalError(str(error))
        told.sqlite_errorcode = getattr(error, "extendedresult", 0)
        raise told from error


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
    """What index.storage.store and index.storage.source_files use of a sqlite3.Connection."""

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

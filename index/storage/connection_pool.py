"""Connections to one library file, shared by many threads: each call borrows one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import PinciteError
from index.storage.connection import Store


class ConnectionPool:
    """Opens as many connections as there are calls at the same time, and reuses them."""

    def __init__(self, path: Path, store: Store) -> None:
        """`store` is the first connection; the pool closes it."""
        self._path = path
        self._sealed = store.sealed
        self._idle = [store]
        self._is_closed = False

    @contextmanager
    def store(self) -> Iterator[Store]:
        """A connection outside of any transaction. Raises PinciteError after `close`."""
        if self._is_closed:
            raise PinciteError(f"{self._path} was closed by this program. Open it again.")
        try:
            store = self._idle.pop()
        except IndexError:
            store = Store(self._path, sealed=self._sealed)
        try:
            yield store
        finally:
            # a transaction is still open if the rollback failed: closing ends it
            if self._is_closed or store.db.in_transaction:
                store.close()
            else:
                self._idle.append(store)

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """A connection in a read transaction."""
        with self.store() as store, store.reading():
            yield store

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """A connection in a write transaction."""
        with self.store() as store, store.writing():
            yield store

    def close(self) -> None:
        """Closes the idle connections; those in use are closed when they are returned."""
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()

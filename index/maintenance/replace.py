"""Replacing the contents of a library file by those of one that was built beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from index.errors import PinciteError
from index.maintenance.backup import copy
from index.maintenance.check import check_library
from index.search.vectors import cache
from index.storage.atomic import atomic_create
from index.storage.connection import Store

_TABLES = ("document", "passage", "sentence")


def lock(store: Store) -> None:
    """Locks the library against readers and writers. Raises PinciteError if it is in use."""
    store.db.execute("PRAGMA locking_mode=EXCLUSIVE")
    with store.translating_errors("written"):
        store.db.execute("BEGIN EXCLUSIVE")
        store.db.execute("COMMIT")


def copy_aside(store: Store, suffix: str) -> Path:
    """Copies the library to NAME-SUFFIX-1, or with the next number that is free."""
    target = unused_path(store.path, suffix)
    with atomic_create(target) as partial:
        copy(store, partial)
    return target


def unused_path(path: Path, suffix: str) -> Path:
    """NAME-SUFFIX-1, or with the next number that is free."""
    paths = (path.with_name(f"{path.name}-{suffix}-{number}") for number in count(1))
    return next(candidate for candidate in paths if not candidate.exists())


def reserve_ids(old: Store, new: Store, document_ids: Iterable[int] = ()) -> None:
    """Uses no id of the old library again: a client that knows one must not get another row.

    `document_ids` are further ids in use. Within `new.writing()`, and before the first row.
    """
    for table in _TABLES:
        used: list[object] = [0]
        used += values(old, f"SELECT max(id) FROM {table}")
        used += values(old, f"SELECT seq FROM sqlite_sequence WHERE name = '{table}'")
        used += document_ids if table == "document" else []
        last = max(id for id in used if isinstance(id, int))
        new.db.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, last))


def write_back(new: Store, old: Store) -> None:
    """Replaces everything in `old`, which is locked, in one transaction.

    Raises PinciteError if `new` is not sound; `old` is as it was then.
    """
    problems = check_library(new.path)
    if problems:
        raise PinciteError(f"{new.path} is damaged: {problems[0]}. {old.path} is as it was.")
    try:
        new.db.backup(old.db)
    except sqlite3.DatabaseError as error:
        raise PinciteError(f"{old.path} cannot be written: {error}. It is as it was.") from error
    cache.delete_all(old.path)


def remove_database(path: Path) -> None:
    """Removes a library file with its journal and caches."""
    cache.delete_all(path)
    for suffix in ("", "-journal", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def values(store: Store, query: str) -> Iterator[object]:
    """The first column of the rows, as far as the file can be read."""
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
        for (value,) in store.db.execute(query):
            yield value

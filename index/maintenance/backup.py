"""Backup of a library: a consistent copy, also while others write to it (SQLite's backup API)."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from index.errors import PinciteError, command
from index.maintenance.check import check_library
from index.storage.atomic import atomic_create
from index.storage.connection import Store
from index.storage.failpoints import failpoint


def backup(library: Path, target: Path) -> None:
    """Writes a verified copy of the library to `target`.

    Raises PinciteError if `target` exists or cannot be written, or if the library is damaged; then
    `target` does not exist.
    """
    store = Store(library)
    try:
        with atomic_create(target) as partial:
            copy(store, partial)
            shutil.copymode(library, partial)
            problems = check_library(partial)
            if problems:
                raise PinciteError(
                    f"{library} is damaged ({problems[0]}), so it was not backed up. "
                    f"Run: {command('check', library)}"
                )
    finally:
        store.close()


def copy(store: Store, target: Path) -> None:
    """Copies the pages of the library, sound or not, to a new file.

    Raises PinciteError if they cannot be read or written.
    """
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as db:
            store.db.backup(db)
        failpoint("backup copied")
    except sqlite3.DatabaseError as error:
        raise PinciteError(f"{store.path} cannot be copied: {error}.") from error
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    failpoint("backup synced")

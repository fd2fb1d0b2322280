"""A copy of a library that is whole, whoever writes meanwhile: SQLite copies its pages at one generation."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from index.errors import PinciteError
from index.maintenance.check import check_library
from index.storage.atomic import atomic_create
from index.storage.failpoints import failpoint
from index.storage.store import Store


def backup(library: Path, target: Path) -> None:
    """Raises PinciteError where `target` exists, cannot be written, or the library is damaged; then nothing is left at `target`."""
    store = Store(library)
    try:
        with atomic_create(target) as partial:
            copy(store, partial)
            shutil.copymode(library, partial)
            found = check_library(partial)
            if found:
                raise PinciteError(
                    f"{library} is damaged ({found[0]}), so it was not backed up. Run: python -m index check {library}"
                )
    finally:
        store.close()


def copy(store: Store, target: Path) -> None:
    """The library's pages as they are, sound or not, into a new file. Raises PinciteError where they cannot be read or written."""
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as made:
            store.db.backup(made)
        failpoint("backup copied")
    except sqlite3.DatabaseError as error:
        raise PinciteError(f"{store.path} cannot be copied to {target}: {error}.") from error
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    failpoint("backup synced")

"""Renaming and deleting a library, with its cache and the files that are named after it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from index.errors import PinciteError
from index.maintenance.replace import lock, remove_database
from index.search.vectors.cache import cache_files
from index.storage.atomic import fsync_directory
from index.storage.connection import Store

BUSY_MILLISECONDS = 3000
"""That another user of the library is waited for: somebody waits at a page."""


def rename(library: Path, name: str, beside: Sequence[str] = ()) -> Path:
    """Renames a library of which this program holds no connection, with its files; the new path.

    `name` is that of the new file, in the same folder; `beside` are endings of the names of further
    files, in place of that of the library. Raises PinciteError if a file of the new name exists, or
    if another program uses the library.
    """
    target = library.with_name(name)
    if target.exists():
        raise PinciteError(f"There is already a file {name}. Choose another name.")
    _check_unused(library)
    try:
        for cache in cache_files(library):
            cache.replace(cache.with_name(name + cache.name.removeprefix(library.name)))
        for ending in beside:
            if (file := library.with_suffix(ending)).exists():
                file.replace(target.with_suffix(ending))
        library.rename(target)
        fsync_directory(target.parent)
    except OSError as error:
        raise PinciteError(f"{library.name} cannot be renamed: {error.strerror}.") from error
    return target


def delete(library: Path, beside: Sequence[str] = ()) -> None:
    """Deletes a library of which this program holds no connection, with its files (see `rename`).

    Raises PinciteError if another program uses it, or if it is no library.
    """
    _check_unused(library)
    try:
        remove_database(library)
        for ending in beside:
            library.with_suffix(ending).unlink(missing_ok=True)
    except OSError as error:
        raise PinciteError(f"{library.name} cannot be deleted: {error.strerror}.") from error


def _check_unused(library: Path) -> None:
    """Raises PinciteError if it is in use. Afterwards it is one file, without a log."""
    with closing(Store(library)) as store:
        store.db.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        lock(store)
        store.db.execute("PRAGMA journal_mode=DELETE")
    journal = library.with_name(f"{library.name}-journal")
    if journal.exists() and journal.stat().st_size == 0:  # an exclusive lock leaves it, empty
        journal.unlink()

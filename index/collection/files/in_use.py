"""Marks a version as in use while a program reads it, so that `prune` leaves it.

A shared lock of the kernel on the version's file, which ends with the process. Windows has none,
but refuses to delete a file that is open.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from index.collection.files import versions
from index.collection.files.folder import CollectionFolder
from index.collection.files.versions import Version
from index.errors import PinciteError, command


def use(folder: CollectionFolder, number: int | None = None) -> tuple[Version, BinaryIO]:
    """A version, and the open file that marks it as in use until it is closed.

    `number` None: the current one. Raises PinciteError if there is no such version.
    """
    while True:
        chosen = versions.current_number(folder) if number is None else number
        if chosen is None:
            raise PinciteError(
                f"{folder.path} has no documents yet. "
                f"Add some with: {command('collection', 'add', folder.path, 'FILES...')}"
            )
        path = folder.version(chosen)
        try:
            file = path.open("rb")
        except OSError:
            if number is not None or versions.current_number(folder) == chosen:
                versions.read(folder, chosen)  # raises what is wrong
            continue  # pruned meanwhile: another version is current
        _lock(file, exclusive=False)
        if path.exists():
            try:
                return versions.read(folder, chosen), file
            except BaseException:
                file.close()
                raise
        file.close()


@contextmanager
def unused(folder: CollectionFolder, number: int) -> Iterator[bool]:
    """Is the version in use by no program on this machine? None begins to use it meanwhile."""
    with folder.version(number).open("rb+") as file:
        yield _lock(file, exclusive=True)


def _lock(file: BinaryIO, *, exclusive: bool) -> bool:
    """Takes a shared lock, or an exclusive one if nobody has any; was it taken?"""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB if exclusive else fcntl.LOCK_SH)
    except BlockingIOError:
        return False
    return True

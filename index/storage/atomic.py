"""Files that come into being whole: written beside their place, synced, and then given their name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import PinciteError
from index.storage.failpoints import failpoint


@contextmanager
def atomic_create(target: Path) -> Iterator[Path]:
    """A name beside `target` to write to; what is whole and synced at the end gets its own name, if that is still free."""
    if target.exists():
        raise PinciteError(f"{target} is there already. Name another file.")
    partial = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        yield partial
        try:
            os.link(partial, target)  # unlike a rename, it never takes another file's place
        except FileExistsError as error:
            raise PinciteError(f"{target} is there already. Name another file.") from error
        except OSError:  # a file system without links
            partial.rename(target)
        failpoint("file linked")
    except OSError as error:
        raise PinciteError(f"{target} cannot be written ({error.strerror}).") from error
    finally:
        for path in (
            partial,
            *(Path(f"{partial}{ending}") for ending in ("-journal", "-wal", "-shm")),
        ):
            path.unlink(missing_ok=True)
    fsync_directory(target.parent)


def fsync_directory(folder: Path) -> None:
    """Makes a new name in it durable; a folder cannot be opened on Windows, where it is so by itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

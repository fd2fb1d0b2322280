"""Writing files atomically: a file has its final name only once it is complete and synced."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import PinciteError
from index.storage.failpoints import failpoint


@contextmanager
def atomic_create(target: Path) -> Iterator[Path]:
    """Yields a temporary path beside `target`, which gets the name `target` on success.

    The caller writes and syncs the file. An existing file is never overwritten. Raises
    PinciteError if `target` exists or cannot be written; then nothing is left behind.
    """
    if not target.parent.is_dir():
        raise PinciteError(f"There is no folder {target.parent}. Make it, or name another file.")
    if target.exists():
        raise PinciteError(f"{target} exists already. Name another file.")
    if not os.access(target.parent, os.W_OK):
        raise PinciteError(
            f"{target} cannot be written: nothing can be written in its folder. "
            "Name another folder."
        )
    partial = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        yield partial
        try:
            os.link(partial, target)  # unlike a rename, never replaces another file
        except FileExistsError as error:
            raise PinciteError(f"{target} exists already. Name another file.") from error
        except OSError:  # a file system without hard links
            partial.rename(target)
        failpoint("file linked")
    except OSError as error:
        raise PinciteError(
            f"{target} cannot be written ({error.strerror}). Name another file."
        ) from error
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):  # the last three: if it is a library
            _discard(Path(f"{partial}{ending}"))
    fsync_directory(target.parent)


def write_atomically(target: Path, data: bytes) -> None:
    """Writes a small file whole, in place of one that has its name. Raises PinciteError."""
    partial = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
        fsync_directory(target.parent)
    except OSError as error:
        _discard(partial)
        raise PinciteError(f"{target} cannot be written ({error.strerror}).") from error


def _discard(partial: Path) -> None:
    """Removes it as far as possible: in a read-only folder there is none."""
    with suppress(OSError):
        partial.unlink(missing_ok=True)


def fsync_directory(folder: Path) -> None:
    """Makes a new file name in the folder durable.

    Does nothing on Windows, where a folder cannot be opened and names are durable without it.
    """
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

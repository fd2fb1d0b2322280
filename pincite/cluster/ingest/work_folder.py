"""Temporary folders of tasks. Those of processes that were killed are removed by later tasks."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "pincite-part-"

_LOCK = "lock"
_YOUNG = 60.0  # seconds in which a folder that is being made gets its lock


@contextmanager
def work_folder() -> Iterator[Path]:
    """An empty folder but for the lock that tells that this process lives."""
    _remove_abandoned()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        folder = Path(name)
        with (folder / _LOCK).open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield folder


def _remove_abandoned() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime > _YOUNG and not _is_locked(folder / _LOCK):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # another task removes it, or another user has it
            continue


def _is_locked(lock: Path) -> bool:
    """The kernel's lock ends with the process."""
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False

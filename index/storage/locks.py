"""Finds the process that holds a lock on a library, from the kernel's lock table. Linux only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_LOCKS = Path("/proc/locks")

_BYTES = range(0x40000000, 0x40000200)
"""Lock bytes of a SQLite file: pending, reserved, shared (sqlite.org/lockingv3.html)."""

_WAL_WRITER = range(120, 121)
"""Lock byte of the writer in the -shm file of a write-ahead log."""


def lock_holder(path: Path) -> str:
    """What another process does with the library, to follow its name in a message.

    Such as "is being written by pincite add (process 1234)".
    """
    locks = {*_locks(path, _BYTES), *_locks(Path(f"{path}-shm"), _WAL_WRITER)}
    for lock, action in (("WRITE", "written"), ("READ", "read")):
        others = sorted(
            process for kind, process in locks if kind == lock and process != os.getpid()
        )
        if others:
            return f"is being {action} by {_program(others[0])}"
    if locks:
        return "is being written by another thread of this program"
    return "is being written by another program"


def _locks(path: Path, lock_bytes: range) -> Iterator[tuple[str, int]]:
    """(READ or WRITE, process id) of the locks on these bytes of the file.

    Files are compared by inode only: layered file systems report two device numbers.
    """
    try:
        inode, lines = path.stat().st_ino, _LOCKS.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        fields = line.split()
        if len(fields) == 8 and fields[1] == "POSIX" and fields[5].rpartition(":")[2] == str(inode):
            first = int(fields[6])
            last = lock_bytes[-1] if fields[7] == "EOF" else int(fields[7])
            if first <= lock_bytes[-1] and last >= lock_bytes[0]:
                yield fields[3], int(fields[4])


def _program(process: int) -> str:
    """Command line and id of a process, shortened."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        words = [""]
    command = "another program"
    if words[0]:
        command = " ".join(" ".join([Path(words[0]).name, *words[1:]]).split())
    if len(command) > 100:
        command = f"{command[:99]}…"
    return f"{command} (process {process})"

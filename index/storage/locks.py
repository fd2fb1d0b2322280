"""Who holds a library: asked of the kernel's own table of locks, so that no note of ours can go stale. Linux only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_LOCKS = Path("/proc/locks")
_BYTES = range(0x40000000, 0x40000200)
"""Of a SQLite file: pending, reserved, shared (sqlite.org/lockingv3.html)."""
_LOG_BYTES = range(120, 128)
"""Of the -shm file of a write-ahead log; 120 is the writer's."""


def lock_holder(path: Path) -> str:
    """What another program does with the library, such as "is being written by python -m index add (process 1234)"."""
    locks = set(_locks(path, _BYTES))
    locks |= {(kind, process) for kind, process in _locks(Path(f"{path}-shm"), _LOG_BYTES[:1])}
    for kind, verb in (("WRITE", "written"), ("READ", "read")):
        others = sorted(
            process for found, process in locks if found == kind and process != os.getpid()
        )
        if others:
            return f"is being {verb} by {_program(others[0])}"
    return (
        "is being written by another thread of this program"
        if locks
        else "is being written by another program"
    )


def _locks(path: Path, span: range) -> Iterator[tuple[str, int]]:
    """(READ or WRITE, process) of the locks on these bytes of the file. Device numbers are left out: layered file systems give two."""
    try:
        inode, lines = path.stat().st_ino, _LOCKS.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        fields = line.split()
        if len(fields) == 8 and fields[1] == "POSIX" and fields[5].rpartition(":")[2] == str(inode):
            first, last = int(fields[6]), span[-1] if fields[7] == "EOF" else int(fields[7])
            if first <= span[-1] and last >= span[0]:
                yield fields[3], int(fields[4])


def _program(process: int) -> str:
    try:
        words = (
            Path(f"/proc/{process}/cmdline")
            .read_bytes()
            .decode(errors="replace")
            .rstrip("\0")
            .split("\0")
        )
    except OSError:
        words = []
    told = (
        " ".join(" ".join([Path(words[0]).name, *words[1:]]).split())
        if words and words[0]
        else "another program"
    )
    return f"{told if len(told) <= 100 else f'{told[:99]}…'} (process {process})"

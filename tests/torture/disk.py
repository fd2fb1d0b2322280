"""A full disk: what was stored can be asked, and adding works again after space is freed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import PinciteError
from index.library import Library
from index.maintenance.check import check_library
from tests.torture.tally import Tally
from tests.torture.world import LetterEncoder, Model, asked, document_of, folder, held

_STEP = 24_576
"""Bytes by which one size differs from the next."""


_ROOM = 98_304
"""Bytes that are freed once the disk is full: enough for the journal of one more document."""


@contextmanager
def small(size: int) -> Iterator[Path]:
    """A file system of `size` bytes in memory. Raises PermissionError if it cannot be mounted."""
    with folder() as place:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place],
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise PermissionError(done.stderr.decode().strip())
        try:
            yield place
        finally:
            subprocess.run(["umount", "-l", place], capture_output=True, check=False)


def can_mount() -> bool:
    """Only root can, and only on Linux."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return False
    try:
        with small(65_536):
            return True
    except (PermissionError, FileNotFoundError):
        return False


def full(tally: Tally, seed: int, count: int) -> None:
    """Fills disks of `count` sizes, each with a library that is not empty."""
    for turn in range(count):
        with small(262_144 + _STEP * turn) as place:
            tally.note(_filled(place, seed * 1000 + turn))
            tally.done += 1


def _filled(place: Path, version: int) -> str:
    path, room = place / "my.pincite", place / "room"
    model: Model = {}
    room.write_bytes(b"x" * _ROOM)
    with Library.open(path, create=True, encoder=LetterEncoder()) as library:
        for number in range(2000):
            document = document_of(f"{number}.txt", version)
            try:
                library.add(document)
                library.refresh_index()
            except PinciteError as error:
                if not (
                    "full" in str(error) and str(path) in str(error) and "still there" in str(error)
                ):
                    return f"other: it says {error}"
                break
            model[document.source] = document.text
        else:
            return "other: it was never full"
        if held(library) != model:
            return f"lost: {sorted(held(library))}, not {sorted(model)}"
        if found := asked(library):
            return found
        room.unlink()
        library.add(document_of("last.txt", version))
        if held(library).keys() != {*model, "last.txt"}:
            return "lost: after there was room again"
    damage = check_library(path)
    return f"torn: {damage[0]}" if damage else ""

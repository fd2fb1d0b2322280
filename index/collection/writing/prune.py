"""Removes what no version of a collection needs any more: old versions, parts, files left over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.collection.files import versions
from index.collection.files.check import needed_files, unnamed_files
from index.collection.files.in_use import unused
from index.collection.writing.writer import CollectionWriter
from index.errors import PinciteError
from index.storage.failpoints import failpoint


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was removed, and the numbers of the old versions that are in use."""

    versions: int
    files: int
    bytes: int
    """Of all files."""
    used: tuple[int, ...]


def prune(writer: CollectionWriter, keep: int = 1) -> Pruned:
    """Removes all versions but the newest `keep`, and files that none of the others names.

    The current version stays, those in use on this machine, and what the writer has recorded for
    the next one. Raises PinciteError, before anything is removed, if a version is damaged.
    """
    folder, current = writer.folder, versions.current_number(writer.folder)
    numbers = folder.version_numbers()
    read = {number: versions.read(folder, number) for number in numbers}
    newest = [number for number in numbers if current is not None and number <= current][-keep:]
    removed, used = list[int](), list[int]()
    for number in numbers:
        if number not in (current, *newest):
            with unused(folder, number) as is_unused:
                if is_unused:
                    folder.version(number).unlink()
                    failpoint("collection version removed")
            (removed if is_unused else used).append(number)
    kept = [read[number] for number in numbers if number not in removed]
    needed = needed_files(folder, kept, writer.ledger)
    sizes = [_remove(path) for path in unnamed_files(folder, needed)]
    return Pruned(len(removed), len(sizes), sum(sizes), tuple(used))


def _remove(path: Path) -> int:
    """Removes a file; its size."""
    try:
        size = path.stat().st_size
        path.unlink(missing_ok=True)
    except OSError as error:
        raise PinciteError(f"{path} cannot be removed ({error.strerror}).") from error
    failpoint("collection file removed")
    return size

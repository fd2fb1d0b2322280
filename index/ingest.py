"""Files into a library, one transaction each, telling at every step how far it is. A file that cannot be read stops no other."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index import load
from index.library import Library, Outcome
from index.spans import PinciteError

LARGEST_FILE = 64_000_000
"""Bytes. The Bible has 4.5 million; a text file beyond this is a log or a dump, and would have to be held in memory whole."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to read, and the name under which the library keeps it: adding another file of the same name replaces it."""

    source: str
    path: Path


@dataclass(frozen=True, slots=True)
class Step:
    """How far an ingest is. `outcome` is set on the last step of each file."""

    source: str
    file: int
    """Counts from 1."""
    files: int
    sentences: int
    """Encoded since the start, over all files."""
    fraction: float
    """Of all bytes, between 0 and 1."""
    seconds: float
    """Since the start."""
    outcome: Outcome | None = None

    @property
    def rate(self) -> float:
        """Sentences a second since the start."""
        return self.sentences / self.seconds if self.seconds > 0 else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds to go at the pace so far; None before there is a pace."""
        return self.seconds * (1 - self.fraction) / self.fraction if self.fraction > 0 else None


def find(paths: Sequence[Path]) -> list[File]:
    """The files to read: those named, and in folders, at any depth, those whose suffix can be read; sorted, each once.

    Links inside folders are not followed and hidden names are passed over. Raises PinciteError for a path that does not exist.
    """
    found: dict[str, File] = {}
    for path in paths:
        if not path.exists():
            raise PinciteError(f"There is no file or folder {path}.")
        for file in sorted(_walk(path)) if path.is_dir() else [path]:
            source = file.resolve().as_posix()
            found.setdefault(source, File(source, file))
    return list(found.values())


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(place, name)
            if not name.startswith(".") and path.suffix.lower() in load.SUFFIXES and path.is_file() and not path.is_symlink():
                yield path


def ingest(library: Library, files: Sequence[File]) -> Iterator[Step]:
    """Adds the files in turn. Whoever stops asking for steps stops the ingest; what has an outcome is stored, the rest is not."""
    start = time.perf_counter()
    sizes = [_size(file.path) for file in files]
    total, done, sentences = max(sum(sizes), 1), 0, 0
    for number, (file, size) in enumerate(zip(files, sizes, strict=True), 1):
        for share, encoded, outcome in _ingest_file(library, file):
            fraction = (done + share * size) / total
            yield Step(file.source, number, len(files), sentences + encoded, fraction, time.perf_counter() - start, outcome)
        done += size
        sentences += encoded
    library.refresh()


def _ingest_file(library: Library, file: File) -> Iterator[tuple[float, int, Outcome | None]]:
    """(share of this file done, sentences encoded, outcome) until it is in, or refused."""
    yield 0.0, 0, None
    encoded = 0
    try:
        document = load.read(file.source, _bytes(file))
        adding = library.adding(document)
        while True:
            encoded, total = next(adding)
            yield encoded / total, encoded, None
    except StopIteration as end:
        yield 1.0, encoded, end.value
    except PinciteError as error:
        yield 1.0, encoded, Outcome(file.source, "refused", str(error).removeprefix(f"{file.source}: "))


def _bytes(file: File) -> bytes:
    if (size := _size(file.path)) > LARGEST_FILE:
        raise PinciteError(f"{file.source}: {size:,} bytes are more than the {LARGEST_FILE:,} a text may have; split it.")
    try:
        return file.path.read_bytes()
    except OSError as error:
        raise PinciteError(f"{file.source}: cannot be read ({error.strerror}).") from error


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

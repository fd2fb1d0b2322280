"""Files into a library, one transaction each, telling at every step how far it is. A file that cannot be read stops no other."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import PinciteError
from index.ingest.discover import find_files
from index.ingest.readers import RejectedFile
from index.ingest.sandbox import Sandbox, workers
from index.ingest.worker import InputFile, ReadResult, ResourceLimits
from index.library import IngestResult, Library

__all__ = ["IngestProgress", "InputFile", "ResourceLimits", "find_files", "ingest"]


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """How far an ingest is. `outcome` is set when a document is in, refused or gone: on the last step of a file, and for each file
    of an archive."""

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
    result: IngestResult | None = None
    file_fraction: float = 0.0
    """Of this file, between 0 and 1: 1 when it is in, or refused."""

    @property
    def rate(self) -> float:
        """Sentences a second since the start."""
        return self.sentences / self.seconds if self.seconds > 0 else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds to go at the pace so far; None before there is a pace."""
        return self.seconds * (1 - self.fraction) / self.fraction if self.fraction > 0 else None


STORED_SUFFIXES = (".pdf",)
"""Endings of files that are wanted again, to show a quotation on its page."""


def ingest(
    library: Library,
    files: Sequence[InputFile],
    tags: Sequence[str] = (),
    limits: ResourceLimits | None = None,
    *,
    keep: bool = False,
) -> Generator[IngestProgress]:
    """Adds the files in turn, each filed under `tags` besides those it has. Files are read in child processes (index/ingest/sandbox.py).

    `keep` stores the files themselves too, those of which pages can be shown; else they are looked up where they are. Whoever stops
    asking for steps stops the ingest; what has an outcome is stored, the rest is not. What is no longer in an archive is taken out of
    the library.
    """
    start = time.perf_counter()
    sizes = [_size(file.path) for file in files]
    total, done, sentences = max(sum(sizes), 1), 0, 0
    with Sandbox(limits or ResourceLimits(), workers(len(files))) as sandbox:
        for number, ((file, items), size) in enumerate(
            zip(sandbox.read(files), sizes, strict=True), 1
        ):
            encoded = 0
            for share, encoded, outcome in _ingest_file(library, file, items, tags, keep):
                fraction = (done + share * size) / total
                yield IngestProgress(
                    file.source,
                    number,
                    len(files),
                    sentences + encoded,
                    fraction,
                    time.perf_counter() - start,
                    outcome,
                    share,
                )
            done += size
            sentences += encoded
    library.refresh_index()


def _ingest_file(
    library: Library, file: InputFile, items: Iterator[ReadResult], tags: Sequence[str], keep: bool
) -> Iterator[tuple[float, int, IngestResult | None]]:
    """(share of this file done, sentences encoded, outcome) until it is in, or refused."""
    yield 0.0, 0, None
    encoded = 0
    kept: set[str] = set()
    try:
        for item in items:
            kept.add(item.source)
            before = encoded
            original = (
                file.path
                if keep
                and item.source == file.source
                and file.source.lower().endswith(STORED_SUFFIXES)
                else None
            )
            for share, count, outcome in _add(library, item, tags, original):
                encoded = before + count
                yield (
                    share if item.source == file.source else 0.0,
                    encoded,
                    outcome,
                )  # how long an archive is shows at its end
        for source in [
            source for source in library.archive_members(file.source) if source not in kept
        ]:
            library.remove(source)
            yield 0.0, encoded, IngestResult(source, "removed", "it is no longer in the archive")
        if kept != {file.source}:
            yield 1.0, encoded, None
    except PinciteError as error:
        yield (
            1.0,
            encoded,
            IngestResult(file.source, "refused", str(error).removeprefix(f"{file.source}: ")),
        )


def _add(
    library: Library, item: ReadResult, tags: Sequence[str], original: Path | None
) -> Iterator[tuple[float, int, IngestResult | None]]:
    encoded = 0
    try:
        if isinstance(item, RejectedFile):
            raise PinciteError(item.reason)
        adding = library.iter_add(replace(item, tags=tuple(sorted({*item.tags, *tags}))), original)
        while True:
            encoded, total = next(adding)
            yield encoded / (total + 1), encoded, None  # storing them is one step more
    except StopIteration as end:
        yield 1.0, encoded, end.value
    except PinciteError as error:
        yield (
            1.0,
            encoded,
            IngestResult(item.source, "refused", str(error).removeprefix(f"{item.source}: ")),
        )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

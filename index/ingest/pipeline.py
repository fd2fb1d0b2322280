"""Adds files to a library, one transaction per document, and reports progress at every step.

A file that cannot be read is refused; the others are added.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from index.encoders.pending_document import PendingDocument
from index.errors import PinciteError, StorageError
from index.ingest.discover import find_files
from index.ingest.readers import RejectedFile
from index.ingest.sandbox import Sandbox, worker_count
from index.ingest.worker import InputFile, ReadResult, ResourceLimits
from index.library import IngestResult, Library

__all__ = ["IngestProgress", "InputFile", "ResourceLimits", "find_files", "ingest"]

STORED_SUFFIXES = (".pdf",)
"""Suffixes of the files that the library may store, to show quotations on their pages."""


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """The progress of an ingest.

    `result` is set when a document was added, refused or removed: at the last step of a file, and
    for each document of an archive.
    """

    source: str
    file: int
    """The number of the file, from 1."""
    files: int
    sentences: int
    """Sentences encoded since the start, over all files."""
    fraction: float
    """Share of the bytes of all files that are done, between 0 and 1."""
    seconds: float
    """Time since the start."""
    result: IngestResult | None = None
    file_fraction: float = 0.0
    """Share of this file that is done, between 0 and 1."""

    @property
    def rate(self) -> float:
        """Sentences per second since the start."""
        return self.sentences / self.seconds if self.seconds > 0 else 0.0

    @property
    def remaining(self) -> float | None:
        """Estimated seconds to go at the average rate; None before anything is done."""
        return self.seconds * (1 - self.fraction) / self.fraction if self.fraction > 0 else None


class _Step(NamedTuple):
    fraction: float
    """Of the current file."""
    sentences: int
    """Encoded so far, of the current file."""
    result: IngestResult | None = None


def ingest(
    library: Library,
    files: Sequence[InputFile],
    tags: Sequence[str] = (),
    limits: ResourceLimits | None = None,
    *,
    store_files: bool = False,
) -> Generator[IngestProgress]:
    """Adds files in order, with `tags` added to their own; yields the progress at every step.

    Files are read in child processes (index/ingest/sandbox.py). `store_files` also stores the files
    themselves, if their pages can be shown; otherwise they are looked up where they are. Documents
    that an archive no longer contains are removed. A caller that stops iterating stops the ingest:
    documents that have a result are stored, the others are not.
    """
    start = time.perf_counter()
    sizes = [_size(file.path) for file in files]
    total_bytes, done_bytes, sentences = max(sum(sizes), 1), 0, 0
    with Sandbox(limits or ResourceLimits(), worker_count(len(files))) as sandbox:
        for number, (file, results) in enumerate(sandbox.read(files), 1):
            size = sizes[number - 1]
            encoded = 0
            for step in _ingest_file(library, file, results, tags, store_files):
                encoded = step.sentences
                yield IngestProgress(
                    source=file.source,
                    file=number,
                    files=len(files),
                    sentences=sentences + encoded,
                    fraction=(done_bytes + step.fraction * size) / total_bytes,
                    seconds=time.perf_counter() - start,
                    result=step.result,
                    file_fraction=step.fraction,
                )
            done_bytes += size
            sentences += encoded
    library.refresh_index()


def _ingest_file(
    library: Library,
    file: InputFile,
    results: Iterator[ReadResult],
    tags: Sequence[str],
    store_files: bool,
) -> Iterator[_Step]:
    """Adds the documents of a file; the last step has the fraction 1."""
    yield _Step(0.0, 0)
    encoded, fraction = 0, 0.0
    sources: set[str] = set()
    try:
        for read_result in results:
            source = read_result.source
            sources.add(source)
            is_whole_file = source == file.source
            names = (source.lower(), file.path.name.lower())  # an address may have no suffix
            is_storable = is_whole_file and any(each.endswith(STORED_SUFFIXES) for each in names)
            is_storable = is_storable and not file.password  # which its pages would need again
            source_file = file.path if store_files and is_storable else None
            encoded_before = encoded
            for step in _add(library, read_result, tags, source_file):
                encoded = encoded_before + step.sentences
                # how many documents an archive has is known only at its end
                fraction = max(fraction, step.fraction if is_whole_file else 0.0)
                yield _Step(fraction, encoded, step.result)
        for source in library.archive_members(file.source):
            if source not in sources:
                library.remove(source)
                removed = IngestResult(source, "removed", "it is no longer in the archive")
                yield _Step(fraction, encoded, removed)
        if fraction < 1:
            yield _Step(1.0, encoded)
    except StorageError:  # the next file fails as this one
        raise
    except PinciteError as error:
        yield _Step(1.0, encoded, _refused(file.source, error))


def _add(
    library: Library, read_result: ReadResult, tags: Sequence[str], source_file: Path | None
) -> Iterator[_Step]:
    """`Library.add` in steps, of which the last has the result.

    Nothing is stored if the caller stops before the last step.
    """
    encoded = 0
    try:
        if isinstance(read_result, RejectedFile):
            raise PinciteError(read_result.reason)
        document = replace(read_result, tags=tuple(sorted({*read_result.tags, *tags})))
        result = library.unchanged(document, source_file)
        if result is None:
            pending = PendingDocument(document, library.encoder)
            for encoded, total in pending.encode():
                yield _Step(encoded / (total + 1), encoded)  # storing is one more step
            result = library.store(pending, source_file)
        yield _Step(1.0, encoded, result)
    except StorageError:
        raise
    except PinciteError as error:
        yield _Step(1.0, encoded, _refused(read_result.source, error))


def _refused(source: str, error: PinciteError) -> IngestResult:
    return IngestResult(source, "refused", str(error).removeprefix(f"{source}: "))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

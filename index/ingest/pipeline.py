"""Adds files to a library, one transaction per document, and reports progress at every step.

A file that cannot be read is refused; the others are added.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from index.errors import PinciteError, StorageError
from index.ingest.discover import find_files
from index.ingest.encoding import Encoded, Encoding, FileDone, Refused, Step, encoded_ahead
from index.ingest.sandbox import Sandbox, worker_count
from index.ingest.worker import InputFile, ResourceLimits
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

    Files are read in child processes (index/ingest/sandbox.py), and their sentences encoded
    (index/ingest/encoding.py), while the documents before them are stored. `store_files` also
    stores the files themselves, if their pages can be shown; otherwise they are looked up where
    they are. Documents that an archive no longer contains are removed. A caller that stops
    iterating stops the ingest: documents that have a result are stored, the others are not.
    """
    start = time.perf_counter()
    sizes = [_size(file.path) for file in files]
    total_bytes, done_bytes, sentences = max(sum(sizes), 1), 0, 0
    sandbox = Sandbox(limits or ResourceLimits(), worker_count(len(files)))
    with closing(encoded_ahead(library, sandbox.read(files), tags)) as all_steps, sandbox:
        for number, file in enumerate(files, 1):
            size = sizes[number - 1]
            encoded = 0
            for step in _ingest_file(library, file, all_steps, store_files):
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
    library: Library, file: InputFile, steps: Iterator[Step], store_files: bool
) -> Iterator[_Step]:
    """Stores the documents of a file, whose steps are taken; the last step has the fraction 1."""
    last = _Step(0.0, 0)
    yield last
    sources: set[str] = set()
    try:
        for last in _store_documents(library, file, steps, store_files, sources):
            yield last
        for source in library.archive_members(file.source):
            if source not in sources:
                library.remove(source)
                removed = IngestResult(source, "removed", "it is no longer in the archive")
                yield last._replace(result=removed)
        if last.fraction < 1:
            yield _Step(1.0, last.sentences)
    except StorageError:  # the next file fails as this one
        raise
    except PinciteError as error:
        yield _Step(1.0, last.sentences, _refused(file.source, error))


def _store_documents(
    library: Library,
    file: InputFile,
    steps: Iterator[Step],
    store_files: bool,
    sources: set[str],
) -> Iterator[_Step]:
    """Takes the steps of a file to its end; `sources` gets those of its documents.

    Raises PinciteError if the rest of the file cannot be read.
    """
    before, encoded, fraction = 0, 0, 0.0  # sentences of the documents before, and with this one
    for step in steps:
        if isinstance(step, FileDone):
            if step.error is not None:
                raise step.error
            return
        sources.add(step.source)
        result = None
        if isinstance(step, Encoding):
            encoded = before + step.sentences
            part = step.sentences / (step.total + 1)  # storing is one more step
        else:
            result, part, before = _stored(library, step, file, store_files), 1.0, encoded
        if step.source == file.source:  # how many documents an archive has is known only at its end
            fraction = max(fraction, part)
        yield _Step(fraction, encoded, result)


def _stored(
    library: Library, step: Encoded | Refused, file: InputFile, store_files: bool
) -> IngestResult:
    """Stores a document, with its file if its pages can be shown."""
    try:
        if isinstance(step, Refused):
            raise step.error
        names = (step.source.lower(), file.path.name.lower())  # an address may have no suffix
        is_storable = step.source == file.source and not file.password  # its pages would need it
        is_storable = is_storable and any(name.endswith(STORED_SUFFIXES) for name in names)
        source_file = file.path if store_files and is_storable else None
        # once more: one of the same source may have been stored meanwhile
        unchanged = library.unchanged(step.document, source_file)
        if unchanged is not None:
            return unchanged
        if step.pending is None:
            return library.add(step.document, source_file)
        return library.store(step.pending, source_file)
    except StorageError:
        raise
    except PinciteError as error:
        return _refused(step.source, error)


def _refused(source: str, error: PinciteError) -> IngestResult:
    return IngestResult(source, "refused", str(error).removeprefix(f"{source}: "))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0

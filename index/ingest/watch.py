"""Keeps a library in step with a folder: adds and replaces files, removes those that are gone."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.ingest.discover import raise_unreadable, search_folders
from index.ingest.not_read import SkippedFile
from index.ingest.pipeline import IngestProgress, ingest
from index.ingest.worker import InputFile, ResourceLimits
from index.library import IngestResult, Library

_SETTLE = 1.0
"""Seconds since the last modification before a file is read: wait until it has stopped changing."""


@dataclass(frozen=True, slots=True)
class _FileState:
    modified: int
    size: int
    digest: str


@dataclass(slots=True)
class FolderWatcher:
    """Remembers time, size and hash of each file.

    A file is hashed if its time or size has changed, and read if its hash has.
    """

    library: Library
    folder: Path
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    tags: Sequence[str] = ()
    settle: float = _SETTLE
    limits: ResourceLimits | None = None
    skipped: tuple[SkippedFile, ...] = ()
    """The files of the folder that are not read, at the last poll."""
    _states: dict[str, _FileState] = field(default_factory=dict)

    def poll(self) -> Generator[IngestProgress | IngestResult]:
        """Checks the folder once: yields the progress of adding, then a result for each removal.

        Raises PinciteError if the folder is gone, or a folder in it cannot be read.
        """
        found = search_folders([self.folder], self.include, self.exclude)
        raise_unreadable(found)  # its documents are not gone
        files, self.skipped = found.files, found.skipped
        changed = [file for file in files if self._changed(file)]
        if changed:
            yield from ingest(self.library, changed, self.tags, self.limits)
        for source in self._gone({file.source for file in files}):
            self._states.pop(source, None)
            self.library.remove(source)
            yield IngestResult(source, "removed", "the file is gone")

    def _changed(self, file: InputFile) -> bool:
        try:
            status = file.path.stat()
            modified, size = status.st_mtime_ns, status.st_size
            before = self._states.get(file.source)
            if before is not None and (before.modified, before.size) == (modified, size):
                return False
            if 0 <= time.time() - status.st_mtime < self.settle:
                return False
            with file.path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:  # gone again or not readable; the next poll tries again
            return False
        self._states[file.source] = _FileState(modified, size, digest)
        return before is None or before.digest != digest

    def _gone(self, present: set[str]) -> list[str]:
        """Sources in the folder whose file is gone; documents of an archive go with the archive."""
        sources = self.library.sources(f"{self.folder.resolve().as_posix().rstrip('/')}/")
        archives = tuple(f"{source}!/" for source in present)
        return [
            source
            for source in sources
            if source not in present and not source.startswith(archives)
        ]

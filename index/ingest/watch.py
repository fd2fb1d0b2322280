"""A library kept in step with a folder: what is new or changed is read, what is gone is taken out."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.ingest.discover import find_files
from index.ingest.pipeline import IngestProgress, ingest
from index.ingest.worker import InputFile, ResourceLimits
from index.library import IngestResult, Library

_SETTLE = 1.0
"""Seconds that a file must have been left alone before it is read; a copy under way would be read in halves."""


@dataclass(frozen=True, slots=True)
class _Seen:
    modified: int
    size: int
    digest: str


@dataclass(slots=True)
class FolderWatcher:
    """Remembers what it saw of each file. Time and size tell what to look at, the bytes' hash whether it changed."""

    library: Library
    folder: Path
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    tags: Sequence[str] = ()
    settle: float = _SETTLE
    limits: ResourceLimits | None = None
    _seen: dict[str, _Seen] = field(default_factory=dict)

    def poll(self) -> Iterator[IngestProgress | IngestResult]:
        """Looks once: steps of reading, then an Outcome for each removal. Raises PinciteError where the folder itself is gone."""
        files = find_files([self.folder], self.include, self.exclude)
        changed = [file for file in files if self._changed(file)]
        if changed:
            yield from ingest(self.library, changed, self.tags, self.limits)
        for source in self._gone({file.source for file in files}):
            self._seen.pop(source, None)
            self.library.remove(source)
            yield IngestResult(source, "removed", "the file is gone")

    def _changed(self, file: InputFile) -> bool:
        try:
            found = file.path.stat()
            before = self._seen.get(file.source)
            if before is not None and (before.modified, before.size) == (
                found.st_mtime_ns,
                found.st_size,
            ):
                return False
            if 0 <= time.time() - found.st_mtime < self.settle:
                return False
            with file.path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:  # gone again, or not for us: the next look will tell
            return False
        self._seen[file.source] = _Seen(found.st_mtime_ns, found.st_size, digest)
        return before is None or before.digest != digest

    def _gone(self, there: set[str]) -> list[str]:
        """Sources under the folder without a file; those in an archive go with the archive."""
        inside = f"{self.folder.resolve().as_posix().rstrip('/')}/"
        sources = [
            entry.source
            for entry in self.library.list_documents()
            if entry.source.startswith(inside)
        ]
        archives = tuple(f"{source}!/" for source in there)
        return [
            source for source in sources if source not in there and not source.startswith(archives)
        ]

"""What `pincite add` and `pincite collection add` count and tell at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.ingest.not_read import SkippedFile
    from index.library import IngestResult


class IngestSummary:
    """Counts results by status, and keeps the files that were not read, with their reasons."""

    def __init__(self, skipped: Iterable[SkippedFile]) -> None:
        self._statuses: Counter[str] = Counter()
        self.not_read = list(skipped)

    def note(self, result: IngestResult) -> None:
        from index.ingest.not_read import SkippedFile

        self._statuses[result.status] += 1
        if result.status == "refused":
            kind = Path(result.source).suffix.lower()
            self.not_read.append(SkippedFile(result.source, result.message, kind))

    def __str__(self) -> str:
        """Such as "4 added, 1 unchanged, 2 not read"."""
        counts = self._statuses
        parts = [(status, counts[status]) for status in sorted(counts) if status != "refused"]
        if not_read := sum(not file.is_system for file in self.not_read):
            parts.append(("not read", not_read))
        return ", ".join(f"{number:,} {status}" for status, number in parts) or "0 added"

    @property
    def exit_code(self) -> int:
        """1 if no file could be read."""
        return 1 if set(self._statuses) == {"refused"} else 0

"""The files of an ingest that are still to be read, in batches."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence

from index.collection.writing.reading import PART_FILES, HashedFile

TRIES = 3
"""A file is refused if the process that reads it alone has ended so many times.

Once would refuse files of a machine that is switched off.
"""

_BATCHES_PER_CORE = 4
"""At the end cores wait for others for a quarter of their time at most, if files are alike."""


class Batches:
    """Every file is handed out again until it is done; none is in two batches at a time."""

    def __init__(self, files: Sequence[HashedFile], cores: int) -> None:
        size = max(1, min(PART_FILES, len(files) // (cores * _BATCHES_PER_CORE)))
        starts = range(0, len(files), size)
        self._waiting = deque([*files[start : start + size]] for start in starts)
        self._tries = Counter[str]()

    def take(self) -> list[HashedFile]:
        """The next batch; empty: there is none, unless one comes back."""
        return self._waiting.popleft() if self._waiting else []

    def put_back(self, files: Sequence[HashedFile]) -> None:
        """The rest of a batch, which its part had no room for."""
        if files:
            self._waiting.appendleft([*files])

    def halve(self, batch: Sequence[HashedFile]) -> HashedFile | None:
        """Puts back a batch whose process ended, as two. A file to be refused is returned instead.

        So a file that ends every process that reads it is found, and the others are read.
        """
        if len(batch) == 1:
            (file,) = batch
            self._tries[file.file.source] += 1
            if self._tries[file.file.source] == TRIES:
                return file
            self._waiting.append([file])
            return None
        middle = len(batch) // 2
        self.put_back(batch[middle:])
        self.put_back(batch[:middle])
        return None

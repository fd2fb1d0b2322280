"""Files on their way into libraries. A thread of the server reads them: whoever dropped them may leave the page, and come back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path

from index.ingest.pipeline import IngestProgress
from index.library import IngestResult


class IngestJob:
    """Some files that go into one library: how far they are, and what became of them. One thread changes it, any may look."""

    def __init__(
        self, library: Path, sources: Sequence[str], steps: Callable[[], Generator[IngestProgress]]
    ) -> None:
        self.library = library
        self.outcomes: list[IngestResult] = []
        self.step: IngestProgress | None = None
        """The last one; None while other files are read first."""
        self.error: Exception | None = None
        """Not of a bad file, that is an outcome: of the library itself, read-only, or on a full disk."""
        self.watchers: set[str | None] = set()
        """The visits that are shown it, and may cancel it."""
        self.finished = threading.Event()
        self._steps = steps
        self._sources = list(sources)
        self._cancelled = threading.Event()

    @property
    def waiting(self) -> list[str]:
        """Names of the files that are not begun."""
        step = self.step
        return self._sources[step.file :] if step is not None else self._sources

    @property
    def unread(self) -> list[str]:
        """Names of the files that are not finished: in the end those that were cancelled."""
        step = self.step
        return (
            self._sources[step.file - (step.file_fraction < 1) :]
            if step is not None
            else self._sources
        )

    def cancel(self) -> None:
        """What is stored stays, and the rest is not read."""
        self._cancelled.set()

    def run(self, turn: threading.Lock) -> None:
        """Reads the files when it is their turn. Never raises."""
        try:
            with turn:
                if not self._cancelled.is_set():
                    self._read()
        except Exception as error:
            self.error = error
        self.finished.set()

    def _read(self) -> None:
        with closing(self._steps()) as steps:
            for step in steps:
                if step.result is not None:
                    self.outcomes.append(step.result)
                self.step = step
                if self._cancelled.is_set():
                    return


class IngestQueue:
    """Those under way, one after the other. Any thread may call."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._begun: list[IngestJob] = []

    def begin(
        self, library: Path, sources: Sequence[str], steps: Callable[[], Generator[IngestProgress]]
    ) -> IngestJob:
        adding = IngestJob(library, sources, steps)
        self._begun = [*(each for each in self._begun if not each.finished.is_set()), adding]
        threading.Thread(target=adding.run, args=[self._turn], daemon=True).start()
        return adding

    @property
    def under_way(self) -> bool:
        return not all(each.finished.is_set() for each in self._begun)

    def into(self, library: Path) -> list[IngestJob]:
        """Those that are not finished, in the order of their beginning."""
        return [
            each for each in self._begun if each.library == library and not each.finished.is_set()
        ]

    def cancel(self) -> None:
        """All of them."""
        for each in self._begun:
            each.cancel()

"""Jobs that add files to a library in a thread of the server, so that the page may be closed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path

from index.ingest.pipeline import IngestProgress
from index.library import IngestResult


class IngestJob:
    """Files that are added to one library: the progress and the results.

    One thread changes it, any thread may read it.
    """

    def __init__(
        self, library: Path, sources: Sequence[str], steps: Callable[[], Generator[IngestProgress]]
    ) -> None:
        """`steps()` reads the files named `sources`, in this order."""
        self.library = library
        self.outcomes: list[IngestResult] = []
        self.step: IngestProgress | None = None
        """The latest; None while the job waits for an earlier one."""
        self.error: Exception | None = None
        """Of the library, such as read-only or a full disk; a file's error is an outcome."""
        self.watchers: set[str | None] = set()
        """Sessions whose pages show the job and may cancel it."""
        self.finished = threading.Event()
        self._steps = steps
        self._sources = list(sources)
        self._cancelled = threading.Event()

    @property
    def waiting(self) -> list[str]:
        """Names of the files that are not started."""
        step = self.step
        return self._sources[step.file :] if step is not None else self._sources

    @property
    def unread(self) -> list[str]:
        """Names of the files that are not finished; at the end, those that were cancelled."""
        step = self.step
        if step is None:
            return self._sources
        finished = step.file - (step.file_fraction < 1)
        return self._sources[finished:]

    def cancel(self) -> None:
        """Stops before the next sentences are stored; what is stored stays."""
        self._cancelled.set()

    def run(self, lock: threading.Lock) -> None:
        """Reads the files as soon as no other job holds the lock. Never raises."""
        try:
            with lock:
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
    """Runs jobs one after the other. Any thread may call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: list[IngestJob] = []

    def start(
        self, library: Path, sources: Sequence[str], steps: Callable[[], Generator[IngestProgress]]
    ) -> IngestJob:
        """A new job in a thread of its own; the arguments are those of `IngestJob`."""
        job = IngestJob(library, sources, steps)
        self._jobs = [*(each for each in self._jobs if not each.finished.is_set()), job]
        threading.Thread(target=job.run, args=[self._lock], daemon=True).start()
        return job

    @property
    def active(self) -> bool:
        """True while a job is running or waiting."""
        return not all(job.finished.is_set() for job in self._jobs)

    def jobs(self, library: Path) -> list[IngestJob]:
        """The unfinished jobs of a library, in the order they were started."""
        return [job for job in self._jobs if job.library == library and not job.finished.is_set()]

    def cancel(self) -> None:
        """Cancels all jobs."""
        for job in self._jobs:
            job.cancel()

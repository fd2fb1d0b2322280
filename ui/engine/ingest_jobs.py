"""Jobs that add files to a library in a thread of the server, so that the page may be closed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from index.ingest.pipeline import IngestProgress, InputFile
from index.ingest.remedies import Remedy, remedy
from index.library import IngestResult

MAX_FINISHED = 30
"""Finished jobs that are remembered, so that their files can be read again; the oldest go first."""

Steps = Callable[[Sequence[InputFile]], Generator[IngestProgress]]
"""Reads the files, in this order."""


class IngestJob:
    """Files that are added to one library: the progress and the results.

    One thread changes it, any thread may read it.
    """

    def __init__(
        self,
        library: Path,
        files: Sequence[InputFile],
        steps: Steps,
        earlier: IngestJob | None = None,
    ) -> None:
        """`earlier`: the job that read them before; what it did with its other files stays."""
        self.library = library
        self.files = [replace(file, password="") for file in files]
        """Those that were read, and those of `earlier`."""
        self.tags: tuple[str, ...] = ()
        """Given to the documents."""
        self.outcomes: list[IngestResult] = []
        self.step: IngestProgress | None = None
        """The latest; None while the job waits for an earlier one."""
        self.error: Exception | None = None
        """Of the library, such as read-only or a full disk; a file's error is an outcome."""
        self.watchers: set[str | None] = set()
        """Sessions whose pages show the job and may cancel it."""
        self.finished = threading.Event()
        self._steps = steps
        self._to_read = list(files)
        self._sources = [file.source for file in files]
        self._cancelled = threading.Event()
        self._added_before = frozenset[str]()
        if earlier is not None:
            self._added_before = frozenset(earlier.added)
            read = set(self._sources)
            self.files += [file for file in earlier.files if file.source not in read]
            self.outcomes = [each for each in earlier.outcomes if file_of(each) not in read]

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

    @property
    def added(self) -> list[str]:
        """The sources of the documents that were not in the library before the upload."""
        return [
            each.source
            for each in self.outcomes
            if each.status == "added"
            or (each.status in ("replaced", "unchanged") and each.source in self._added_before)
        ]

    def curable(self, how: Remedy) -> list[InputFile]:
        """The files that can be read again in that way, as long as the server has them."""
        names = {file_of(each) for each in self.outcomes if remedy(each) == how}
        return [file for file in self.files if file.source in names and file.path.is_file()]

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
        self._to_read.clear()  # with their passwords
        self.finished.set()

    def _read(self) -> None:
        with closing(self._steps(self._to_read)) as steps:
            for step in steps:
                if step.result is not None:
                    self.outcomes.append(step.result)
                self.step = step
                if self._cancelled.is_set():
                    return


def file_of(result: IngestResult) -> str:
    """The source of the file that a result is about, or of the archive that it is in."""
    return result.source.partition("!/")[0]


class IngestQueue:
    """Runs jobs one after the other. Any thread may call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: list[IngestJob] = []

    def start(
        self,
        library: Path,
        files: Sequence[InputFile],
        steps: Steps,
        earlier: IngestJob | None = None,
    ) -> IngestJob:
        """A new job in a thread of its own; the arguments are those of `IngestJob`."""
        job = IngestJob(library, files, steps, earlier)
        finished = [each for each in self._jobs if each.finished.is_set() and each is not earlier]
        running = [each for each in self._jobs if not each.finished.is_set()]
        self._jobs = [*finished[-MAX_FINISHED:], *running, job]
        threading.Thread(target=job.run, args=[self._lock], daemon=True).start()
        return job

    @contextmanager
    def adding(self) -> Iterator[None]:
        """Waits until no job is running, and keeps others waiting meanwhile."""
        with self._lock:
            yield

    @property
    def active(self) -> bool:
        """True while a job is running or waiting."""
        return not all(job.finished.is_set() for job in self._jobs)

    def jobs(self, library: Path) -> list[IngestJob]:
        """The unfinished jobs of a library, in the order they were started."""
        return [job for job in self._jobs if job.library == library and not job.finished.is_set()]

    def last_finished(self, library: Path, watcher: str | None) -> IngestJob | None:
        """The last job of a library that this session has watched, if it is finished."""
        own = [job for job in self._jobs if job.library == library and watcher in job.watchers]
        return own[-1] if own and own[-1].finished.is_set() else None

    def cancel(self) -> None:
        """Cancels all jobs."""
        for job in self._jobs:
            job.cancel()

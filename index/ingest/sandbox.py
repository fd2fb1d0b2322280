"""Reads files in child processes, several at once, in order.

A file that breaks a limit is refused, and its process replaced; the others are not affected. The
parent never holds the bytes of a file, only extracted texts: at most two for each child, and the
current one.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from index.errors import PinciteError
from index.ingest.handover import Handover
from index.ingest.worker import InputFile, ReadResult, ResourceLimits, Worker

_Results = Handover[ReadResult | PinciteError | None]
"""The documents of one file; None marks the end."""


class Sandbox:
    """A pool of child processes that read files. Close it, or use it as a context manager."""

    def __init__(self, limits: ResourceLimits, workers: int) -> None:
        self._limits = limits
        self._idle: list[Worker] = []
        self._busy: list[Worker] = []
        self._count = workers
        self._pool = ThreadPoolExecutor(workers)
        self._closed = threading.Event()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child processes without waiting for files that are being read."""
        self._closed.set()
        for worker in tuple(self._busy):
            worker.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        while self._idle:
            self._idle.pop().close()

    def read(self, files: Iterable[InputFile]) -> Iterator[tuple[InputFile, Iterator[ReadResult]]]:
        """Yields each file with its documents, in order, while the next files are being read.

        The iterator of documents raises PinciteError, with the reason, if the file is refused.
        """
        remaining = iter(files)
        pending: deque[tuple[InputFile, _Results]] = deque()
        while True:
            while len(pending) <= self._count and (file := next(remaining, None)) is not None:
                pending.append((file, _Results(1, self._closed)))
                self._pool.submit(self._fill, *pending[-1])
            if not pending:
                return
            file, results = pending.popleft()
            yield file, self._drain(results)

    def _drain(self, results: _Results) -> Iterator[ReadResult]:
        while (result := results.get()) is not None:
            if isinstance(result, PinciteError):
                raise result
            yield result

    def _fill(self, file: InputFile, results: _Results) -> None:
        try:
            worker = self._idle.pop() if self._idle else Worker(self._limits)
        except PinciteError as error:
            results.put(error)
            return
        self._busy.append(worker)
        try:
            if self._closed.is_set():
                return
            for result in worker.read(file):
                results.put(result)
            results.put(None)
        except PinciteError as error:
            results.put(error)
        except Exception as error:  # never leave the reader of the queue waiting
            results.put(PinciteError(f"it cannot be read ({error!r})."))
        finally:
            self._busy.remove(worker)
            if worker.alive and not self._closed.is_set():
                self._idle.append(worker)
            else:
                worker.close()


def worker_count(files: int) -> int:
    """Two if there are cores and files for them: each costs memory, and parsing is quick."""
    return max(1, min(2, os.cpu_count() or 1, files))

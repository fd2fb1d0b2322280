"""Files read in child processes, several at once, in order. A file that breaks a limit is refused alone, its process replaced.

The parent never holds a file's bytes, only the texts that are on their way: at most two for each child, and the one in hand.
"""

from __future__ import annotations

import os
import queue
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from index.errors import PinciteError
from index.formats.pdf.reading_order import Box
from index.ingest.worker import InputFile, ReadResult, ResourceLimits, Worker
from index.spans import Span

_Items = queue.Queue[ReadResult | PinciteError | None]
"""None: that was all."""


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page of a PDF with a quotation marked on it."""

    page: int
    """Counts from 0; `Span.page` has the label that people know it by."""
    boxes: tuple[Box, ...]
    """One a line: left, bottom, right, top, in points from the page's lower left corner."""
    png: bytes
    marked: Box | None = None
    """Left, top, right and bottom of the marks, as shares of the picture's width and height; None where there are none."""


def render_pages(
    file: Path | bytes,
    span: Span,
    width: int = 1000,
    limits: ResourceLimits | None = None,
    pen: Span | None = None,
    page: int | None = None,
) -> list[RenderedPage]:
    """The pages that a span of a PDF's text touches, `width` pixels wide, drawn in a child process; or only the one called `page`.

    The words of `pen`, a span within the other, are marked more strongly. Raises PinciteError where the file is no longer the one that
    was added, or breaks a limit.
    """
    from index.formats.pdf.render import page_ranges

    found: list[RenderedPage] = []
    quoted = 0
    answer = (
        {at: (start, end) for at, start, end in page_ranges(pen)}
        if pen is not None and span.contains(pen)
        else {}
    )
    worker = Worker(limits or ResourceLimits())
    try:
        for at, start, end in page_ranges(span):
            words = span.text[quoted : quoted + end - start]
            quoted += end - start
            if page is not None and at != page:
                continue
            if not worker.alive:  # it was retired after the page before
                worker = Worker(limits or ResourceLimits())
            job = {
                "page": at,
                "start": start,
                "end": end,
                "words": words,
                "width": width,
                "pen": answer.get(at),
            }
            told, png = worker.render(file, job)
            boxes = tuple(_box(box) for box in told["boxes"])
            found.append(
                RenderedPage(at, boxes, png, _box(told["marked"]) if told["marked"] else None)
            )
    finally:
        worker.close()
    return found


def _box(numbers: list[float]) -> Box:
    return numbers[0], numbers[1], numbers[2], numbers[3]


class Sandbox:
    """Workers for several files at once. Close it, or use it as a context manager."""

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
        """At once: a file that is being read is not read to its end."""
        self._closed.set()
        for worker in tuple(self._busy):
            worker.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        while self._idle:
            self._idle.pop().close()

    def read(self, files: Iterable[InputFile]) -> Iterator[tuple[InputFile, Iterator[ReadResult]]]:
        """The files in their order, each with its documents, while the next ones are being read. The documents of a file that is
        refused end in a PinciteError with the reason."""
        rest = iter(files)
        ahead: deque[tuple[InputFile, _Items]] = deque()
        while True:
            while len(ahead) <= self._count and (file := next(rest, None)) is not None:
                ahead.append((file, _Items(1)))
                self._pool.submit(self._fill, *ahead[-1])
            if not ahead:
                return
            file, items = ahead.popleft()
            yield file, self._drained(items)

    def _drained(self, items: _Items) -> Iterator[ReadResult]:
        while (item := items.get()) is not None:
            if isinstance(item, PinciteError):
                raise item
            yield item

    def _fill(self, file: InputFile, items: _Items) -> None:
        try:
            worker = self._idle.pop() if self._idle else Worker(self._limits)
        except PinciteError as error:
            self._put(items, error)
            return
        self._busy.append(worker)
        try:
            if self._closed.is_set():
                return
            for item in worker.read(file):
                self._put(items, item)
            self._put(items, None)
        except PinciteError as error:
            self._put(items, error)
        except Exception as error:  # never leave the reader of the queue waiting
            self._put(items, PinciteError(f"it cannot be read ({error!r})."))
        finally:
            self._busy.remove(worker)
            if worker.alive and not self._closed.is_set():
                self._idle.append(worker)
            else:
                worker.close()

    def _put(self, items: _Items, item: ReadResult | PinciteError | None) -> None:
        while not self._closed.is_set():
            try:
                items.put(item, timeout=0.2)
                return
            except queue.Full:
                continue


def workers(files: int) -> int:
    """Two where there are cores and files for them; parsing is a small part of the work, and each costs memory."""
    return max(1, min(2, os.cpu_count() or 1, files))

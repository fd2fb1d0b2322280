"""The gate before the engine: a few go in at once, a few more stand in line, and who comes after them is told so at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from index.errors import PinciteError

MAX_CONCURRENT = 2
"""Questions answered at the same time: the encoder keeps two cores busy with them, more would only wait for each other."""

MAX_QUEUED = 30
"""Questions that may stand in line; at some 50 ms each the last one waits about a second."""

QUEUE_TIMEOUT = 20.0
"""Seconds a question stands in line before it is told that the engine is busy."""


_ENDING = "The server is being ended. Please ask again when it is back."


class ServerBusy(PinciteError):
    """Too many questions at once; asking again a little later helps."""


class AdmissionQueue:
    """First come, first served. A semaphore would let newcomers pass those who wait, and the unlucky among them wait for seconds."""

    def __init__(
        self,
        at_once: int = MAX_CONCURRENT,
        waiting: int = MAX_QUEUED,
        patience: float = QUEUE_TIMEOUT,
    ) -> None:
        self._at_once = at_once
        self._free = at_once
        self._longest_line = waiting
        self._patience = patience
        self._line: deque[Event] = deque()
        self._lock = Lock()
        self._refusing = self._closed = False

    @property
    def running(self) -> int:
        return self._at_once - self._free

    @property
    def waiting(self) -> int:
        return len(self._line)

    def refuse(self) -> None:
        """Whoever comes from now on is sent away."""
        with self._lock:
            self._refusing = True

    def close(self) -> None:
        """Whoever stands in line, too."""
        with self._lock:
            self._refusing = self._closed = True
            for turn in self._line:
                turn.set()

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Raises Busy when the line is full or does not move."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._lock:
            if self._refusing:
                raise ServerBusy(_ENDING)
            if self._free:
                self._free -= 1
                return
            if len(self._line) >= self._longest_line:
                raise ServerBusy("Too many questions at once. Please ask again in a moment.")
            turn = Event()
            self._line.append(turn)
        turn.wait(self._patience)
        with self._lock:
            if (
                turn not in self._line
            ):  # taken out of it: its turn has come, though perhaps just when it gave up
                return
            self._line.remove(turn)
        if self._closed:
            raise ServerBusy(_ENDING)
        raise ServerBusy("The engine is busy with other questions. Please ask again in a moment.")

    def _leave(self) -> None:
        """Hands the place to the first in line."""
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1

"""Admission control: a few questions run at once, some more wait, others are rejected."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from index.errors import TryAgainError

MAX_CONCURRENT = 2
"""Questions answered at once: two keep two cores busy, more would only wait for each other."""

MAX_QUEUED = 30
"""Questions that may wait; at some 50 ms each, the last one waits about a second."""

QUEUE_TIMEOUT = 20.0
"""Seconds that a question waits before it is rejected."""

_CLOSING = "The server is shutting down. Please ask again when it is back."


class ServerBusy(TryAgainError):
    """Too many requests at once; the same request may succeed a little later."""


class AdmissionQueue:
    """First come, first served.

    A semaphore would let newcomers overtake those who wait, some of them for seconds.
    """

    def __init__(
        self,
        max_concurrent: int = MAX_CONCURRENT,
        max_queued: int = MAX_QUEUED,
        timeout: float = QUEUE_TIMEOUT,
    ) -> None:
        self._max_concurrent = max_concurrent
        self._free = max_concurrent
        self._max_queued = max_queued
        self._timeout = timeout
        self._queue: deque[tuple[Event, str]] = deque()  # with their tickets
        self._lock = Lock()
        self._refusing = self._closed = False

    @property
    def running(self) -> int:
        return self._max_concurrent - self._free

    @property
    def waiting(self) -> int:
        return len(self._queue)

    @property
    def refusing(self) -> bool:
        return self._refusing

    def before(self, ticket: str) -> int | None:
        """The number of requests that are admitted before that one; None if it does not wait."""
        with self._lock:
            tickets = [each for _, each in self._queue]
        return tickets.index(ticket) if ticket and ticket in tickets else None

    def refuse(self) -> None:
        """Rejects new requests from now on."""
        with self._lock:
            self._refusing = True

    def close(self) -> None:
        """Rejects new requests and those that are waiting."""
        with self._lock:
            self._refusing = self._closed = True
            for admitted, _ in self._queue:
                admitted.set()

    @contextmanager
    def slot(self, ticket: str = "") -> Iterator[None]:
        """One of the concurrent requests. `ticket` names it to `before`.

        Raises ServerBusy if the queue is full, the wait takes too long, or the queue is closed.
        """
        self._enter(ticket)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, ticket: str) -> None:
        with self._lock:
            if self._refusing:
                raise ServerBusy(_CLOSING)
            if self._free:
                self._free -= 1
                return
            if len(self._queue) >= self._max_queued:
                raise ServerBusy("Too many questions at once. Please ask again in a moment.")
            place = admitted, _ = Event(), ticket
            self._queue.append(place)
        admitted.wait(self._timeout)
        with self._lock:
            # `_leave` removed it if it was admitted, perhaps just after the wait had timed out
            if place not in self._queue:
                return
            self._queue.remove(place)
        if self._closed:
            raise ServerBusy(_CLOSING)
        raise ServerBusy("The server is busy with other questions. Please ask again in a moment.")

    def _leave(self) -> None:
        """Passes the slot to the first in the queue."""
        with self._lock:
            if self._queue:
                self._queue.popleft()[0].set()
            else:
                self._free += 1

"""A queue between two threads of which neither waits for the other once it is closed."""

from __future__ import annotations

import queue
import threading
from typing import Generic, TypeVar

T = TypeVar("T")

_SECONDS = 0.2  # until a thread that waits looks whether it was closed


class Handover(Generic[T]):
    """`size`: items that wait at most. Several may share `is_closed`."""

    def __init__(self, size: int, is_closed: threading.Event) -> None:
        self._items = queue.Queue[T](size)
        self._is_closed = is_closed

    def put(self, item: T) -> None:
        """Waits for room; drops the item if it is closed."""
        while not self._is_closed.is_set():
            try:
                self._items.put(item, timeout=_SECONDS)
                return
            except queue.Full:
                continue

    def get(self) -> T | None:
        """Waits for the next item; None if it is closed."""
        while not self._is_closed.is_set():
            try:
                return self._items.get(timeout=_SECONDS)
            except queue.Empty:
                continue
        return None

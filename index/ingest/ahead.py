"""An iterator that works ahead in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, Generic, TypeVar

from index.ingest.handover import Handover

T = TypeVar("T")


class _End:
    """Behind the last item: why there are no more."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


class Ahead(Generic[T]):
    """The items, in order, of which up to `size` are made before they are asked for.

    Items are not None. What `items` raises is raised in its place. `source` is what `items` reads,
    if that works ahead itself. Close it, from any thread.
    """

    def __init__(self, items: Iterator[T], size: int, source: Ahead[Any] | None = None) -> None:
        self._items = items
        self._source = source
        self._is_stopped = threading.Event()
        self._made = Handover[T | _End](size, self._is_stopped)
        self._thread = threading.Thread(target=self._fill, daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        item = self._made.get()
        if item is None:
            raise StopIteration
        if not isinstance(item, _End):
            return item
        self.stop()
        raise item.error or StopIteration

    def stop(self) -> None:
        """Ends the items. The thread ends when it has made the one that it makes."""
        self._is_stopped.set()
        if self._source is not None:
            self._source.stop()

    def close(self) -> None:
        """Stops it, and waits for its thread, but not for that of its source."""
        self.stop()
        self._thread.join()

    def _fill(self) -> None:
        error: BaseException | None = None
        try:
            for item in self._items:
                self._made.put(item)
                if self._is_stopped.is_set():
                    return
        except BaseException as raised:  # raised again by the thread that asks
            error = raised
        self._made.put(_End(error))

"""An iterator that works ahead in a thread of its own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")

_SECONDS = 0.2  # until a thread that waits for room looks whether it is still needed


class _End:
    """Behind the last item: why there are no more."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def ahead(items: Generator[T], size: int) -> Generator[T]:
    """The items, in order, of which up to `size` are made before they are asked for.

    What `items` raises is raised in its place. If this generator is closed, `items` is closed when
    it has made the next item, and no thread is left.
    """
    made: queue.Queue[T | _End] = queue.Queue(size)
    is_closed = threading.Event()

    def put(item: T | _End) -> None:
        while not is_closed.is_set():
            try:
                made.put(item, timeout=_SECONDS)
                return
            except queue.Full:
                continue

    def fill() -> None:
        error: BaseException | None = None
        try:
            for item in items:
                put(item)
                if is_closed.is_set():
                    break
            items.close()
        except BaseException as raised:  # raised again by the thread that asks
            error = raised
        put(_End(error))

    thread = threading.Thread(target=fill, daemon=True)
    thread.start()
    try:
        while not isinstance(item := made.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        is_closed.set()
        thread.join()

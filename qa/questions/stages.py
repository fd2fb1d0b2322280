"""How far a question is: told to who waits for its answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Stage = Literal["searching", "reading"]

_listener: ContextVar[Callable[[Stage], None] | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Callable[[Stage], None]) -> Iterator[None]:
    """Calls `listener` at each stage of the questions that this thread asks meanwhile."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(stage: Stage) -> None:
    """A stage begins."""
    listener = _listener.get()
    if listener is not None:
        listener(stage)

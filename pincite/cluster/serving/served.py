"""What every actor of a deployment does: it answers, and says how it is."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pincite.cluster.nodes.identity import own_identity


class ServedActor:
    """Counts its calls, and how long they take."""

    version: str
    """What it answers from: the SHA-256 of a version, or the name of a reader."""

    def __init__(self) -> None:
        self._identity = own_identity().to_json()
        self._calls, self._seconds, self._last_call = 0, 0.0, time.monotonic()

    def answer(self, *arguments: Any) -> tuple[str, Any]:  # noqa: ANN401  # of any actor
        """A word that says what the other value is."""
        raise NotImplementedError

    def status(self) -> dict[str, Any]:
        """See `deployment.ask_status`."""
        import ray

        return {
            "pid": os.getpid(),
            "node": ray.get_runtime_context().get_node_id(),
            "identity": self._identity,
            "version": self.version,
            "calls": self._calls,
            "seconds": self._seconds,
            "idle": time.monotonic() - self._last_call,
        }

    @contextmanager
    def counted(self) -> Iterator[None]:
        """During a call."""
        started = self._last_call = time.monotonic()
        try:
            yield
        finally:
            self._calls += 1
            self._seconds += time.monotonic() - started

"""Ends processes that hang, so that Ray starts them again: it notices only those that died."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from typing import Any

import ray
from ray.exceptions import RayError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

HANGS_AFTER = 4.0
"""Seconds without an answer from the thread that has nothing else to do."""

_RESTARTS_WITHIN = 60.0  # seconds


class Watch:
    """Checks the copies that somebody waited for in vain, each in a thread of its own."""

    def __init__(self) -> None:
        self._suspects = set[Any]()
        self._processes = dict[Any, tuple[int, str]]()
        self._lock = threading.Lock()

    def know(self, copy: Any, pid: int, node: str) -> None:  # noqa: ANN401
        """The process of a copy, as its status says."""
        self._processes[copy] = pid, node

    def suspect(self, copy: Any) -> None:  # noqa: ANN401
        with self._lock:
            if copy in self._suspects:
                return
            self._suspects.add(copy)
        threading.Thread(target=self._check, args=[copy], daemon=True).start()

    def _check(self, copy: Any) -> None:  # noqa: ANN401
        try:
            self._learn(copy, HANGS_AFTER)
        except TimeoutError:  # Ray's GetTimeoutError is one
            if copy in self._processes:
                pid, node = self._processes.pop(copy)
                where = NodeAffinitySchedulingStrategy(node, soft=False)
                _end.options(scheduling_strategy=where).remote(pid)
        except RayError:
            pass  # it died: Ray restarts it
        with suppress(RayError, TimeoutError):
            self._learn(copy, _RESTARTS_WITHIN)
        self._suspects.discard(copy)

    def _learn(self, copy: Any, timeout: float) -> None:  # noqa: ANN401
        status = ray.get(copy.status.remote(), timeout=timeout)
        self.know(copy, status["pid"], status["node"])


@ray.remote(num_cpus=0, max_retries=0)  # type: ignore[untyped-decorator]  # Ray has no types
def _end(pid: int) -> None:
    """Ends a process of Ray on this machine."""
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        if file.read().startswith(b"ray::"):
            os.kill(pid, signal.SIGKILL)

"""Ends processes that hang, so that Ray starts them again: it notices only those that died."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

import ray
from ray._private import state
from ray.exceptions import RayError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

SILENT_AFTER = 2.0
"""Seconds without an answer from the thread that has nothing else to do."""

ENDED_AFTER = 3
"""Times that it does not answer: to start a process again takes longer than most delays."""


class Watch:
    """Checks the copies that somebody waited for in vain, each in a thread of its own."""

    def __init__(self) -> None:
        self._suspects = set[Any]()
        self._silent = set[Any]()
        self._lock = threading.Lock()

    def suspects(self, copy: Any) -> bool:  # noqa: ANN401  # handles of Ray, which is not typed
        """Is it being checked, or started again?"""
        return copy in self._suspects

    def is_silent(self, copy: Any) -> bool:  # noqa: ANN401
        """Is it known not to answer: it died, or hangs?"""
        return copy in self._silent

    def check(self, copy: Any) -> None:  # noqa: ANN401
        """Begins to check a copy, unless that is being done."""
        with self._lock:
            if copy not in self._suspects:
                self._suspects.add(copy)
                threading.Thread(target=self._check, args=[copy], daemon=True).start()

    def _check(self, copy: Any) -> None:  # noqa: ANN401
        try:
            times = 0
            for _ in range(60):
                before = _process(copy)
                if before is None:
                    self._silent.add(copy)
                if _answers(copy):
                    return
                self._silent.add(copy)
                times = times + 1 if before == _process(copy) else 0
                if before is not None and times >= ENDED_AFTER:
                    pid, node = before
                    where = NodeAffinitySchedulingStrategy(node, soft=False)
                    _end.options(scheduling_strategy=where).remote(pid)
                    times = 0
        finally:
            self._silent.discard(copy)
            self._suspects.discard(copy)


def _answers(copy: Any) -> bool:  # noqa: ANN401
    """Not if it hangs, died, or is being started."""
    try:
        ray.get(copy.status.remote(), timeout=SILENT_AFTER)
    except TimeoutError:  # Ray's GetTimeoutError is one
        return False
    except RayError:
        time.sleep(0.5)
        return False
    return True


def _process(copy: Any) -> tuple[int, str] | None:  # noqa: ANN401
    """The process and the node of a copy that runs, as the head knows them."""
    actor = state.actors(copy._actor_id.hex())
    if actor.get("State") != "ALIVE":
        return None
    return actor["Pid"], actor["Address"]["NodeID"]


@ray.remote(num_cpus=0, max_retries=0)  # type: ignore[untyped-decorator]  # Ray has no types
def _end(pid: int) -> None:
    """Ends a process of Ray on this machine, unless it is another program by now."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            is_ray = file.read().startswith(b"ray::")
    except OSError:
        return
    if is_ray:
        os.kill(pid, signal.SIGKILL)

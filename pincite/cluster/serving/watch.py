"""Ends processes that hang, so that Ray starts them again: it notices only those that died."""

from __future__ import annotations

import threading
import time

import ray
from ray._private import state
from ray.exceptions import RayError

from pincite.cluster.ray_types import Actor
from pincite.cluster.serving.deployment import ask_status

SILENT_AFTER = 1.5
"""Seconds without an answer from the thread that has nothing else to do."""

ENDED_AFTER = 3
"""Times that it does not answer: to start a process again takes longer than most delays."""


class Watch:
    """Checks the copies that somebody waited for in vain, each in a thread of its own."""

    def __init__(self) -> None:
        self._suspects = set[Actor]()
        self._silent = set[Actor]()
        self._lock = threading.Lock()

    def suspects(self, copy: Actor) -> bool:
        """Is it being checked, or started again?"""
        return copy in self._suspects

    def is_silent(self, copy: Actor) -> bool:
        """Is it known not to answer: it died, or hangs?"""
        return copy in self._silent

    def check(self, copy: Actor) -> None:
        """Begins to check a copy, unless that is being done."""
        with self._lock:
            if copy not in self._suspects:
                self._suspects.add(copy)
                threading.Thread(target=self._check, args=[copy], daemon=True).start()

    def _check(self, copy: Actor) -> None:
        try:
            missed = 0
            for _ in range(60):
                runs = _runs(copy)
                if not runs:
                    self._silent.add(copy)
                if _answers(copy):
                    return
                self._silent.add(copy)
                missed = missed + 1 if runs else 0
                if missed == ENDED_AFTER:
                    ray.kill(copy, no_restart=False)
                    missed = 0
        finally:
            self._silent.discard(copy)
            self._suspects.discard(copy)


def _answers(copy: Actor) -> bool:
    """Not if it hangs, died, or is being started."""
    try:
        ray.get(ask_status(copy), timeout=SILENT_AFTER)
    except TimeoutError:  # Ray's GetTimeoutError is one
        return False
    except RayError:
        time.sleep(0.5)
        return False
    return True


def _runs(copy: Actor) -> bool:
    """Does the head know of no failure of its process?"""
    return bool(state.actors(copy._actor_id.hex()).get("State") == "ALIVE")

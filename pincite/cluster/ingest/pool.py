"""Tasks on the machines of a cluster: as many at once as it has cores, and one that waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from index.errors import PinciteError
from pincite.cluster.ray_types import RayModule, Reference

K = TypeVar("K")

TASK_CPUS = 0.9
"""A core but for what the groups of parts take that run beside; see serving.placement."""


FREE_WITHIN = 120.0
"""Seconds that an ingest waits for a core: readers keep theirs, tasks of another ingest end."""


class TaskPool(Generic[K]):
    """Runs one function in processes of the cluster. `K` says what a task is about.

    Arguments and results are plain values.
    """

    def __init__(self, ray: RayModule, function: Callable[..., Any], retries: int = 0) -> None:
        """A task whose process ends is started again so many times."""
        self._ray = ray
        self._function = ray.remote(num_cpus=TASK_CPUS, max_retries=retries)(function)
        self._running = dict[Reference, K]()

    def __len__(self) -> int:
        """Number of tasks that run or wait for a core."""
        return len(self._running)

    @property
    def has_room(self) -> bool:
        return len(self._running) <= cores(self._ray)

    def submit(self, about: K, *arguments: object) -> None:
        self._running[self._function.remote(*arguments)] = about

    def next_result(self) -> tuple[K, Any]:
        """Waits for a task; its result is None if its process ended.

        Raises PinciteError if the cluster is lost.
        """
        from ray.exceptions import RayError

        try:
            (done, *_), _ = self._ray.wait(list(self._running), num_returns=1)
        except RayError as error:
            raise PinciteError(
                "The cluster was lost. Start it, and run the command again: it goes on from there."
            ) from error
        about = self._running.pop(done)
        try:
            return about, self._ray.get(done)
        except RayError:
            return about, None


def cores(ray: RayModule) -> int:
    """Of all machines that are in the cluster now."""
    return int(ray.cluster_resources().get("CPU", 0))


def wait_for_core(ray: RayModule, tell: Callable[[str], None]) -> None:
    """Returns when a machine has room for a task. Ray would wait for ever, and say nothing.

    Raises PinciteError if none has within FREE_WITHIN seconds, or if there are no cores at all.
    """
    from ray._private import state

    require_cores(ray)
    end, is_told = time.monotonic() + FREE_WITHIN, False
    while True:
        free = [each.get("CPU", 0.0) for each in state.available_resources_per_node().values()]
        if round(max(free, default=0.0), 4) >= TASK_CPUS:  # Ray counts ten-thousandths
            return
        if not is_told:
            tell(
                "All cores of the cluster are taken, by readers or by other commands that add "
                f"files. Waiting up to {FREE_WITHIN:.0f} seconds for one …"
            )
            is_told = True
        if time.monotonic() > end:
            raise PinciteError(
                "The cluster has no free core to read files with: readers, or other commands that "
                "add files, have them all. Start fewer readers (pincite cluster up COLLECTION "
                "--readers N), or let a machine join (pincite cluster join)."
            )
        time.sleep(1)


def require_cores(ray: RayModule) -> int:
    """As `cores`. Raises PinciteError if there are none."""
    if not (count := cores(ray)):
        raise PinciteError(
            "The cluster has no core to read files with. "
            "Let a machine join it: pincite cluster join ADDRESS"
        )
    return count

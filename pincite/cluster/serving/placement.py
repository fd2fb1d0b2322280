"""Starts the actors of a version, copies of a group on different machines, and removes old ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import ray
from ray.exceptions import RayError
from ray.util import get_placement_group, placement_group, remove_placement_group
from ray.util.scheduling_strategies import PlacementGroupSchedulingStrategy

from index.collection.files.folder import CollectionFolder
from index.collection.files.in_use import use
from index.collection.files.versions import Version
from index.errors import PinciteError
from pincite.cluster.nodes.identity import Identity, check_same, own_identity
from pincite.cluster.ray_types import Actor
from pincite.cluster.serving import deployment as deployments
from pincite.cluster.serving.deployment import NAMESPACE, Deployment
from pincite.cluster.serving.part_group import PartGroup
from pincite.cluster.serving.reader_actor import MAX_WAITING, ReaderActor

GROUP_CPUS, READER_CPUS = 0.05, 0.5
"""Shares of a core by which Ray places actors; a group takes milliseconds a question."""

GROUP_THREADS = 8
READY_WITHIN = 600.0
"""Seconds for a machine to copy its parts, check them, and build their vector indexes."""

IDLE = 3.0
"""Seconds without a call after which an old version is removed: a question takes less between
two calls, and one that meets a removed actor is asked again of the new version."""

_LIVES = {"lifetime": "detached", "namespace": NAMESPACE, "max_restarts": -1}


def deploy(collection: Path, copies: int, readers: int, tell: Callable[[str], None]) -> Deployment:
    """Starts the current version beside the one that answers, if any, and puts it in its place.

    Raises PinciteError, and changes nothing, if it cannot be started everywhere.
    """
    collection = collection.resolve()
    folder = CollectionFolder(collection)
    folder.require()
    version, in_use = use(folder)
    with in_use:
        old = deployments.read(collection)
        new = Deployment(
            str(collection),
            version.number,
            1 if old is None else old.serial + 1,
            _grouped(version, len(_machines(copies))),
            copies,
            readers,
        )
        kept = [] if old is None else old.reader_names()
        try:
            started = [*_start_groups(new), *_start_readers(new, kept)]
            tell(f"Starting version {version.number}: {len(started)} processes …")
            _wait_until_ready(started)
        except BaseException:
            withdraw(new, kept)
            raise
        deployments.write(new)
        tell(f"Version {version.number} answers.")
    if old is not None:
        _wait_until_idle(old)
        withdraw(old, new.reader_names())
        tell(f"Version {old.version} is removed.")
    return new


def _machines(copies: int) -> list[Any]:
    """Those that work is placed on. Raises PinciteError if there are fewer than copies."""
    found = [node for node in ray.nodes() if node["Alive"] and node["Resources"].get("CPU")]
    if len(found) < max(1, copies):
        raise PinciteError(
            f"{copies} copies need as many machines, and the cluster has {len(found)} with cores "
            "to use. Let others join (pincite cluster join), or ask for fewer with --copies."
        )
    return found


def _grouped(version: Version, groups: int) -> tuple[tuple[int, ...], ...]:
    """The numbers of the parts in at most so many groups of about as many sentences each."""
    if not version.parts:
        raise PinciteError("All documents of this collection were removed. Add some first.")
    made = [list[int]() for _ in range(min(groups, len(version.parts)))]
    sizes = [0] * len(made)
    order = sorted(range(len(version.parts)), key=lambda part: -version.parts[part].sentences)
    for part in order:
        smallest = sizes.index(min(sizes))
        made[smallest].append(part)
        sizes[smallest] += version.parts[part].sentences
    return tuple(tuple(sorted(group)) for group in made)


def _start_groups(new: Deployment) -> list[Actor]:
    remote = ray.remote(concurrency_groups={"health": 1})(PartGroup)
    started = []
    for parts, names, place in zip(
        new.groups, new.group_names(), new.placement_names(), strict=True
    ):
        bundles = [{"CPU": GROUP_CPUS}] * new.copies
        group = placement_group(bundles, strategy="STRICT_SPREAD", name=place, lifetime="detached")
        for copy, name in enumerate(names):
            options = remote.options(
                name=name,
                num_cpus=GROUP_CPUS,
                max_concurrency=GROUP_THREADS,
                scheduling_strategy=PlacementGroupSchedulingStrategy(
                    group, placement_group_bundle_index=copy
                ),
                **_LIVES,
            )
            started.append(options.remote(new.collection, new.version, list(parts)))
    return started


def _start_readers(new: Deployment, kept: Collection[str]) -> list[Actor]:
    """Those that do not run yet."""
    remote = ray.remote(concurrency_groups={"health": 1})(ReaderActor)
    return [
        remote.options(
            name=name,
            num_cpus=READER_CPUS,
            max_concurrency=MAX_WAITING + 1,  # one more, which is told that it is busy
            scheduling_strategy="SPREAD",
            **_LIVES,
        ).remote()
        for name in new.reader_names()
        if name not in kept
    ]


def _wait_until_ready(started: Sequence[Actor]) -> None:
    """Raises PinciteError if one cannot be started, or is of another Pincite."""
    own = own_identity()
    try:
        found = ray.get([*map(deployments.ask_status, started)], timeout=READY_WITHIN)
    except TimeoutError as error:
        raise PinciteError(
            f"The version was not ready after {READY_WITHIN:.0f} seconds. Are there enough cores? "
            "See: pincite cluster status"
        ) from error
    except RayError as error:
        reason = str(error).strip().splitlines()[-1][:300]
        raise PinciteError(f"A process of the new version could not start: {reason}") from error
    for status in found:
        check_same(Identity.from_json(status["identity"]), own)


def _wait_until_idle(old: Deployment) -> None:
    end, idle = time.monotonic() + 60, 0.0
    while idle < IDLE and time.monotonic() < end:
        time.sleep(IDLE - idle)
        idle = min(map(_idle_seconds, old.copy_names()))


def _idle_seconds(name: str) -> float:
    """Since the last call of a copy; IDLE for one that is gone, 0 for one too busy to say."""
    try:
        status = ray.get(deployments.ask_status(deployments.actor(name)), timeout=5)
    except TimeoutError:  # Ray's GetTimeoutError is one, and a RayError
        return 0.0
    except (RayError, ValueError):
        return IDLE
    return float(status["idle"])


def withdraw(old: Deployment, kept: Collection[str] = ()) -> None:
    """Ends the actors of a deployment, but those that are kept."""
    for name in (*old.copy_names(), *old.reader_names()):
        if name not in kept:
            with suppress(ValueError):
                ray.kill(deployments.actor(name))
    for name in old.placement_names():
        with suppress(ValueError):
            remove_placement_group(get_placement_group(name))

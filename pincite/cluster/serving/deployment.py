"""Which actors answer for a collection: a record that the head of the cluster keeps.

A new version is started beside the old one; then the record is replaced, at once for everybody.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

import ray
from ray.experimental import internal_kv

from index.errors import PinciteError
from pincite.cluster.ray_types import Actor, Reference

NAMESPACE = "pincite"
_PREFIX = b"deployment/"


@dataclass(frozen=True, slots=True)
class Deployment:
    """The actors of one version."""

    collection: str
    """The path of its folder, the same on all machines."""
    version: int
    serial: int
    """Counts the deployments of a collection."""
    groups: tuple[tuple[int, ...], ...]
    """Of each group of parts, their numbers in the version."""
    copies: int
    readers: int

    @property
    def name(self) -> str:
        """What the names of the collection's actors begin with."""
        return key(Path(self.collection))

    def group_names(self) -> list[list[str]]:
        """Of each group, the names of its copies."""
        return [
            [f"{self.name}.{self.serial}.group.{group}.{copy}" for copy in range(self.copies)]
            for group in range(len(self.groups))
        ]

    def copy_names(self) -> list[str]:
        """Of the copies of all groups."""
        return [name for names in self.group_names() for name in names]

    def reader_names(self) -> list[str]:
        """The readers read for any version."""
        return [f"{self.name}.reader.{number}" for number in range(self.readers)]

    def placement_names(self) -> list[str]:
        """Of each group, that of what keeps its copies on different machines."""
        return [f"{self.name}.{self.serial}.place.{group}" for group in range(len(self.groups))]


def key(collection: Path) -> str:
    """A short name for a collection."""
    return hashlib.sha256(str(collection.resolve()).encode()).hexdigest()[:12]


def read(collection: Path) -> Deployment | None:
    """The one that answers; None if the collection was not started on this cluster."""
    return _load(_record(collection))


def every() -> list[Deployment]:
    """Those of all collections on this cluster."""
    names = internal_kv._internal_kv_list(_PREFIX, namespace=NAMESPACE.encode())
    found = map(_load, sorted(names))
    return [each for each in found if each is not None]


def _load(name: bytes) -> Deployment | None:
    record = internal_kv._internal_kv_get(name, namespace=NAMESPACE.encode())
    if record is None:
        return None
    values = json.loads(record)
    return Deployment(**{**values, "groups": tuple(map(tuple, values["groups"]))})


def require(collection: Path) -> Deployment:
    """Raises PinciteError if the collection was not started on this cluster."""
    deployment = read(collection)
    if deployment is None:
        raise PinciteError(
            f"{collection} does not run on this cluster. "
            f"Start it with: pincite cluster up {collection}"
        )
    return deployment


def write(deployment: Deployment) -> None:
    """From now on it answers all new questions."""
    record = json.dumps(asdict(deployment)).encode()
    name = _record(Path(deployment.collection))
    internal_kv._internal_kv_put(name, record, namespace=NAMESPACE.encode())


def remove(collection: Path) -> None:
    internal_kv._internal_kv_del(_record(collection), namespace=NAMESPACE.encode())


def actor(name: str) -> Actor:
    """Raises ValueError if there is none of that name."""
    return ray.get_actor(name, namespace=NAMESPACE)


def ask_status(copy: Actor) -> Reference:
    """The reference of what an actor says of itself.

    A thread of its own answers while all others are busy, unless the process hangs.
    """
    return copy.status.options(concurrency_group="health").remote()


def _record(collection: Path) -> bytes:
    return _PREFIX + key(collection).encode()

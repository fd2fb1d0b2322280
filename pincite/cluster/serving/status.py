"""The machines of a cluster, and what runs on each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ray
from ray.exceptions import RayError

from index.commands.console import count
from pincite.cluster.ray_types import Reference
from pincite.cluster.serving import deployment as deployments
from pincite.cluster.serving.deployment import Deployment

_ANSWERS_WITHIN = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Process:
    """An actor: a copy of a group of parts, or a reader."""

    collection: str
    version: int
    kind: str
    """ "parts" or "reader"."""
    number: str
    """Of the group and the copy, or of the reader."""
    machine: str
    """The address; "" if it does not answer."""
    pid: int = 0
    calls: int = 0
    seconds: float = 0.0
    """That all its calls took."""


@dataclass(frozen=True, slots=True)
class ClusterStatus:
    machines: tuple[str, ...]
    """Addresses of those that are up, each with its number if several have the same."""
    processes: tuple[Process, ...]

    @property
    def is_complete(self) -> bool:
        return all(process.machine for process in self.processes)


def cluster_status() -> ClusterStatus:
    """As it is now; what does not answer in 5 seconds has no machine."""
    nodes = {
        node["NodeID"]: f"{node['NodeManagerAddress']}:{node['NodeManagerPort'] - 1}"
        for node in ray.nodes()
        if node["Alive"]
    }
    found = [process for each in deployments.every() for process in _processes(each, nodes)]
    return ClusterStatus(tuple(sorted(nodes.values())), tuple(found))


def _processes(deployment: Deployment, nodes: dict[str, str]) -> Iterator[Process]:
    names = [
        *(
            ("parts", f"{group}.{copy}", name)
            for group, each in enumerate(deployment.group_names())
            for copy, name in enumerate(each)
        ),
        *(("reader", str(i), name) for i, name in enumerate(deployment.reader_names())),
    ]
    asked = [(kind, number, _ask(name)) for kind, number, name in names]
    ray.wait(
        [ref for *_, ref in asked if ref is not None],
        num_returns=sum(ref is not None for *_, ref in asked),
        timeout=_ANSWERS_WITHIN,
    )
    for kind, number, ref in asked:
        status = _answer(ref)
        yield Process(
            deployment.collection,
            deployment.version,
            kind,
            number,
            nodes.get(status.get("node", ""), ""),
            status.get("pid", 0),
            status.get("calls", 0),
            status.get("seconds", 0.0),
        )


def _ask(name: str) -> Reference | None:
    try:
        return deployments.ask_status(deployments.actor(name))
    except ValueError:
        return None


def _answer(ref: Reference | None) -> dict[str, Any]:
    try:
        return {} if ref is None else dict(ray.get(ref, timeout=0))
    except (RayError, TimeoutError):
        return {}


def status_lines(status: ClusterStatus) -> list[str]:
    """For people."""
    lines = [f"{count(len(status.machines), 'machine')}: {', '.join(status.machines)}"]
    names = sorted({(each.collection, each.version) for each in status.processes})
    for collection, version in names:
        lines += ["", f"{collection}, version {version}:"]
        for each in status.processes:
            if each.collection == collection:
                what = "copy of parts" if each.kind == "parts" else "reader"
                mean = f", {each.seconds / each.calls * 1000:.0f} ms each" if each.calls else ""
                state = f"{each.machine}, {count(each.calls, 'call')}{mean}"
                lines.append(f"  {what} {each.number}: {state if each.machine else 'not running'}")
    if not names:
        lines.append("No collection runs. Start one with: pincite cluster up NAME.collection")
    return lines


def metrics_lines(status: ClusterStatus) -> list[str]:
    """In Prometheus' text format."""
    lines = ["# TYPE pincite_cluster_machines gauge"]
    lines.append(f"pincite_cluster_machines {len(status.machines)}")
    for name, kind, value in (
        ("up", "gauge", lambda each: int(bool(each.machine))),
        ("calls_total", "counter", lambda each: each.calls),
        ("call_seconds_total", "counter", lambda each: round(each.seconds, 3)),
    ):
        lines.append(f"# TYPE pincite_cluster_{name} {kind}")
        for each in status.processes:
            labels = (
                f'collection="{Path(each.collection).name}",version="{each.version}",'
                f'kind="{each.kind}",number="{each.number}",machine="{each.machine}"'
            )
            lines.append(f"pincite_cluster_{name}{{{labels}}} {value(each)}")
    return lines

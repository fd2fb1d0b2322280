"""One machine of a cluster: its Ray processes, which end with the process that started them."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import PinciteError
from pincite.cluster.connection import load_ray, read_key
from pincite.cluster.nodes.address import Address, check_private
from pincite.cluster.nodes.identity import Identity, check_same, own_identity
from pincite.cluster.nodes.local_parts import PARTS_VARIABLE
from pincite.cluster.ray_types import Node

OBJECT_STORE_BYTES = 200_000_000
"""Shared memory for what is sent between processes: questions, passages, batches of files."""

_IDENTITY = "identity"
_RAY = "ray"
"""Ray opens its own folder to everybody, so it is one inside of ours."""

_MAX_FOLDER_CHARS = 36
"""Sockets lie 64 characters deeper, and the path of one has 107 at most."""


def logs_folder(folder: Path) -> Path:
    return folder / _RAY / "session_latest" / "logs"


def default_folder() -> Path:
    """For Ray's sockets and logs; of this user alone."""
    return Path(tempfile.gettempdir()) / f"pincite-{os.getuid()}"


@contextmanager
def running_node(
    address: Address,
    token: Path,
    folder: Path,
    *,
    head: Address | None = None,
    parts: Path,
    cpus: int | None = None,
    object_store_bytes: int = OBJECT_STORE_BYTES,
) -> Iterator[Node]:
    """Starts the head of a new cluster at this address, or a machine that joins `head`.

    `parts`: where this machine has its copies of the parts of collections. `cpus`: cores that work
    is placed on; None: all. Raises PinciteError if the address is public,
    if the head cannot be reached, has another token, or answers otherwise than this machine would.
    """
    check_private(address)
    load_ray(token, address)
    own = own_identity()
    if head is not None:
        stored = read_key(head, _IDENTITY)
        if stored is None:
            raise PinciteError(f"{head} is not the head of a cluster that Pincite started.")
        check_same(own, Identity.from_json(stored))
    _make_private(folder)
    os.environ[PARTS_VARIABLE] = str(parts.resolve())
    node = _start(address, folder, head, cpus=cpus, object_store_memory=object_store_bytes)
    try:
        if head is None:
            node.get_gcs_client().internal_kv_put(
                _IDENTITY.encode(), own.to_json(), True, b"pincite"
            )
        yield node
    finally:
        node.kill_all_processes(check_alive=False, allow_graceful=True)


def wait(node: Node) -> None:
    """Returns when a process of the node has ended."""
    while not node.dead_processes():
        time.sleep(1)


def _start(
    address: Address, folder: Path, head: Address | None, *, cpus: int | None, **options: object
) -> Node:
    from ray._private.node import Node as RayNode
    from ray._private.parameter import RayParams

    if head is None:
        options |= {"gcs_server_port": address.port, "include_dashboard": False, "no_monitor": True}
    else:
        options |= {"gcs_address": str(head)}
    params = RayParams(
        node_ip_address=address.host,
        num_cpus=os.cpu_count() if cpus is None else cpus,
        num_gpus=0,
        include_log_monitor=False,
        temp_dir=str(folder / _RAY),
        **address.ray_ports(),
        **options,
    )
    try:
        # not `shutdown_at_exit`: at SIGTERM Ray would wait for 30 s until nothing runs here
        return RayNode(params, head=head is None, shutdown_at_exit=False, spawn_reaper=True)
    except Exception as error:  # Ray raises many kinds, and gives slow machines too little time
        raise PinciteError(
            f"Ray could not start at {address} ({str(error)[:200]}). Is the address one of this "
            f"machine, and are its ports free? Ray's logs: {logs_folder(folder)}"
        ) from error


def _make_private(folder: Path) -> None:
    """Raises PinciteError if others could write in the folder, or its path is too long."""
    if len(str(folder)) > _MAX_FOLDER_CHARS:
        raise PinciteError(
            f"The path {folder} is too long for Ray's sockets: at most {_MAX_FOLDER_CHARS} "
            "characters. Name a shorter one with --folder."
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o022:
        raise PinciteError(
            f"Others can write in {folder}, where the sockets of the cluster would be. "
            "Name another folder with --folder."
        )

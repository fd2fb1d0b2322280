"""Ray, as Pincite uses it: with a token, without its dashboard, usage statistics and messages.

All modules of this package import Ray by `load_ray`, which says what to install if it is missing.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import PinciteError, require_package
from pincite.cluster.nodes.address import Address
from pincite.cluster.nodes.token import read_token
from pincite.cluster.ray_types import RayModule

_ROOT = Path(__file__).parents[2]
"""What the processes that Ray starts import Pincite from."""

_SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "token",
    "RAY_enable_open_telemetry": "0",
    "RAY_task_events_report_interval_ms": "0",  # no record of calls
    # a dead machine is found after 3 checks that fail, one a second; a hanging one after 18 s
    "RAY_health_check_initial_delay_ms": "1000",
    "RAY_health_check_period_ms": "1000",
    "RAY_health_check_timeout_ms": "5000",
    "RAY_health_check_failure_threshold": "3",
    "RAY_kill_worker_timeout_milliseconds": "1000",  # after which a process that hangs is ended
    "RAY_gcs_rpc_server_reconnect_timeout_s": "20",  # after which a machine without a head ends
    "RAY_agent_register_timeout_ms": "100000",  # to start on a busy machine
    "RAY_IGNORE_UNHANDLED_ERRORS": "1",  # of the slower one of two copies
}


def load_ray(token: Path, address: Address) -> RayModule:
    """Sets what Ray and the processes it starts read from the environment, and imports it.

    Raises PinciteError if it is not installed, or if the token file is not usable.
    """
    require_package("ray", needed_by="A cluster", extra="cluster")
    read_token(token)
    os.environ.update(_SETTINGS, RAY_AUTH_TOKEN_PATH=str(token.resolve()))
    if address.is_loopback:  # Ray would take the machine's address in the network instead
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    paths = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if str(_ROOT) not in paths:
        os.environ["PYTHONPATH"] = os.pathsep.join([str(_ROOT), *filter(None, paths)])
    import ray
    from ray._private.authentication.authentication_utils import is_token_auth_enabled

    if not is_token_auth_enabled():
        raise PinciteError(
            "This program imported Ray before it asked for a cluster, so Ray has no token. "
            "Ask first."
        )
    logging.getLogger("ray").setLevel(logging.ERROR)
    _silence()
    return ray


def _silence() -> None:
    """Ray prints to the standard output of this program, whatever else stands there, that processes
    and machines have failed; it does so without `log_to_driver`, too. Pincite tells what matters.
    """
    from ray._private import worker

    worker.print_to_stdstream = lambda *_, **__: None


@contextmanager
def connected(address: Address, token: Path) -> Iterator[RayModule]:
    """Ray's module, connected to the cluster whose head has this address.

    This machine must be one of the cluster. Raises PinciteError if it cannot be reached, or if it
    has another token.
    """
    ray = load_ray(token, address)
    if ray.is_initialized():
        yield ray
        return
    check_reachable(address)
    try:
        ray.init(
            address=str(address),
            namespace="pincite",
            logging_level="ERROR",
            log_to_driver=False,
            configure_logging=False,
            **({"_node_ip_address": address.host} if address.is_loopback else {}),
        )
    except Exception as error:  # Ray raises many kinds, none of which tells what to do
        raise PinciteError(
            f"There is no connection to the cluster {address} ({_first_line(error)}). "
            f"Is this machine one of it? Start it with: pincite cluster join {address} ADDRESS"
        ) from error
    try:
        yield ray
    finally:
        ray.shutdown()


def check_reachable(address: Address) -> None:
    """Raises PinciteError if no head answers there, or if it has another token."""
    read_key(address, "session_name", namespace="session")


def read_key(address: Address, key: str, *, namespace: str = "pincite") -> bytes | None:
    """A value that the head has stored, without joining the cluster; None: it has none.

    Raises PinciteError as `check_reachable`.
    """
    from ray._raylet import GcsClient  # type: ignore[attr-defined]  # it is compiled
    from ray.exceptions import AuthenticationError, RpcError

    try:
        client = GcsClient(address=str(address))
        value: bytes | None = client.internal_kv_get(key.encode(), namespace.encode(), timeout=10)
    except AuthenticationError as error:
        raise PinciteError(
            f"The cluster {address} has another token. Copy the token file of its head here."
        ) from error
    except (RpcError, RuntimeError, OSError) as error:
        raise PinciteError(
            f"There is no head of a cluster at {address} ({_first_line(error)}). "
            f"Start one there with: pincite cluster head {address}"
        ) from error
    return value


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]

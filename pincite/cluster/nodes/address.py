"""The addresses of a cluster, and the ports that its machines use."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass

from index.errors import PinciteError

DEFAULT_PORT = 6380
"""Of the head; Redis, which Ray once was built on, has 6379."""

PORTS = 100
"""Ports of a machine, from its first one on."""

_MAX_PORT = 65_535
_FIRST_WORKER = 10  # after the ports of the node itself


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a machine and the first of its PORTS ports."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        return ipaddress.ip_address(self.host).is_loopback

    def ray_ports(self) -> dict[str, object]:
        """The ports of all processes, as arguments of Ray's RayParams."""
        names = (
            *("node_manager_port", "object_manager_port", "metrics_agent_port"),
            *("dashboard_agent_listen_port", "metrics_export_port", "runtime_env_agent_port"),
        )
        workers = range(self.port + _FIRST_WORKER, self.port + PORTS)
        ports: dict[str, object] = {name: self.port + i for i, name in enumerate(names, 1)}
        return ports | {"worker_port_list": ",".join(map(str, workers))}


def parse_address(text: str, port: int = DEFAULT_PORT) -> Address:
    """ "10.0.0.5", "10.0.0.5:6380" or "[fd00::5]:6380". Raises PinciteError if it is none.

    Host names are refused: which machine is meant would depend on who resolves them.
    """
    host, _, number = text.rpartition(":") if _has_port(text) else (text, "", str(port))
    host = host.removeprefix("[").removesuffix("]")
    try:
        ipaddress.ip_address(host)
        first = int(number)
    except ValueError as error:
        raise PinciteError(
            f"{text!r} is not the address of a machine. Give a numeric one, such as 10.0.0.5 or "
            f"10.0.0.5:{DEFAULT_PORT}."
        ) from error
    if not 1024 <= first <= _MAX_PORT - PORTS:
        raise PinciteError(
            f"{first} cannot be the first of the {PORTS} ports of a machine. "
            f"Choose one from 1024 to {_MAX_PORT - PORTS}."
        )
    return Address(host, first)


def check_private(address: Address) -> None:
    """Raises PinciteError for an address that the whole internet can reach, unless TLS is on.

    Ray's own connections are neither encrypted nor bound to one network card.
    """
    if not ipaddress.ip_address(address.host).is_private and os.environ.get("RAY_USE_TLS") != "1":
        raise PinciteError(
            f"{address.host} is a public address, and the connections of a cluster are not "
            "encrypted. Use the addresses of a private network or a VPN, or set up TLS with "
            "certificates for every machine (RAY_USE_TLS, see docs/cluster.md)."
        )


NETWORK_NOTE = (
    "Whoever reaches these ports and has the token can run programs here. The token is sent, and "
    "documents and questions travel, without encryption: use a private network, and let its "
    "firewall admit only the machines of the cluster."
)


def _has_port(text: str) -> bool:
    return text.count(":") == 1 or "]:" in text

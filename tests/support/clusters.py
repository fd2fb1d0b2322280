"""A cluster on this machine: its head and other nodes, each the child process of a command."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pincite.cluster.nodes.address import PORTS, Address
from pincite.cluster.nodes.token import write_token
from tests.support.paths import ROOT

HOST = "127.0.0.1"
_PR_SET_PDEATHSIG = 1
_ATTEMPTS = 3  # Ray gives its agents 15 s to start, which is too little on a busy machine


@dataclass
class LocalCluster:
    """Stop it with `close`, or use `local_cluster`."""

    folder: Path
    nodes: dict[Address, subprocess.Popen[str]] = field(default_factory=dict)

    @property
    def token(self) -> Path:
        return self.folder / "token"

    @property
    def head(self) -> Address:
        return next(iter(self.nodes))

    @property
    def logs(self) -> list[Path]:
        return [path for path in self.folder.glob("ray/session_2*/logs/**/*") if path.is_file()]

    def add_node(self, cpus: int = 1) -> Address:
        """Starts a node, the head if there is none; returns when it has joined."""
        for _ in range(_ATTEMPTS):
            address = Address(HOST, _free_ports())
            role = ["join", str(self.head)] if self.nodes else ["head"]
            process = start_command(
                [
                    *("cluster", *role, str(address), "--token", str(self.token)),
                    *("--folder", str(self.folder), "--cpus", str(cpus), "--object-store", "80"),
                    *("--parts", str(self.folder / f"parts-{address.port}")),
                ]
            )
            assert process.stdout is not None
            if f"{address} is " in (line := process.stdout.readline()):
                self.nodes[address] = process
                return address
            process.wait()
        raise AssertionError(f"no node could be started: {line}")

    def kill_node(self, address: Address) -> None:
        """As a power failure would: all its processes end at once."""
        process = self.nodes.pop(address)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for process in reversed(self.nodes.values()):
            process.terminate()
        for process in self.nodes.values():
            process.wait(60)


@contextmanager
def local_cluster(nodes: int, cpus: int = 1) -> Iterator[LocalCluster]:
    """A head that no work is placed on, and as many nodes beside it."""
    folder = Path(tempfile.mkdtemp(prefix="pc", dir="/tmp"))  # short: it holds sockets
    write_token(folder / "token")
    cluster = LocalCluster(folder)
    try:
        cluster.add_node(cpus=0)
        for _ in range(nodes):
            cluster.add_node(cpus)
        yield cluster
    finally:
        cluster.close()
        shutil.rmtree(folder, ignore_errors=True)


def start_command(arguments: list[str], root: Path = ROOT) -> subprocess.Popen[str]:
    """`pincite` with these arguments, from the packages in `root`."""
    return subprocess.Popen(
        [sys.executable, "-m", "pincite", *arguments],
        cwd=root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=_end_with_parent,
    )


def _end_with_parent() -> None:
    """Linux: SIGTERM for a child whose test was killed itself."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def environment() -> dict[str, str]:
    """Python keeps what it compiles: the nodes start dozens of processes."""
    env = dict(os.environ)
    if env.pop("PYTHONDONTWRITEBYTECODE", None):
        env["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / f"pyc-{os.getuid()}")
    return env | {"OMP_NUM_THREADS": "1"}


def _free_ports() -> int:
    """The first of PORTS ports that are free now."""
    for first in range(20_000 + os.getpid() % 100 * PORTS, 32_000, PORTS):
        if all(_is_free(port) for port in range(first, first + 12)):
            return first
    raise AssertionError("no ports are free")


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
    return True

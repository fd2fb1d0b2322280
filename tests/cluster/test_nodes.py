"""Machines of a cluster: who may join, and where they can be reached from."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

import pytest

from index.errors import PinciteError
from pincite.cluster.connection import check_reachable, connected, load_ray
from pincite.cluster.nodes import pid_file
from pincite.cluster.nodes.address import PORTS, Address, check_private, parse_address
from pincite.cluster.nodes.identity import Identity, check_same, own_identity
from pincite.cluster.nodes.token import read_token, write_token
from tests.support.clusters import HOST, LocalCluster, start_command
from tests.support.paths import ROOT


def test_a_token_is_long_secret_and_written_once(tmp_path: Path) -> None:
    path = tmp_path / "token"
    with pytest.raises(PinciteError, match=r"cannot be read \(No such file.*cluster token"):
        read_token(path)
    write_token(path)
    assert len(read_token(path)) == 64
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(PinciteError, match="exists already"):
        write_token(path)
    path.chmod(0o640)
    with pytest.raises(PinciteError, match="open to others"):
        read_token(path)
    path.chmod(0o600)
    path.write_text("short")
    with pytest.raises(PinciteError, match="not a token"):
        read_token(path)


def test_addresses_are_numeric_and_private() -> None:
    assert parse_address("10.0.0.5") == Address("10.0.0.5", 6380)
    assert str(parse_address("[fd00::5]:7000")) == "[fd00::5]:7000"
    assert parse_address("fd00::5", 8000) == Address("fd00::5", 8000)
    for text in ("head", "head:6380", "10.0.0.5:x", "10.0.0.5:80", "10.0.0.5:65500", ""):
        with pytest.raises(PinciteError):
            parse_address(text)
    check_private(parse_address("192.168.1.2"))
    with pytest.raises(PinciteError, match=r"public address.*VPN.*TLS"):
        check_private(parse_address("8.8.8.8"))


def test_ports_of_a_machine_differ() -> None:
    ports = Address(HOST, 7000).ray_ports()
    workers = str(ports.pop("worker_port_list")).split(",")
    numbers = [7000, *map(int, map(str, ports.values())), *map(int, workers)]
    assert len(set(numbers)) == len(numbers)
    assert 7000 == min(numbers) < max(numbers) == 7099


def test_machines_must_be_the_same() -> None:
    own = own_identity()
    assert Identity.from_json(own.to_json()) == own
    check_same(own, own)
    assert own.code != ""
    assert "@" in own.reader
    for name in ("pincite", "code", "encoder", "reader", "python", "processor"):
        other = Identity.from_json(own.to_json())
        object.__setattr__(other, name, "other")
        with pytest.raises(PinciteError, match=r"cannot join the cluster.* is other"):
            check_same(other, own)


def test_only_a_running_node_is_stopped(tmp_path: Path) -> None:
    """Its number is left over after a crash, and may be another program's by then."""
    address = Address(HOST, 7000)
    with pytest.raises(PinciteError, match="No machine"):
        pid_file.stop(tmp_path, address)
    (tmp_path / "7000.pid").write_text(str(os.getpid()))
    with pytest.raises(PinciteError, match="No machine"):
        pid_file.stop(tmp_path, address)
    with (
        pid_file.running(tmp_path, address),
        pytest.raises(PinciteError, match="runs at"),
        pid_file.running(tmp_path, address),
    ):
        raise AssertionError


@pytest.mark.cluster
@pytest.mark.xdist_group("cluster")
def test_a_node_without_the_token_is_refused(cluster: LocalCluster, tmp_path: Path) -> None:
    missing = _join(cluster, tmp_path, tmp_path / "missing")
    write_token(tmp_path / "other")
    other = _join(cluster, tmp_path, tmp_path / "other")
    assert "cannot be read" in missing
    assert "has another token" in other


@pytest.mark.cluster
@pytest.mark.xdist_group("cluster")
def test_other_code_or_models_are_refused(cluster: LocalCluster, tmp_path: Path) -> None:
    for name in ("index", "eval", "ui"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "pincite", tmp_path / "pincite")
    shutil.copytree(ROOT / "qa", tmp_path / "qa", symlinks=True)
    with (tmp_path / "qa" / "types.py").open("a") as file:
        file.write("\n# another version\n")
    assert "its code of Pincite is" in _join(cluster, tmp_path, cluster.token, tmp_path)
    shutil.copy(ROOT / "qa" / "types.py", tmp_path / "qa" / "types.py")
    hashes = tmp_path / "qa" / "model" / "hashes.json"
    hashes.write_text(hashes.read_text().replace('"model.onnx": "', '"model.onnx": "0'))
    assert "its reader is" in _join(cluster, tmp_path, cluster.token, tmp_path)


@pytest.mark.cluster
@pytest.mark.xdist_group("cluster")
def test_a_cluster_on_loopback_listens_there_alone_at_its_own_ports(cluster: LocalCluster) -> None:
    """With a worker on each machine. Seen to fail when Ray chose the workers' ports."""
    load_ray(cluster.token, cluster.head)
    check_reachable(cluster.head)
    with connected(cluster.head, cluster.token) as ray:
        task = ray.remote(num_cpus=0.9, scheduling_strategy="SPREAD")(lambda: time.sleep(1))
        ray.get([task.remote() for _ in cluster.nodes])
    for address, process in cluster.nodes.items():
        found = _listening(_tree(process.pid))
        own = range(address.port, address.port + PORTS)
        assert found
        assert [place for place in found if place[0] not in LOOPBACK or place[1] not in own] == []


LOOPBACK = ("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F")
"""127.0.0.1, ::1, and the first as an IPv6 address, as Linux lists them."""


def _tree(pid: int) -> set[int]:
    """A process and all that it started, directly or not."""
    parents = dict[int, int]()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found, size = {pid}, 0
    while size != len(found):
        size = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found


def _listening(pids: set[int]) -> list[tuple[str, int]]:
    """The addresses and ports at which these processes listen."""
    sockets = set[str]()
    for path in (each for pid in pids for each in Path(f"/proc/{pid}/fd").glob("*")):
        with suppress(OSError):
            sockets.add(os.readlink(path))
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *_, inode = line.split()[:10]
            if state == "0A" and f"socket:[{inode}]" in sockets:
                host, _, port = local.partition(":")
                found.append((host, int(port, 16)))
    return found


def _join(cluster: LocalCluster, folder: Path, token: Path, root: Path = ROOT) -> str:
    """What a machine says that is refused."""
    command = ["cluster", "join", str(cluster.head), f"{HOST}:19000", "--token", str(token)]
    process = start_command([*command, "--folder", str(cluster.folder)], root)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 2, output
    return output

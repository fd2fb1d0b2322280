"""Arguments that the commands of a cluster share."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands.console import Command
from index.commands.numbers import whole_number

if TYPE_CHECKING:
    from pincite.cluster.nodes.address import Address


def add_token_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--token",
        type=Path,
        metavar="FILE",
        help="the file with the cluster's token (default: cluster-token in the user's folder of "
        "settings; make it with pincite cluster token)",
    )


def add_node_options(parser: argparse.ArgumentParser) -> None:
    """Of a machine that is started."""
    parser.add_argument(
        "address",
        metavar="ADDRESS[:PORT]",
        help="the address of this machine in a private network, and the first of the 100 ports "
        "that it uses (default: 6380)",
    )
    add_token_option(parser)
    add_folder_option(parser)
    parser.add_argument(
        "--parts",
        type=Path,
        metavar="FOLDER",
        help="where this machine has its copies of the parts of collections (default: "
        "pincite/parts in the user's folder of caches)",
    )
    parser.add_argument(
        "--cpus",
        type=whole_number("--cpus", 0),
        metavar="N",
        help="cores that work is placed on (default: all)",
    )
    parser.add_argument(
        "--object-store",
        type=whole_number("--object-store", 1),
        default=200,
        metavar="MB",
        help="shared memory for what is sent between processes (default: %(default)s MB)",
    )


def add_cluster_options(parser: argparse.ArgumentParser) -> None:
    """Of a command that needs a cluster."""
    parser.add_argument(
        "--cluster",
        required=True,
        metavar="ADDRESS[:PORT]",
        help="the address of the cluster's head; this machine must be one of the cluster",
    )
    add_token_option(parser)


def allow_cluster(parser: argparse.ArgumentParser) -> None:
    """Lets a command that asks a library ask a collection on a cluster."""
    group = parser.add_argument_group("a collection on a cluster")
    group.add_argument(
        "--cluster",
        metavar="ADDRESS[:PORT]",
        help="ask the cluster with this head, where the collection runs (see pincite cluster up)",
    )
    group.add_argument("--token", type=Path, metavar="FILE", help="the file with its token")
    parser.set_defaults(run=partial(_run_elsewhere, parser.get_default("run")))


def _run_elsewhere(run: Command, arguments: argparse.Namespace) -> int:
    if arguments.cluster is None:
        return run(arguments)
    from pincite.cluster.connection import connected
    from qa.pipeline import opened_elsewhere

    with connected(address_from_args(arguments), token_from_args(arguments)):
        from pincite.cluster.serving.pipeline import open_cluster_pipeline

        with opened_elsewhere(open_cluster_pipeline):
            return run(arguments)


def add_folder_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="FOLDER",
        help="where Ray's sockets and logs are, a short path (default: pincite-UID in the "
        "system's temporary folder)",
    )


def address_from_args(arguments: argparse.Namespace) -> Address:
    """Of the cluster's head."""
    from pincite.cluster.nodes.address import parse_address

    return parse_address(arguments.cluster)


def token_from_args(arguments: argparse.Namespace) -> Path:
    """The token file that is named, or the default one."""
    if arguments.token is not None:
        return Path(arguments.token)
    return default_token()


def default_token() -> Path:
    import platformdirs

    return platformdirs.user_config_path("pincite") / "cluster-token"


def folder_from_args(arguments: argparse.Namespace) -> Path:
    """The folder that is named, or the default one."""
    from pincite.cluster.nodes.node import default_folder

    return default_folder() if arguments.folder is None else Path(arguments.folder)


def _parts(arguments: argparse.Namespace) -> Path:
    import platformdirs

    if arguments.parts is not None:
        return Path(arguments.parts)
    return platformdirs.user_cache_path("pincite") / "parts"


def run_node(arguments: argparse.Namespace, head: str | None = None) -> int:
    """Runs this machine of a cluster until it is stopped, or until a process of Ray ends."""
    from pincite.cluster.nodes.address import NETWORK_NOTE, PORTS, parse_address
    from pincite.cluster.nodes.node import logs_folder, running_node, wait
    from pincite.cluster.nodes.pid_file import running

    address, folder = parse_address(arguments.address), folder_from_args(arguments)
    joined = None if head is None else parse_address(head)
    with (
        running(folder, address),
        running_node(
            address,
            token_from_args(arguments),
            folder,
            head=joined,
            parts=_parts(arguments),
            cpus=arguments.cpus,
            object_store_bytes=arguments.object_store * 1_000_000,
        ) as node,
    ):
        role = "the head of a cluster" if joined is None else f"a machine of the cluster {joined}"
        last = address.port + PORTS - 1
        print(f"{address} is {role}, on ports {address.port} to {last}.", flush=True)
        print(NETWORK_NOTE, flush=True)
        wait(node)
    print(f"A process of Ray has ended. Its logs are in {logs_folder(folder)}.")
    return 1

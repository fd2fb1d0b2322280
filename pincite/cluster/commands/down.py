"""pincite cluster down: stops the cluster's processes on this machine."""

from __future__ import annotations

import argparse

from pincite.cluster.commands.options import add_folder_option, folder_from_args


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "down",
        help="stop this machine of a cluster",
        description="Stop the processes of a cluster on this machine. Documents are not touched.",
    )
    parser.add_argument(
        "address", metavar="ADDRESS[:PORT]", help="the address with which it was started"
    )
    add_folder_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from pincite.cluster.nodes.address import parse_address
    from pincite.cluster.nodes.pid_file import stop

    address = parse_address(arguments.address)
    stop(folder_from_args(arguments), address)
    print(f"The machine {address} has left the cluster.")
    return 0

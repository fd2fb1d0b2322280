"""pincite cluster join: adds this machine to a cluster."""

from __future__ import annotations

import argparse

from index.commands.console import stoppable
from pincite.cluster.commands.options import add_node_options, run_node


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "join",
        help="add this machine to a cluster",
        description="Add this machine to a cluster. It is refused if its version of Pincite, its "
        "models or its kind of processor are not those of the head, because answers could differ. "
        "Stop it with Ctrl-C or pincite cluster down; the cluster goes on without it.",
    )
    parser.add_argument("head", metavar="HEAD[:PORT]", help="the address of the cluster's head")
    add_node_options(parser)
    parser.set_defaults(run=run)


@stoppable
def run(arguments: argparse.Namespace) -> int:
    return run_node(arguments, arguments.head)

"""pincite cluster head: starts the first machine of a cluster."""

from __future__ import annotations

import argparse

from index.commands.console import stoppable
from pincite.cluster.commands.options import add_node_options, run_node


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "head",
        help="start the first machine of a cluster",
        description="Start the first machine of a cluster, which the others join. Stop it with "
        "Ctrl-C or pincite cluster down; the cluster ends with it.",
    )
    add_node_options(parser)
    parser.set_defaults(run=run)


@stoppable
def run(arguments: argparse.Namespace) -> int:
    return run_node(arguments)

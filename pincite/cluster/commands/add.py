"""pincite cluster add: read files and folders into a collection on all machines of a cluster."""

from __future__ import annotations

import argparse
import sys
from functools import partial

from index.commands.collection.add import add_arguments, run_add
from pincite.cluster.commands.options import add_cluster_options, address_from_args, token_from_args


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "add",
        help="read files and folders into a collection, on all machines",
        description="As pincite collection add, with the work divided among the machines of a "
        "cluster. All of them must see the collection and the files at the same paths. Run it on "
        "the machine that has the collection's disk. A machine that is lost costs the parts that "
        "it was making, which others make again.",
    )
    add_arguments(parser)
    add_cluster_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from pincite.cluster.connection import connected
    from pincite.cluster.ingest.add import add
    from pincite.cluster.ingest.pool import wait_for_core

    with connected(address_from_args(arguments), token_from_args(arguments)) as ray:
        wait_for_core(ray, partial(print, file=sys.stderr, flush=True))
        return run_add(arguments, partial(add, ray))

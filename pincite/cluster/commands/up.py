"""pincite cluster up: starts a collection on a cluster, or its next version."""

from __future__ import annotations

import argparse
from pathlib import Path

from index.commands.console import stoppable
from index.commands.numbers import whole_number
from pincite.cluster.commands.options import add_cluster_options, address_from_args, token_from_args


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "up",
        help="answer questions to a collection on the cluster",
        description="Start the current version of a collection on the cluster, or put it in the "
        "place of an older one: questions are answered meanwhile, each from one version.",
    )
    parser.add_argument(
        "collection",
        type=Path,
        metavar="NAME.collection",
        help="the collection, in a folder that all machines see by the same path",
    )
    add_cluster_options(parser)
    parser.add_argument(
        "--copies",
        type=whole_number("--copies", 1),
        default=2,
        metavar="N",
        help="machines that have each part (default: %(default)s: one may fail)",
    )
    parser.add_argument(
        "--readers",
        type=whole_number("--readers", 1),
        default=2,
        metavar="N",
        help="processes that read passages, about two questions a second each "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--stop", action="store_true", help="end it: its questions are refused from then on"
    )
    parser.set_defaults(run=run)


@stoppable
def run(arguments: argparse.Namespace) -> int:
    from pincite.cluster.connection import connected

    with connected(address_from_args(arguments), token_from_args(arguments)):
        from pincite.cluster.serving import deployment, placement

        if arguments.stop:
            old = deployment.require(arguments.collection)
            deployment.remove(arguments.collection)
            placement.withdraw(old)
            print(f"{arguments.collection} no longer runs on the cluster.")
        else:
            placement.deploy(arguments.collection, arguments.copies, arguments.readers, _tell)
    return 0


def _tell(message: str) -> None:
    print(message, flush=True)

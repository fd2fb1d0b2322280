"""pincite cluster status: the machines of a cluster, and what runs on them."""

from __future__ import annotations

import argparse

from pincite.cluster.commands.options import add_cluster_options, address_from_args, token_from_args


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "status",
        help="list the machines of the cluster and what runs on them",
        description="List the machines of the cluster, and for each the copies of parts and the "
        "readers that run on it. Exit codes: 0 all run, 1 something is missing, 2 bad input.",
    )
    add_cluster_options(parser)
    parser.add_argument(
        "--metrics", action="store_true", help="print counts for Prometheus, by machine"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from pincite.cluster.connection import connected

    with connected(address_from_args(arguments), token_from_args(arguments)):
        from pincite.cluster.serving.status import cluster_status, metrics_lines, status_lines

        status = cluster_status()
        print("\n".join(metrics_lines(status) if arguments.metrics else status_lines(status)))
    return 0 if status.is_complete else 1

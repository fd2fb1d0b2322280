"""pincite cluster token: makes the token of a new cluster."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "token",
        help="make the token that all machines of a cluster share",
        description="Make the token of a new cluster, in a file that only you can read. Copy it "
        "to every machine: whoever has it can run programs on all of them.",
    )
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="the new file (default: where the other commands look for it)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from pincite.cluster.commands.options import default_token
    from pincite.cluster.nodes.token import write_token

    if arguments.file is None:
        path = default_token()
        path.parent.mkdir(parents=True, exist_ok=True)
    else:
        path = arguments.file
    write_token(path)
    print(f"{path}: a new token. Copy it to every machine of the cluster.")
    return 0

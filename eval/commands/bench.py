"""pincite eval bench: the benchmarks, only in a source checkout (`python -m eval.bench`)."""

from __future__ import annotations

import argparse

from index.errors import PinciteError


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "bench",
        help="measure the benchmarks (only in a source checkout)",
        description="Passes its arguments to `python -m eval.bench`. Only in a source checkout.",
        add_help=False,
        prefix_chars="\0",  # no argument starts so: all are passed on, --help too
    )
    parser.add_argument(
        "arguments", nargs="*", metavar="ARGUMENT", help="such as quality, speed or --help"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    try:
        from eval.bench.__main__ import main
    except ModuleNotFoundError as error:
        raise PinciteError(
            "The benchmarks are not a part of the installed Pincite."
            " Run `python -m eval.bench` in a source checkout."
        ) from error
    return int(main(arguments.arguments))

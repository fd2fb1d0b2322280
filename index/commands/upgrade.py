"""pincite upgrade: bring a library of an earlier version up to date."""

from __future__ import annotations

import argparse

from index.commands.console import count, stoppable
from index.commands.library_options import add_encoder_option, add_library_argument


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "upgrade",
        help="bring a library of an earlier version up to date",
        description="Bring a library that an earlier version of Pincite made up to date: its "
        "documents are read again from their files. A document whose file is gone or can no longer "
        "be read keeps its stored text. At the end the library is replaced; a copy of it as it was "
        "is NAME.pincite-before-upgrade-1. An interrupted upgrade continues with the same command. "
        "In question sets, the labels of texts that are now read differently must be made again.",
    )
    add_library_argument(parser)
    add_encoder_option(parser, default="the one the library was made with")
    parser.set_defaults(run=run)


@stoppable
def run(arguments: argparse.Namespace) -> int:
    from index.commands.progress import ProgressLine
    from index.maintenance.upgrade import upgrade

    done, not_read = 0, 0
    with ProgressLine(1.0, "{desc}, {percentage:.0f}%, {remaining} to go") as line:
        for step in upgrade(arguments.library, arguments.encoder):
            done += 1
            not_read += bool(step.reason)
            if step.reason:
                line.print(f"not read again {step.source}: {step.reason}")
            line.update(step.done / step.total, f"{step.done:,} of {step.total:,} documents")
    if done:
        print(
            f"{arguments.library} is up to date: {count(done - not_read, 'document')} read again, "
            f"{count(not_read, 'document')} with the stored text"
        )
    else:
        print(f"{arguments.library} is already up to date")
    return 0

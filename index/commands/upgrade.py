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
        "documents are read again from their files. A document whose file is gone keeps its text. "
        "The library as it was is copied first. Labels of an evaluation set refer to the texts as "
        "they were: a text that is read otherwise now needs new ones.",
    )
    add_library_argument(parser)
    add_encoder_option(parser, default="the one the library was made with")
    parser.set_defaults(run=run)


@stoppable
def run(arguments: argparse.Namespace) -> int:
    from index.commands.progress import ProgressLine
    from index.maintenance.upgrade import upgrade

    done, kept = 0, 0
    with ProgressLine(1.0, "{desc}, {percentage:.0f}%, {remaining} to go") as line:
        for step in upgrade(arguments.library, arguments.encoder):
            done += 1
            kept += bool(step.kept)
            if step.kept:
                line.print(f"kept the text of {step.source}: {step.kept}")
            line.update(step.done / step.total, f"{step.done:,} of {step.total:,} documents")
    if done:
        print(
            f"{arguments.library} is up to date: {count(done - kept, 'document')} read again, "
            f"the text of {count(kept, 'document')} kept"
        )
    else:
        print(f"{arguments.library} is already up to date")
    return 0

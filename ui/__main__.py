"""python -m ui: another name of `pincite ui`."""

from __future__ import annotations

import argparse
import sys

from index.commands.console import cli_command
from ui.commands import ui


@cli_command
def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ui", description="Start the web page.")
    ui.add_arguments(parser)
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())

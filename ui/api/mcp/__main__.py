"""python -m ui.api.mcp: another name of `pincite mcp`."""

from __future__ import annotations

import argparse
import sys

from index.commands.console import cli_command
from ui.commands import mcp


@cli_command
def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ui.api")
    mcp.add_command(parser.add_subparsers(required=True))
    arguments = parser.parse_args(["mcp", *(sys.argv[1:] if argv is None else argv)])
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())

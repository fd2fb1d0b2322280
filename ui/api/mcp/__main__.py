"""python -m ui.api.mcp: a library as tools for a language model, over stdin and stdout."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from index.commands.console import cli_command


@cli_command
def main(argv: list[str] | None = None) -> int:
    """0: stdin was closed; 2: bad input."""
    parser = argparse.ArgumentParser(
        prog="python -m ui.api.mcp",
        description="A library as tools for a language model (MCP over stdio).",
    )
    parser.add_argument("library", type=Path, metavar="LIBRARY", help="a .pincite file")
    arguments = parser.parse_args(argv)

    from qa.pipeline import open_pipeline
    from ui.api.mcp.tools import server
    from ui.engine.engine import Engine
    from ui.engine.libraries import Libraries

    try:
        with (bot := open_pipeline(arguments.library)).library:
            server(Libraries(Engine(bot), alone=True)).run("stdio")
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""pincite mcp: a library as tools for a language model, over standard input and output."""

from __future__ import annotations

import argparse

from index.commands.library_options import add_library_argument


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "mcp",
        help="serve a library to a language model (MCP)",
        description="Serve a library as tools for a language model, by the Model Context Protocol "
        "over standard input and output. Needs the package mcp.",
    )
    add_library_argument(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0: standard input was closed, or Ctrl-C."""
    from qa.pipeline import open_pipeline
    from ui.api.mcp.tools import server
    from ui.engine.engine import Engine
    from ui.engine.libraries import Libraries

    try:
        with open_pipeline(arguments.library) as pipeline:
            server(Libraries(Engine(pipeline), alone=True)).run("stdio")
    except KeyboardInterrupt:
        return 0
    return 0

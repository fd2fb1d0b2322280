"""The command `pincite`: one tree of sub-commands, each defined in a `commands` package."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence

from eval.commands import bench, build, calibrate, label, run, tune
from eval.commands import compare as eval_compare
from eval.commands import search as eval_search
from index.commands import add, backup, check, export, remove, upgrade, watch
from index.commands import list as list_documents
from index.commands.collection import add as add_to_collection
from index.commands.collection import check as check_collection
from index.commands.collection import compact, prune, status
from index.commands.collection import remove as remove_from_collection
from index.commands.console import cli_command
from index.errors import PinciteError
from pincite.cluster.commands import add as add_by_cluster
from pincite.cluster.commands import down, head, join, token, up
from pincite.cluster.commands import status as cluster_status
from pincite.cluster.commands.options import allow_cluster
from pincite.version import VERSION
from qa.commands import ask, check_quotes, compare, risks, search, verify
from ui.commands import mcp, ui, users

HEADINGS = {"add": "documents", "ask": "questions", "ui": "servers", "eval": "evaluation, training"}
"""The first command of each group of `pincite --help` -> the heading of the group."""


@cli_command
def main(argv: list[str] | None = None) -> int:
    """Runs the command that the arguments name (None: those of the process).

    Exit codes: 0 done, 1 negative result, 2 bad input, 130 and 143 stopped by Ctrl-C and SIGTERM.
    """
    arguments = build_parser().parse_args(argv)
    return int(arguments.run(arguments))


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands. Imports nothing heavy, so that --help is fast."""
    parser = _GroupingParser(
        prog="pincite",
        description="Ask your own documents: answers are exact quotations, with citations.",
        epilog="To start: pincite add my.pincite FOLDER, then pincite ask my.pincite QUESTION. "
        "Every command has a --help.",
    )
    parser.add_argument("--version", action="version", version=f"pincite {VERSION}")
    parser.add_argument(
        "--print-completion",
        action=_PrintCompletion,
        choices=("bash", "zsh", "tcsh"),
        help="print the completion script for a shell; needs the package shtab",
    )
    commands = parser.add_subparsers(
        required=True, metavar="COMMAND", title="commands", parser_class=argparse.ArgumentParser
    )
    for command in (add, watch, list_documents, remove, check, backup, export, upgrade):
        command.add_command(commands)
    _add_collection(commands)
    _add_cluster(commands)
    for command in (ask, search, verify, check_quotes, compare, risks):
        command.add_command(commands)
    for command in (ui, mcp, users):
        command.add_command(commands)
    _add_eval(commands)
    _add_train(commands)
    for name in ("ask", "ui"):
        allow_cluster(commands.choices[name])
    return parser


def _add_collection(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "collection",
        help="keep millions of documents as a folder of parts",
        description="Keep millions of documents as a folder of libraries that never change, and "
        "ask them as one: a collection is named wherever a library is read.",
    )
    nested = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    for command in (add_to_collection, remove_from_collection, compact, status):
        command.add_command(nested)
    for command in (check_collection, prune):
        command.add_command(nested)


def _add_cluster(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "cluster",
        help="ask a collection on several machines",
        description="Ask a collection on several machines, which share its parts and the reading. "
        'Needs the package ray: pip install "pincite[cluster]"',
    )
    nested = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    for command in (token, head, join, add_by_cluster, up, cluster_status, down):
        command.add_command(nested)


def _add_eval(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "eval",
        help="measure answers and search on a question set",
        description="Measure answers and search on a set of questions with known answers.",
    )
    nested = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    for command in (run, build, eval_search, eval_compare, label, tune, calibrate, bench):
        command.add_command(nested)
    allow_cluster(nested.choices["run"])


def _add_train(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    summary = "train and export the bundled models (only in a source checkout)"
    try:
        from index.commands import export_encoder
        from qa.train.commands import add_commands
    except ImportError:  # an installed copy has neither
        # no argument starts with this character, so none is taken for an option of the parser
        parser = commands.add_parser("train", help=summary, add_help=False, prefix_chars="\0")
        parser.add_argument("words", nargs="*")
        parser.set_defaults(run=_refuse_train)
        return
    parser = commands.add_parser(
        "train", help=summary, description="Train and export the models that Pincite bundles."
    )
    nested = parser.add_subparsers(required=True, metavar="COMMAND", title="commands")
    add_commands(nested)
    export_encoder.add_command(nested)


def _refuse_train(_: argparse.Namespace) -> int:
    raise PinciteError(
        "`pincite train` is not in an installed copy, only in a source checkout. "
        "Clone the repository and run it there."
    )


class _GroupingParser(argparse.ArgumentParser):
    """Prints a heading above each group of commands."""

    def format_help(self) -> str:
        text = super().format_help()
        for first, heading in HEADINGS.items():
            text = re.sub(rf"(?m)^(?=    {first} )", f"  {heading}:\n", text, count=1)
        return text.replace("\n  COMMAND\n", "\n")


class _PrintCompletion(argparse.Action):
    """Prints what `shtab` makes of the parser, and exits."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        try:
            import shtab
        except ModuleNotFoundError as error:
            raise PinciteError(
                "Shell completion needs the package shtab, which is not installed. "
                'Install it: pip install "pincite[completion]"'
            ) from error
        sys.stdout.write(f"{shtab.complete(parser, shell=str(values))}\n")
        sys.exit(0)

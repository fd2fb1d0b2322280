"""Generates the parts of docs/ that repeat the code: `python -m tests.support.reference`.

They are the page cli.md, and the tables between `<!-- generated:NAME -->` markers of other pages.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator

from eval.failures import FAILURES
from eval.metrics.measures import MEASURES
from pincite.cli import build_parser
from tests.support.paths import ROOT

DOCS = ROOT / "docs"

_HEAD = """# Command line

This page is generated from the parsers of the commands. `pincite COMMAND --help` prints the same.
"""


def main() -> None:
    """Writes the generated parts."""
    for name, text in generated().items():
        (DOCS / name).write_text(text, encoding="utf-8")


def generated() -> dict[str, str]:
    """The name and the whole text of every page that has generated parts."""
    evaluation = (DOCS / "evaluation.md").read_text(encoding="utf-8")
    evaluation = _replace_block(evaluation, "measures", _measures())
    evaluation = _replace_block(evaluation, "failures", _table("class", FAILURES.items()))
    return {"cli.md": cli_page(), "evaluation.md": evaluation}


def cli_page() -> str:
    """Every command as a section, in the order of the help."""
    return "\n".join([_HEAD, *(_section(parser) for parser in walk(build_parser()))])


def walk(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parsers of all commands that do something, in the order of the help."""
    children = subparsers(parser)
    if not children:
        yield parser
    for child in children.values():
        yield from walk(child)


def subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Name to parser of the sub-commands; empty if there are none."""
    for action in parser._actions:  # argparse has no public way to list them
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def _section(parser: argparse.ArgumentParser) -> str:
    lines = [f"## {parser.prog}", ""]
    if parser.description:
        lines += [_markdown(parser.description), ""]
    lines += [f"    {_usage(parser)}", ""]
    rows = [
        (_invocation(action), _help(parser, action))
        for action in parser._actions
        if action.help != argparse.SUPPRESS and "--help" not in action.option_strings
    ]
    if rows:
        lines += [_table("argument", rows), ""]
    return "\n".join(lines)


def _usage(parser: argparse.ArgumentParser) -> str:
    """In one line, the options in short."""
    options = [action for action in parser._actions if action.option_strings]
    positionals = [_metavar(action) for action in parser._actions if not action.option_strings]
    return " ".join([parser.prog, *positionals, *(["[OPTIONS]"] if len(options) > 1 else [])])


def _metavar(action: argparse.Action) -> str:
    name = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    return {
        "?": f"[{name}]",
        "*": f"[{name} …]",
        "+": f"{name} …",
        argparse.REMAINDER: "…",
    }.get(str(action.nargs), name)


def _invocation(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{_metavar(action)}`"
    if action.nargs == 0:
        return ", ".join(f"`{option}`" for option in action.option_strings)
    value = "{" + ",".join(map(str, action.choices)) + "}" if action.choices else _metavar(action)
    return ", ".join(f"`{option} {value}`" for option in action.option_strings)


def _help(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    formatter = parser._get_formatter()
    return _markdown(formatter._expand_help(action)) if action.help else ""


def _measures() -> str:
    return _table("measure", [(f"`{measure.name}`", measure.note) for measure in MEASURES])


def _table(head: str, rows: Iterable[tuple[str, str]]) -> str:
    cells = [f"| {name} | {meaning} |" for name, meaning in rows]
    return "\n".join([f"| {head} | what it means |", "|---|---|", *cells])


def _markdown(text: str) -> str:
    """As one paragraph, without characters that Markdown would read as markup."""
    return re.sub(r"([|*<>_])", r"\\\1", " ".join(text.split()))


def _replace_block(text: str, name: str, block: str) -> str:
    opening, closing = f"<!-- generated:{name} -->", f"<!-- /generated:{name} -->"
    before, _, rest = text.partition(opening)
    _, found, after = rest.partition(closing)
    if not found:
        raise ValueError(f"{opening} … {closing} is missing in the page.")
    return f"{before}{opening}\n{block}\n{closing}{after}"


if __name__ == "__main__":
    main()

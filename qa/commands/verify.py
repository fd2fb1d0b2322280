"""pincite verify: do quoted words stand where their citation says?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from index.commands.library_options import add_library_argument
from index.errors import PinciteError, reason

_REMEDY = "Give it what `pincite ask --json` printed."


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "verify",
        help="check that a citation's words stand where it says",
        description="Check that the words of a citation stand where it says. Exit codes: 0 all "
        "do, 1 some do not, 2 bad input.",
    )
    add_library_argument(parser)
    parser.add_argument(
        "citation",
        type=Path,
        metavar="CITATION.json",
        help="a citation or an answer, as `pincite ask --json` prints it; - for standard input",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from index.collection.opening import open_library
    from qa.citations import verify

    citations = _read_citations(arguments.citation)
    with open_library(arguments.library) as library:
        results = [(citation, verify(library, citation)) for citation in citations]
    for citation, problem in results:
        print(f"[{citation.get('number', '?')}] {problem or 'the words stand there'}")
    return 1 if any(problem for _, problem in results) else 0


def _read_citations(path: Path) -> list[Mapping[str, object]]:
    import json

    from_stdin = str(path) == "-"
    name = "Standard input" if from_stdin else path
    try:
        text = sys.stdin.read() if from_stdin else path.read_text(encoding="utf-8")
        value = json.loads(text)
    except (OSError, ValueError) as error:
        raise PinciteError(f"{name} cannot be read ({reason(error)}). {_REMEDY}") from error
    citations = value.get("citations", [value]) if isinstance(value, dict) else value
    if not isinstance(citations, list) or not citations:
        raise PinciteError(f"{name} contains no citation. {_REMEDY}")
    if not all(isinstance(citation, dict) for citation in citations):
        raise PinciteError(f"{name} contains something that is not a citation. {_REMEDY}")
    return citations

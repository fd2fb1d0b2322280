"""pincite check-quotes: do the quotations and figures of a draft stand in the library?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands.filter_options import add_filter_options, filters_from_args
from index.commands.library_options import add_library_argument

if TYPE_CHECKING:
    from qa.drafts.types import DraftCheck, Finding

_SHOWN_CHARS = 160
_SHOWN_PLACES = 3


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "check-quotes",
        help="look up the quotations, figures and dates of a draft",
        description="Look up every quotation of a draft, every figure with its noun, name with a "
        "date and footnote, and say which are verbatim, altered, stitched from several places, "
        "from another source than the draft names, or not found. Exit codes: 0 all are verbatim, "
        "1 some are not, 2 bad input.",
    )
    parser.add_argument(
        "draft",
        type=Path,
        metavar="DRAFT",
        help="a text, .docx, .md, .html or any other file that can be added; - for standard input",
    )
    add_library_argument(parser)
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print one JSON object")
    output.add_argument("--markdown", action="store_true", help="print a report in Markdown")
    add_filter_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0: all verbatim; 1: some are not; 2: bad input."""
    import json

    from index.collection.opening import open_documents_of
    from qa.drafts import report
    from qa.drafts.check import check
    from qa.drafts.read import read_draft, read_stdin

    filters = filters_from_args(arguments)
    from_stdin = str(arguments.draft) == "-"
    with open_documents_of(arguments.library) as library:
        draft = read_stdin() if from_stdin else read_draft(arguments.draft)
        result = check(library, draft, filters)
    if arguments.json:
        print(json.dumps(report.to_json(result), ensure_ascii=False, indent=1))
    elif arguments.markdown:
        print(report.to_markdown(result), end="")
    else:
        print(f"{report.summary(result)}.")
        for finding in result.findings:
            print("\n".join(["", *_lines(finding, result)]))
    return 0 if result.is_fine else 1


def _lines(finding: Finding, result: DraftCheck) -> list[str]:
    from qa.drafts.report import LABELS, change_text, citations, title_of

    words = " ".join(finding.claim.span.text.split())
    shown = words if len(words) <= _SHOWN_CHARS else f"{words[:_SHOWN_CHARS]}…"
    notes = [change_text(each) for each in finding.differences]
    cited = citations(finding)
    places = [f"{title_of(each, result)}, {each.place}" for each in cited[:_SHOWN_PLACES]]
    if len(cited) > _SHOWN_PLACES:
        places.append(f"and {len(cited) - _SHOWN_PLACES} more places")
    return [
        f"{LABELS[finding.verdict].upper()}: {finding.claim.kind} “{shown}”",
        *(f"    {line}" for line in (*notes, finding.note, *places) if line),
    ]

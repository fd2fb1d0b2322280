"""pincite compare: what changed between two documents of a library?"""

from __future__ import annotations

import argparse

from index.commands.library_options import add_library_argument


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "compare",
        help="say what changed between two versions of a document",
        description="Compare two documents of a library word by word: passages that were added, "
        "removed, altered or moved, with the words that differ. Numbering, line breaks, "
        "punctuation and capitals alone are no change. Exit codes: 0 no word differs, 1 some do, "
        "2 bad input.",
    )
    add_library_argument(parser)
    for name, which in (("old", "earlier"), ("new", "later")):
        parser.add_argument(
            name,
            metavar=name.upper(),
            help=f"the {which} version: its file name, title or source",
        )
    parser.add_argument(
        "--only",
        default="words",
        choices=(
            *("words", "figures", "negations", "altered", "added", "removed", "moved", "form"),
        ),
        help="print only changes of figures and dates, of negations, or of one kind (default: all "
        "changes of words; form: numbering, punctuation and capitals)",
    )
    parser.add_argument("--text", default="", help="print only changes that have these words")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print one JSON object")
    output.add_argument("--markdown", action="store_true", help="print a report in Markdown")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0: no word differs; 1: some do; 2: bad input."""
    import json

    from index.collection.opening import open_documents_of
    from qa.drafts.versions import report
    from qa.drafts.versions.compare import compare
    from qa.drafts.versions.selection import chosen, find_document

    with open_documents_of(arguments.library) as library:
        entries = library.list_documents()
        old, new = (
            library.document(find_document(entries, name).id)
            for name in (arguments.old, arguments.new)
        )
    result = compare(old, new)
    changes = chosen(result, arguments.only, arguments.text)
    if arguments.json:
        print(json.dumps(report.to_json(result, changes), ensure_ascii=False, indent=1))
    elif arguments.markdown:
        print(report.to_markdown(result, changes), end="")
    else:
        print("\n".join(report.to_lines(result, changes)))
    return 0 if result.is_same else 1

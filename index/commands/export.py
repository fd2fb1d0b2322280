"""pincite export, pincite import: move documents between libraries as a JSON Lines file."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from index.commands.console import count, stoppable
from index.commands.filter_options import add_filter_options, filters_from_args
from index.commands.library_options import add_encoder_option, add_library_argument
from index.errors import PinciteError


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `export` and `import`."""
    parser = commands.add_parser(
        "export",
        help="write documents to a file that another library can import",
        description="Write documents, with their vectors and stored source files, to a JSON Lines "
        "file that `pincite import` reads.",
    )
    add_library_argument(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="the export; must not exist yet")
    add_filter_options(parser)
    parser.set_defaults(run=run_export)

    parser = commands.add_parser(
        "import",
        help="add the documents of an export",
        description="Add the documents of an export. Their vectors are reused if the same model "
        "made them; otherwise the documents are encoded again.",
    )
    add_library_argument(parser, creates=True)
    parser.add_argument("file", type=Path, metavar="FILE", help="written by `pincite export`")
    add_encoder_option(parser, default="the one the library was made with")
    parser.set_defaults(run=run_import)


@stoppable
def run_export(arguments: argparse.Namespace) -> int:
    from index.maintenance.export import export_documents

    documents = export_documents(arguments.library, arguments.file, filters_from_args(arguments))
    size = arguments.file.stat().st_size
    print(f"{count(documents, 'document')} in {arguments.file}, {size:,} bytes")
    return 0


@stoppable
def run_import(arguments: argparse.Namespace) -> int:
    from index.library import Library
    from index.maintenance.export import import_documents

    if not arguments.file.is_file():
        raise PinciteError(
            f"There is no file {arguments.file}. Create one with: pincite export LIBRARY FILE"
        )
    statuses: Counter[str] = Counter()
    with Library.open(arguments.library, create=True, encoder=arguments.encoder) as library:
        for result in import_documents(library, arguments.file):
            statuses[result.status] += 1
        library.refresh_index()
        documents = library.count()
    parts = [f"{number} {status}" for status, number in sorted(statuses.items())]
    summary = ", ".join(parts) or "nothing to import"
    print(f"{summary}; {arguments.library} now holds {count(documents, 'document')}")
    return 0

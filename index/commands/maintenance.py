"""The verbs that look after a library: check, backup, export, import."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from index.commands.filter_options import add_filter_options, filters_from_args
from index.errors import PinciteError

if TYPE_CHECKING:
    from index.encoders.base import Encoder, Fingerprint


def add_commands(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = verbs.add_parser(
        "check",
        help="is the file sound? structure, checksums, offsets, vectors, lexical index, cache",
    )
    check.add_argument("library", type=Path, metavar="LIBRARY")
    check.add_argument(
        "--deep",
        action="store_true",
        help="encode a sample of the sentences again and compare their vectors",
    )
    check.add_argument(
        "--repair",
        action="store_true",
        help="mend what can be proved; copies the library first, deletes nothing else",
    )
    check.add_argument("--json", action="store_true", help="one JSON object, for programs")
    check.set_defaults(run=_check)

    backup = verbs.add_parser(
        "backup", help="a checked copy of the library, also while others write to it"
    )
    backup.add_argument("library", type=Path, metavar="LIBRARY")
    backup.add_argument("file", type=Path, metavar="FILE", help="must not exist yet")
    backup.set_defaults(run=_backup)

    export = verbs.add_parser(
        "export",
        help="documents with their vectors and kept files as lines of JSON, for another library",
    )
    export.add_argument("library", type=Path, metavar="LIBRARY")
    export.add_argument("file", type=Path, metavar="FILE", help="must not exist yet")
    add_filter_options(export)
    export.set_defaults(run=_export)

    take = verbs.add_parser(
        "import",
        help="the documents of an export; encoded again only where another model made them",
    )
    take.add_argument("library", type=Path, metavar="LIBRARY", help="made where there is none")
    take.add_argument("file", type=Path, metavar="FILE", help="as `export` wrote it")
    take.set_defaults(run=_import)

    for verb in (check, take):
        verb.add_argument(
            "--encoder",
            type=Path,
            metavar="FOLDER",
            help="a sentence-transformers model (default: the one that made it)",
        )


def _check(arguments: argparse.Namespace) -> int:
    """0: sound; 1: problems were named; 2: it cannot be opened; 3: a later Pincite made it."""
    import json

    from index.encoders.registry import encoder_for
    from index.errors import NewerFormatError
    from index.maintenance.check import check_library
    from index.maintenance.repair import repair

    done: list[str] = []
    try:
        if arguments.repair:
            for line in repair(
                arguments.library, lambda made: _named(arguments) or encoder_for(made)
            ):
                done.append(line)
                print(line, file=sys.stderr, flush=True)
        found = check_library(arguments.library)
        if arguments.deep and not found:
            found = check_library(
                arguments.library, _named(arguments) or encoder_for(_made_by(arguments.library))
            )
    except NewerFormatError as error:
        print(error, file=sys.stderr)
        return 3
    if arguments.json:
        print(
            json.dumps(
                {
                    "library": str(arguments.library),
                    "sound": not found,
                    "problems": found,
                    "done": done,
                },
                ensure_ascii=False,
            )
        )
    else:
        print("\n".join(found) if found else f"{arguments.library} is sound")
    return 1 if found else 0


def _backup(arguments: argparse.Namespace) -> int:
    from index.maintenance.backup import backup

    backup(arguments.library, arguments.file)
    print(
        f"{arguments.file} is a sound copy of {arguments.library}, {arguments.file.stat().st_size:,} bytes"
    )
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from index.maintenance.export import export_documents

    count = export_documents(arguments.library, arguments.file, filters_from_args(arguments))
    print(f"{count} documents in {arguments.file}, {arguments.file.stat().st_size:,} bytes")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from index.library import Library
    from index.maintenance.export import import_documents

    if not arguments.file.is_file():
        raise PinciteError(
            f"There is no file {arguments.file}. Make one with: python -m index export LIBRARY FILE"
        )
    counts: dict[str, int] = {}
    with Library.open(arguments.library, create=True, encoder=arguments.encoder) as library:
        for outcome in import_documents(library, arguments.file):
            counts[outcome.status] = counts.get(outcome.status, 0) + 1
        library.refresh_index()
        documents = library.count()
    told = (
        ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
        or "nothing to import"
    )
    print(f"{told}; {arguments.library} now holds {documents} documents")
    return 0


def _named(arguments: argparse.Namespace) -> Encoder | None:
    from index.encoders.sentence_transformers import SentenceTransformersEncoder

    return SentenceTransformersEncoder(arguments.encoder) if arguments.encoder else None


def _made_by(path: Path) -> Fingerprint | None:
    from index.storage.store import Store

    store = Store(path)
    try:
        with store.reading():
            return store.fingerprint
    finally:
        store.close()

"""pincite collection check: verify that a collection is whole."""

from __future__ import annotations

import argparse

from index.commands.collection.options import add_collection_argument


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "check",
        help="verify that a collection is whole",
        description="Compare every part with its hash, and the versions with the parts; find "
        "files that are missing or that no version names. Exit code 1: problems found.",
    )
    add_collection_argument(parser)
    parser.add_argument(
        "--deep", action="store_true", help="also check every part as `pincite check` does"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from index.collection.files.check import check_collection

    problems = check_collection(arguments.collection, deep=arguments.deep)
    if arguments.json:
        import json

        report = {
            "collection": str(arguments.collection),
            "sound": not problems,
            "problems": problems,
        }
        print(json.dumps(report, ensure_ascii=False))
    else:
        print("\n".join(problems) if problems else f"{arguments.collection} is sound")
    return 1 if problems else 0

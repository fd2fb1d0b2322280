"""python -m eval.bench.systems: run one system; commands in and results out, as JSON lines.

`python -m eval.bench peers` and `collections` start it.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

SYSTEMS = ("haystack", "haystack_files", "pincite", "pincite_files", "txtai", "txtai_files")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench.systems", description="Started by `python -m eval.bench peers`."
    )
    parser.add_argument("module", choices=SYSTEMS)
    parser.add_argument("configuration")
    parser.add_argument("encoder", metavar="ENCODER", help="folder of the encoder's weights")
    parser.add_argument("reader", metavar="READER", help='folder of the reader\'s weights, or ""')
    arguments = parser.parse_args(argv)

    import json

    from eval.bench.systems.driver import Models, drive

    module = import_module(f"eval.bench.systems.{arguments.module}")
    make = module.CONFIGURATIONS[arguments.configuration]
    models = Models(arguments.encoder, arguments.reader)
    for result in drive(make, models, map(json.loads, sys.stdin)):
        print(json.dumps(result), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

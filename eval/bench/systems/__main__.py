"""python -m eval.bench.systems: run one job on one system, and print JSON lines.

`python -m eval.bench peers` starts it.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

SYSTEMS = ("haystack", "pincite", "txtai")


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench.systems", description="Started by `python -m eval.bench peers`."
    )
    parser.add_argument("system", choices=SYSTEMS)
    parser.add_argument("configuration")
    parser.add_argument("job", type=Path, metavar="JOB", help="texts and questions, as JSON")
    arguments = parser.parse_args(argv)

    import json

    from eval.bench.systems.driver import Job, drive

    module = import_module(f"eval.bench.systems.{arguments.system}")
    make = module.CONFIGURATIONS[arguments.configuration]
    for line in drive(make, Job.load(arguments.job)):
        print(json.dumps(line), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

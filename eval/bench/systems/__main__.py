"""python -m eval.bench.systems: drive one system through one job, and print JSON lines. `python -m eval.bench peers` starts it."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

SYSTEMS = ("haystack", "pincite", "txtai")


def main(argv: list[str] | None = None) -> int:
    made = argparse.ArgumentParser(
        prog="python -m eval.bench.systems", description="What `python -m eval.bench peers` starts."
    )
    made.add_argument("system", choices=SYSTEMS)
    made.add_argument("configuration")
    made.add_argument("job", type=Path, metavar="JOB", help="texts and questions, as JSON")
    arguments = made.parse_args(argv)

    import json

    from eval.bench.systems.driver import Job, drive

    make = import_module(f"eval.bench.systems.{arguments.system}").CONFIGURATIONS[
        arguments.configuration
    ]
    for line in drive(make, Job.load(arguments.job)):
        print(json.dumps(line), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""python -m tests.torture FOLDER: all fault injections at length, resumable.

The summary is FOLDER/summary.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

from index.storage import failpoints
from tests.torture import crowd, damage, disk, faults, kills, power, states
from tests.torture.tally import LOSSES, Tally, Torture, load, save

PLAN: dict[str, tuple[Torture, int, int]] = {
    "kills at points": (kills.at_points, 30, 1),
    "kills at any time": (kills.at_times, 10_000, 20),
    "power losses": (power.losses, 100_000, 1000),
    "damaged bytes": (damage.bytes_changed, 28_000, 500),
    "steps of the state machine": (states.machine, 20_000, 500),
    "faults of the disk": (faults.of_disk, 4_000, 100),
    "faults of the encoder": (faults.of_encoder, 80, 8),
    "documents of three writers": (crowd.at_once, 2_000, 100),
    "full disks": (disk.full, 300, 15),
}
"""Name to (function, total amount, amount of one part)."""


def main(argv: list[str] | None = None) -> int:
    """Exit code 0: no fault found; 1: some."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=PLAN, action="append", help="only this one (repeatable)")
    arguments = parser.parse_args(argv)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    todo = {
        name: PLAN[name]
        for name in arguments.only or PLAN
        if name != "full disks" or disk.can_mount()
    }
    while todo:  # in turn, so that an interrupted run has done a share of each
        todo = {name: plan for name, plan in todo.items() if _part(arguments.folder, name, *plan)}
    tallies = [load(arguments.folder, name) for name in PLAN]
    (arguments.folder / "summary.json").write_text(
        json.dumps([asdict(tally) for tally in tallies], indent=1)
    )
    table = summary(tallies)
    (arguments.folder / "summary.md").write_text(table)
    print(table)
    return 1 if any(tally.broken for tally in tallies) else 0


def _part(folder: Path, name: str, torture: Torture, whole: int, part: int) -> bool:
    """Runs and saves one part; False if all were done. The part number is the seed of the part."""
    tally = load(folder, name)
    if tally.counts.get("parts", 0) * part >= whole:
        return False
    start = time.monotonic()
    torture(tally, tally.counts.get("parts", 0), part)
    tally.count("parts")
    tally.seconds += time.monotonic() - start
    save(folder, tally)
    print(f"{name}: {tally.done:,}, {len(tally.broken)} broken", file=sys.stderr, flush=True)
    return True


def summary(tallies: list[Tally]) -> str:
    """A table in Markdown."""
    rows = [
        f"| torture | done | {' | '.join(LOSSES)} | other | minutes |",
        f"|---|--:|{'--:|' * (len(LOSSES) + 2)}",
    ]
    for tally in tallies:
        losses = " | ".join(str(count) for count in tally.losses().values())
        rows.append(f"| {tally.name} | {tally.done:,} | {losses} | {tally.seconds / 60:.0f} |")
    return "\n".join(rows) + f"\n\n{len(failpoints.POINTS)} points in the code.\n"


if __name__ == "__main__":
    sys.exit(main())

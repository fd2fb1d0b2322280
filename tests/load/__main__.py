"""python -m tests.load: see the package's docstring."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.load import markers
from tests.load.server import Child, child, ended_while_asked, expected
from tests.load.users import Tally, ask_on
from tests.support.paths import ROOT

WARMING = 60.0
"""Seconds at most until memory is compared: models are loaded, every worker's thread has begun."""


def main(argv: list[str] | None = None) -> int:
    """0: what is promised was kept; 1: it was not."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.load", description="Load on the real server over the real engine."
    )
    verbs = parser.add_subparsers(required=True)
    make = verbs.add_parser("make", help="a library of marker documents among novels")
    make.add_argument("library", type=Path)
    make.add_argument("novels", type=Path, nargs="?", help="a tar file of .txt files")
    make.add_argument("--sentences", type=int, default=10_000)
    make.set_defaults(run=_make)
    run = verbs.add_parser("run", help="many users, then SIGTERM while they ask")
    run.add_argument("library", type=Path)
    run.add_argument("--users", type=int, default=32)
    run.add_argument("--seconds", type=float, default=60)
    run.set_defaults(run=_run)
    slow = verbs.add_parser("slow", help="one honest user, by turns alone and beside slow clients")
    slow.add_argument("library", type=Path)
    slow.add_argument("--clients", type=int, default=200)
    slow.add_argument("--rounds", type=int, default=6, help="of each; a round takes --seconds")
    slow.add_argument("--seconds", type=float, default=20)
    slow.set_defaults(run=_slow)
    overhead = verbs.add_parser("overhead", help="what Gradio adds to an engine of known time")
    overhead.add_argument("--calls", type=int, default=200)
    overhead.set_defaults(run=_overhead)
    page = verbs.add_parser(
        "page", help="how long the page takes until it can be used, in chromium"
    )
    page.add_argument("--times", type=int, default=20)
    page.set_defaults(run=_page)
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))


def _make(arguments: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        markers.write(Path(folder), novels=arguments.novels, sentences=arguments.sentences)
        return subprocess.run(
            [sys.executable, "-m", "index", "add", str(arguments.library), folder],
            cwd=ROOT,
            check=False,
        ).returncode


def _run(arguments: argparse.Namespace) -> int:
    """A line a minute. Memory is compared with that after the first quarter, or the first minute."""
    tallies = []
    with child(arguments.library) as server:
        right = expected(server, markers.markers())
        _told(server, right, arguments.users, min(WARMING, arguments.seconds / 4), "warming up")
        memory = [server.memory()]
        print(f"  memory {memory[0]:.0f} MB", flush=True)
        minutes, rest = divmod(arguments.seconds, 60)
        for seconds in [*[60.0] * int(minutes), *([rest] if rest else [])]:
            tallies.append(
                _told(server, right, arguments.users, seconds, f"{arguments.users} users")
            )
            memory.append(server.memory())
            print(
                f"  memory {memory[-1]:.0f} MB, {memory[-1] / memory[0]:.3f} times that when warm",
                flush=True,
            )
        code, seconds, late = ended_while_asked(server, right, arguments.users)
        print(
            f"SIGTERM with {arguments.users} users asking: exit code {code} after {seconds:.1f} s; {late} questions left unanswered"
        )
    kept = (
        not (code or late or any(tally.failures or tally.crossed or tally.cut for tally in tallies))
        and seconds < 10
    )
    return 0 if kept else 1


def _slow(arguments: argparse.Namespace) -> int:
    with child(arguments.library) as server:
        right = expected(server, markers.markers())
        alone, beside = [], []
        for _ in range(arguments.rounds):
            alone.append(_told(server, right, 1, arguments.seconds, "alone"))
            dawdlers = subprocess.Popen(
                [sys.executable, "-m", "tests.load.slow", server.host, str(arguments.clients)],
                cwd=ROOT,
            )
            time.sleep(2)
            beside.append(
                _told(
                    server, right, 1, arguments.seconds, f"beside {arguments.clients} slow clients"
                )
            )
            dawdlers.kill()
            dawdlers.wait()
    ratios = [_both(beside, share) / _both(alone, share) for share in (0.5, 0.99)]
    print(
        f"honest user beside {arguments.clients} slow clients: p50 {ratios[0]:.2f} times, p99 {ratios[1]:.2f} times that alone"
    )
    return 0 if ratios[1] <= 1.5 else 1


def _overhead(arguments: argparse.Namespace) -> int:
    from tests.load.overhead import measured

    kept = True
    for way, seconds in measured(arguments.calls).items():
        p50, p95 = (1000 * each for each in _usual_and_worst(seconds))
        print(
            f"{way}: p50 {p50:.1f} ms, p95 {p95:.1f} ms on top of the engine, {len(seconds)} calls"
        )
        kept &= p50 <= 15
    return 0 if kept else 1


def _page(arguments: argparse.Namespace) -> int:
    from tests.load.page import measured

    cold, warm = measured(arguments.times)
    p50, p95 = _usual_and_worst(warm)
    print(
        f"the page can be used after {cold:.2f} s at first, then after {p50:.2f} s (p50), {p95:.2f} s (p95), {len(warm)} times"
    )
    return 0 if p50 <= 1 else 1


def _usual_and_worst(seconds: list[float]) -> tuple[float, float]:
    """p50 and p95."""
    return sorted(seconds)[len(seconds) // 2], sorted(seconds)[int(0.95 * len(seconds))]


def _both(tallies: list[Tally], share: float) -> float:
    """The median over rounds: one round may be the one in which this machine did something else."""
    return statistics.median(tally.percentile(share) for tally in tallies)


def _told(
    server: Child, right: list[tuple[str, str]], users: int, seconds: float, what: str
) -> Tally:
    ends = time.monotonic() + seconds
    tally = ask_on(server.host, right, users, lambda: time.monotonic() >= ends)
    rate = len(tally.seconds) / seconds
    times = ", ".join(
        f"p{100 * share:.0f} {1000 * tally.percentile(share):.0f} ms" for share in (0.5, 0.95, 0.99)
    )
    statuses = " ".join(f"{status}:{count}" for status, count in sorted(tally.statuses.items()))
    print(
        f"{what}, {seconds:.0f} s: {statuses}; {rate:.1f} answers/s; {times}; {len(tally.crossed)} crossed, {tally.cut} cut",
        flush=True,
    )
    for line in tally.crossed[:3]:
        print("  crossed:", line)
    return tally


if __name__ == "__main__":
    sys.exit(main())

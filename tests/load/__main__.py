"""python -m tests.load: see the package's docstring."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.load import markers
from tests.load.server import ServerProcess, end_while_asked, expected_answers, serve
from tests.load.users import Expected, Tally, ask_until
from tests.support.paths import ROOT

WARM_UP_SECONDS = 60.0
"""At most, before memory is compared: models are loaded, all threads have started."""


def main(argv: list[str] | None = None) -> int:
    """Exit codes: 0 the guarantees held, 1 they did not."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.load", description="Load tests of the real server."
    )
    commands = parser.add_subparsers(required=True)
    make = commands.add_parser("make", help="make a library of marker documents among novels")
    make.add_argument("library", type=Path)
    make.add_argument("novels", type=Path, nargs="?", help="a tar file of .txt files")
    make.add_argument("--sentences", type=int, default=10_000)
    make.set_defaults(run=_make)
    run = commands.add_parser("run", help="many users, and SIGTERM while they ask")
    run.add_argument("library", type=Path)
    run.add_argument("--users", type=int, default=32)
    run.add_argument("--seconds", type=float, default=60)
    run.set_defaults(run=_run)
    slow = commands.add_parser("slow", help="one user, in turn alone and beside slow clients")
    slow.add_argument("library", type=Path)
    slow.add_argument("--clients", type=int, default=200)
    slow.add_argument("--rounds", type=int, default=6, help="of each kind")
    slow.add_argument("--seconds", type=float, default=20, help="of a round")
    slow.set_defaults(run=_slow)
    overhead = commands.add_parser("overhead", help="the time that HTTP and Gradio add")
    overhead.add_argument("--calls", type=int, default=200)
    overhead.set_defaults(run=_overhead)
    page = commands.add_parser("page", help="the time until the page can be used, in chromium")
    page.add_argument("--times", type=int, default=20)
    page.set_defaults(run=_page)
    arguments = parser.parse_args(argv)
    return int(arguments.run(arguments))


def _make(arguments: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        markers.write(Path(folder), novels=arguments.novels, sentences=arguments.sentences)
        command = [sys.executable, "-m", "index", "add", str(arguments.library), folder]
        return subprocess.run(command, cwd=ROOT, check=False).returncode


def _run(arguments: argparse.Namespace) -> int:
    """Prints a line each minute. Memory is compared with that after the warm-up."""
    tallies = []
    with serve(arguments.library) as server:
        expected = expected_answers(server, markers.markers())
        warm_up = min(WARM_UP_SECONDS, arguments.seconds / 4)
        _ask(server, expected, arguments.users, warm_up, "warming up")
        warm = server.memory()
        print(f"  memory {warm:.0f} MB", flush=True)
        for seconds in _minutes(arguments.seconds):
            tallies.append(
                _ask(server, expected, arguments.users, seconds, f"{arguments.users} users")
            )
            memory = server.memory()
            print(f"  memory {memory:.0f} MB, {memory / warm:.3f} times that when warm", flush=True)
        code, seconds, unanswered = end_while_asked(server, expected, arguments.users)
        print(
            f"SIGTERM with {arguments.users} users asking: exit code {code} "
            f"after {seconds:.1f} s; {unanswered} questions unanswered"
        )
    failed = any(tally.failures or tally.crossed or tally.cut for tally in tallies)
    return 1 if code or unanswered or failed or seconds >= 10 else 0


def _minutes(seconds: float) -> list[float]:
    """The parts of a time: whole minutes and the rest."""
    minutes, rest = divmod(seconds, 60)
    return [*[60.0] * int(minutes), *([rest] if rest else [])]


def _slow(arguments: argparse.Namespace) -> int:
    clients, seconds = arguments.clients, arguments.seconds
    with serve(arguments.library) as server:
        expected = expected_answers(server, markers.markers())
        alone, beside = [], []
        for _ in range(arguments.rounds):
            alone.append(_ask(server, expected, 1, seconds, "alone"))
            slow = subprocess.Popen(
                [sys.executable, "-m", "tests.load.slow", server.host, str(clients)], cwd=ROOT
            )
            time.sleep(2)
            beside.append(_ask(server, expected, 1, seconds, f"beside {clients} slow clients"))
            slow.kill()
            slow.wait()
    p50, p99 = (_median(beside, share) / _median(alone, share) for share in (0.5, 0.99))
    print(
        f"a user beside {clients} slow clients: p50 {p50:.2f} times, p99 {p99:.2f} times that alone"
    )
    return 0 if p99 <= 1.5 else 1


def _overhead(arguments: argparse.Namespace) -> int:
    from tests.load.overhead import measure

    within = True
    for way, seconds in measure(arguments.calls).items():
        p50, p95 = (1000 * each for each in _p50_and_p95(seconds))
        print(f"{way}: p50 {p50:.1f} ms, p95 {p95:.1f} ms besides the engine, {len(seconds)} calls")
        within &= p50 <= 15
    return 0 if within else 1


def _page(arguments: argparse.Namespace) -> int:
    from tests.load.page import measure

    cold, warm = measure(arguments.times)
    p50, p95 = _p50_and_p95(warm)
    print(
        f"the page can be used after {cold:.2f} s the first time, "
        f"then after {p50:.2f} s (p50), {p95:.2f} s (p95), {len(warm)} times"
    )
    return 0 if p50 <= 1 else 1


def _p50_and_p95(seconds: list[float]) -> tuple[float, float]:
    ordered = sorted(seconds)
    return ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))]


def _median(tallies: list[Tally], fraction: float) -> float:
    """The median of a percentile over the rounds, in case the machine was busy in one of them."""
    return statistics.median(tally.percentile(fraction) for tally in tallies)


def _ask(
    server: ServerProcess, expected: Sequence[Expected], users: int, seconds: float, label: str
) -> Tally:
    """`users` users ask for some seconds; prints what they saw."""
    ends = time.monotonic() + seconds
    tally = ask_until(server.host, expected, users, lambda: time.monotonic() >= ends)
    statuses = " ".join(f"{status}:{count}" for status, count in sorted(tally.statuses.items()))
    times = ", ".join(
        f"p{100 * fraction:.0f} {1000 * tally.percentile(fraction):.0f} ms"
        for fraction in (0.5, 0.95, 0.99)
    )
    print(
        f"{label}, {seconds:.0f} s: {statuses}; {len(tally.seconds) / seconds:.1f} answers/s; "
        f"{times}; {len(tally.crossed)} crossed, {tally.cut} cut",
        flush=True,
    )
    for line in tally.crossed[:3]:
        print("  crossed:", line)
    return tally


if __name__ == "__main__":
    sys.exit(main())

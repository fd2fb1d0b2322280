"""Many users on the real server over the real engine, slow clients, and SIGTERM while they ask. At length: `python -m tests.load`."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.load import markers
from tests.load.server import child, ended_while_asked, expected
from tests.load.users import ask_on
from tests.support.paths import ROOT

USERS, SECONDS, SLOW, MARKERS = 16, 6.0, 60, 24


@pytest.mark.model
def test_many_users_slow_clients_and_the_end(tmp_path: Path) -> None:
    folder, library = markers.write(tmp_path / "documents", MARKERS), tmp_path / "load.pincite"
    subprocess.run(
        [sys.executable, "-m", "index", "add", str(library), str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    with child(library) as server:
        right = expected(server, markers.markers(MARKERS))
        first = ask_on(server.host, right, USERS, _after(SECONDS / 2))
        before = server.memory()
        dawdlers = subprocess.Popen(
            [sys.executable, "-m", "tests.load.slow", server.host, str(SLOW)], cwd=ROOT
        )
        beside = ask_on(server.host, right, USERS, _after(SECONDS))
        after = server.memory()
        for tally in (first, beside):
            assert (tally.failures, tally.crossed, tally.cut) == (0, [], 0)
            assert len(tally.seconds) > USERS
        assert after < 1.2 * before
        code, seconds, unanswered = ended_while_asked(server, right, USERS)
        dawdlers.kill()
        dawdlers.wait()
    assert (code, unanswered) == (0, 0)
    assert seconds < 10


def _after(seconds: float) -> Callable[[], bool]:
    ends = time.monotonic() + seconds
    return lambda: time.monotonic() >= ends

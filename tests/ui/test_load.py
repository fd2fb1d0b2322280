"""Many users of the real server, slow clients, and SIGTERM while users ask.

`python -m tests.load` does the same at length.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.load import markers
from tests.load.server import end_while_asked, expected_answers, serve
from tests.load.users import ask_until
from tests.support.paths import ROOT

USERS, SECONDS, SLOW_CLIENTS, MARKERS = 16, 6.0, 60, 24


@pytest.mark.model
def test_many_users_slow_clients_and_shutdown(tmp_path: Path) -> None:
    folder, library = markers.write(tmp_path / "documents", MARKERS), tmp_path / "load.pincite"
    add = [sys.executable, "-m", "index", "add", str(library), str(folder)]
    subprocess.run(add, cwd=ROOT, check=True, capture_output=True)
    with serve(library) as server:
        expected = expected_answers(server, markers.markers(MARKERS))
        alone = ask_until(server.host, expected, USERS, _after(SECONDS / 2))
        before = server.memory()
        slow = subprocess.Popen(
            [sys.executable, "-m", "tests.load.slow", server.host, str(SLOW_CLIENTS)], cwd=ROOT
        )
        beside = ask_until(server.host, expected, USERS, _after(SECONDS))
        after = server.memory()
        for tally in (alone, beside):
            assert (tally.failures, tally.crossed, tally.cut) == (0, [], 0)
            assert len(tally.seconds) > USERS
        assert after < 1.2 * before
        code, seconds, unanswered = end_while_asked(server, expected, USERS)
        slow.kill()
        slow.wait()
    assert (code, unanswered) == (0, 0)
    assert seconds < 10


def _after(seconds: float) -> Callable[[], bool]:
    ends = time.monotonic() + seconds
    return lambda: time.monotonic() >= ends

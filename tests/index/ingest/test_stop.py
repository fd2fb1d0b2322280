"""Ctrl-C and SIGTERM stop an ingest: the current document is rolled back, the others are stored."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.ingest.sandbox import Sandbox
from index.ingest.worker import InputFile, ResourceLimits
from index.maintenance.check import check_library
from index.storage.connection import Store
from tests.support.commands import call_pincite
from tests.support.paths import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.mark.model
@pytest.mark.parametrize(("signal_number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_add_is_stopped_within_five_seconds(
    tmp_path: Path, signal_number: signal.Signals, code: int
) -> None:
    library, folder = tmp_path / "my.pincite", tmp_path / "docs"
    folder.mkdir()
    (folder / "a.txt").write_text("The mill burned down.")
    (folder / "b.txt").write_text(
        " ".join(
            f"The forge number {number} stands on the river Ilm since {number}."
            for number in range(40_000)
        )
    )
    command = [sys.executable, "-m", "index", "add", str(library), str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        while not (library.exists() and _entries(library)):
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        time.sleep(1)  # b.txt is being encoded
        start = time.monotonic()
        process.send_signal(signal_number)
        _, errors = process.communicate(timeout=60)
        seconds = time.monotonic() - start
    assert (process.returncode, errors.splitlines()[-1]) == (
        code,
        "Stopped. What was added before is stored.",
    )
    assert "Traceback" not in errors
    assert seconds < 5
    assert _entries(library) == ["a.txt"]
    assert check_library(library) == []


def _entries(library: Path) -> list[str]:
    done = call_pincite("list", library, "--json")
    if done.returncode != 0:
        return []
    return [Path(entry["source"]).name for entry in json.loads(done.stdout)]


def test_closing_the_sandbox_does_not_wait_for_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("A long text. " * 1_000_000)
    sandbox = Sandbox(ResourceLimits(), 1)
    next(sandbox.read([InputFile("a.txt", path)]))
    while not sandbox._busy:
        time.sleep(0.001)
    os.kill(sandbox._busy[0]._process.pid, signal.SIGSTOP)  # it never replies
    start = time.monotonic()
    sandbox.close()
    assert time.monotonic() - start < 2


def test_several_processes_may_create_a_library_at_once(tmp_path: Path) -> None:
    """Each opens it, whichever created it."""
    path = tmp_path / "my.pincite"
    children = [os.fork() for _ in range(4) if os.getpid() == PARENT]
    if os.getpid() != PARENT:
        code = 1
        try:
            for _ in range(20):
                Store(path, create=True).close()
            code = 0
        finally:
            os._exit(code)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0, 0]
    Store(path).close()


PARENT = os.getpid()

"""The server as a process: the port, errors in one line, signals, and its help."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from index.library import Library
from tests.support.paths import ROOT
from ui.__main__ import main
from ui.auth.password import Password
from ui.launch import hosts, listen


def test_a_port_in_use_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port), "--no-browser"]) == 2
    output = capsys.readouterr()
    assert output.err.startswith(f"Port {port} is in use by another program.")
    assert output.err.count("\n") == 1
    assert output.out == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--port", "70000"], "no port 70000"), (["--host", "203.0.113.1"], "Cannot listen on")],
)
def test_an_impossible_address_is_reported(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--no-browser"]) == 2
    assert message in capsys.readouterr().err


def test_a_missing_library_is_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.pincite"), "--no-browser"]) == 2
    assert "none.pincite" in capsys.readouterr().err.splitlines()[-1]


def test_the_next_free_port_is_used() -> None:
    with listen("127.0.0.1", None) as first, listen("127.0.0.1", None) as second:
        assert first.getsockname()[1] < second.getsockname()[1] < 7880


def test_host_names_that_are_accepted() -> None:
    assert hosts("127.0.0.1")[:2] == ["127.0.0.1", "localhost"]
    assert "10.0.0.7" in hosts("10.0.0.7")
    assert hosts("0.0.0.0") == ["*"]


def start(arguments: list[str], **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ui", "--no-browser", "--port", "0", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("delay", [0.0, 0.3])
def test_a_signal_before_the_server_is_ready_ends_it(tmp_path: Path, delay: float) -> None:
    """It is importing, or building the sample library, which together take some seconds."""
    uploads, data = tmp_path / "uploads", tmp_path / "data"
    uploads.mkdir()
    with start([], TMPDIR=str(uploads), XDG_DATA_HOME=str(data)) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Starting")
        time.sleep(delay)
        process.terminate()
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")
    assert list(uploads.iterdir()) == []


@pytest.mark.model
@pytest.mark.parametrize(("number", "locked"), [(signal.SIGTERM, False), (signal.SIGINT, True)])
def test_a_server_starts_and_ends_with_exit_code_0(
    tmp_path: Path, number: signal.Signals, locked: bool
) -> None:
    Library.open(tmp_path / "empty.pincite", create=True).close()
    Password.from_plaintext("open sesame").write(tmp_path / "password")
    options = ["--password-file", str(tmp_path / "password")] if locked else []
    with start([str(tmp_path / "empty.pincite"), *options]) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        without = httpx.get(f"{address}/healthz", timeout=30)
        assert without.status_code == (401 if locked else 200)
        authorised = httpx.get(f"{address}/healthz", timeout=30, auth=("", "open sesame"))
        assert authorised.status_code == 200
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, ""), err
    assert "Traceback" not in err

"""Commands as a user runs them: real processes, in the project folder; and without a process."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from runpy import run_module as run_python_module
from typing import NamedTuple
from unittest.mock import patch

from tests.support.paths import ROOT


def run_module(*words: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *map(str, words)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, input=stdin, timeout=240, check=False
    )


def run_pincite(*words: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command `pincite` with these arguments."""
    return run_module("pincite", *words, stdin=stdin)


def call_pincite(*words: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The same in this process, which has imported everything: for tests of many commands."""
    return call_module("pincite", *words, stdin=stdin)


def call_module(module: str, *words: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """What `python -m MODULE` does, without a new process."""
    arguments = [module, *map(str, words)]
    with (
        redirect_stdout(io.StringIO()) as out,
        redirect_stderr(io.StringIO()) as err,
        patch("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")),
        patch("sys.argv", arguments),
    ):
        try:
            run_python_module(module, run_name="__main__", alter_sys=True)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def error_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a command says about bad input: exit code 2 and one line, no traceback."""
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


class SampleRun(NamedTuple):
    """The sample set, evaluated: the finished process and the run file it wrote."""

    done: subprocess.CompletedProcess[str]
    run: Path
    """The run file: lines of JSON, a head, a row for each question, and the scores."""

"""Commands as a user runs them: real processes, in the project folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.support.paths import ROOT


def run_module(*words: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *map(str, words)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, input=stdin, timeout=240, check=False
    )


def run_pincite(*words: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command `pincite` with these arguments."""
    return run_module("pincite", *words, stdin=stdin)


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

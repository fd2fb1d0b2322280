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


class SampleRun(NamedTuple):
    """The sample set, evaluated: the finished process and the run file it wrote."""

    done: subprocess.CompletedProcess[str]
    run: Path
    """The run file: lines of JSON, a head, a row for each question, and the scores."""

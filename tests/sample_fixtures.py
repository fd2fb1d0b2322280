"""The sample set as a user adds and asks it, once for all tests that look at it: `pytest_plugins = ["tests.sample_fixtures"]`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
SET = ROOT / "eval" / "sets" / "belarus"

FLOORS = "hit@5=.94,hit@1=.72,cited=.56,accuracy=.92,coverage=.42,abstention_recall=.90,f1_answerable=.49"
"""What README reports of it, with a little room for another processor's rounding."""


def door(*words: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, input=stdin, timeout=240, check=False)


class Asked(NamedTuple):
    done: subprocess.CompletedProcess[str]
    run: Path
    """The run file: lines of JSON, a head, a row for each question, and the scores."""


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the sample documents."""
    library = tmp_path_factory.mktemp("sample") / "sample.pincite"
    done = door("eval", "build", SET / "questions.json", library)
    assert (done.returncode, done.stdout) == (0, f"12 added in {library}\n"), done.stderr
    return library


@pytest.fixture(scope="session")
def asked(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """All its questions, held to FLOORS."""
    run = tmp_path_factory.mktemp("asked") / "run.json"
    return Asked(door("eval", sample, SET / "questions.json", "--out", run, "--fail-under", FLOORS), run)

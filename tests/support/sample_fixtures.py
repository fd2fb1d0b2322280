"""The sample set, added and asked once for all tests that need it.

Use it with `pytest_plugins = ["tests.support.sample_fixtures"]`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import SampleRun, run_module
from tests.support.paths import SAMPLE_SET

FLOORS = (
    "hit@5=.96,hit@1=.87,sentence_right=.63,accuracy=.93,coverage=.48,"
    "abstention_recall=.94,f1_answerable=.57"
)
"""The documented scores, with some tolerance for the rounding of other processors."""


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the sample documents."""
    library = tmp_path_factory.mktemp("sample") / "sample.pincite"
    done = run_module("eval", "build", SAMPLE_SET / "questions.json", library)
    assert (done.returncode, done.stdout) == (0, f"12 added in {library}\n"), done.stderr
    return library


@pytest.fixture(scope="session")
def asked(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> SampleRun:
    """All its questions, held to FLOORS."""
    run = tmp_path_factory.mktemp("asked") / "run.json"
    return SampleRun(
        run_module(
            "eval", sample, SAMPLE_SET / "questions.json", "--out", run, "--fail-under", FLOORS
        ),
        run,
    )

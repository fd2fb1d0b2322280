"""Running a command of `pincite eval` in a test, and what its small set is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.__main__ import main
from qa.pipeline import QAPipeline

SEA = "The sea is eleven kilometres deep.\n\nThe sea is salty.\n"
SKY = "The sky is blue.\n"


def error_line(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    """The one line on stderr of a command that exits with 2."""
    assert main([str(word) for word in words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    return line


def run(pipeline: QAPipeline, questions: Path, *options: str | Path) -> int:
    """The exit code of `pincite eval run`."""
    return main(["run", str(pipeline.library.path), str(questions), *map(str, options)])

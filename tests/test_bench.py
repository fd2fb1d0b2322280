"""The benchmark takes every figure, on two sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.bench.speed import measure
from eval.data import Question, QuestionSet
from index.ingest import File


@pytest.mark.model
def test_every_figure_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "mill.txt"
    path.write_text("The mill burned down in 1871. It was never rebuilt.")
    figures = measure([File("mill.txt", path)], QuestionSet("one", (Question("q1", "When did the mill burn down?", ()),)))
    assert [figure.name for figure in figures][:3] == ["sentences added", "ingest beside the encoder alone", "library"]
    assert all(figure.value > 0 for figure in figures)
    assert "2 sentences" in figures[0].note

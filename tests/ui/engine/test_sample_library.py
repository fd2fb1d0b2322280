"""The sample library: its place, its questions, and that building it again changes nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from ui.engine import sample_library


def test_examples_are_in_the_bundled_set() -> None:
    questions = sample_library.question_sets()["belarus"].read_text(encoding="utf-8")
    assert all(f'"question": "{example}"' in questions for example in sample_library.EXAMPLES)


@pytest.mark.skipif(sys.platform != "linux", reason="macOS and Windows have no XDG folders")
def test_it_is_in_the_data_folder_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert sample_library.default_path() == tmp_path / "pincite" / "belarus.pincite"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    expected = tmp_path / ".local" / "share" / "pincite" / "belarus.pincite"
    assert sample_library.default_path() == expected
    assert not expected.is_relative_to(ROOT)


@pytest.mark.model
def test_it_is_built_once(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "sample.pincite"
    statuses: list[list[str]] = []
    for _ in range(2):
        statuses.append([])
        sample_library.build(
            lambda step: statuses[-1].append(step.result.status if step.result else ""), path
        )
    first, second = ({status for status in each if status} for each in statuses)
    assert first == {"added"}
    assert second == {"unchanged"}

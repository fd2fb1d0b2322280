"""pincite eval calibrate: writes a reader's calibration, stores and removes a library's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.runs.run_file import write_run
from index.library import Library
from qa.decision.calibration import Calibration
from qa.pipeline import BUNDLED_READER, QAPipeline, open_reader
from tests.conftest import document
from tests.eval.calibration.rows import row
from tests.eval.commands.running import error_line
from tests.support.readers import HALF, FirstWords

READER = FirstWords.fingerprint


def saved(path: Path, reader: str = READER, kind: str = "mine") -> Path:
    """A run of sixty questions on four articles with one feature that the pipeline computes."""
    rows = [row(f"q{n}", n % 7, n % 7 + n % 3 > 4, n % 5 > 0, f"{n % 4}.md") for n in range(60)]
    return write_run(path, {"set": kind, "reader": reader}, rows)


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a reader that reads first words, with a calibration."""
    folder = tmp_path / "reader"
    folder.mkdir()
    (folder / "calibration.json").write_text(
        json.dumps({"features": {"cosine": 1.0}, "bias": 0.0, "threshold": 0.6})
    )
    monkeypatch.setattr("qa.pipeline.open_reader", lambda folder: FirstWords())
    return folder


def test_calibrate_writes_what_the_pipeline_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "params.json"
    runs = [str(saved(tmp_path / f"{kind}.json", kind=kind)) for kind in ("a", "b")]
    assert main(["calibrate", *runs, "--out", str(out)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(out.read_text())
    assert list(printed["kinds"]) == ["a", "b"]
    calibration = Calibration.load(out)
    assert (calibration.weights, calibration.threshold, calibration.reader) == (
        printed["features"],
        printed["threshold"],
        READER,
    )


def test_a_librarys_own_fit_is_used_at_once_and_can_be_removed(
    library: Library, tmp_path: Path, reader: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library.add(document("Cats sleep. Dogs bark.", "pets.txt"))
    run, path = saved(tmp_path / "run.json"), str(library.path)

    def ask() -> tuple[str, float]:
        answer = QAPipeline(library, FirstWords(), HALF).ask("cats")
        return answer.calibration, answer.threshold

    assert ask() == ("reader", 0.5)
    assert main(["calibrate", str(run), "--into", path, "--reader", str(reader)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert ask() == ("library", printed["threshold"])
    assert main(["calibrate", "--remove", path]) == 0
    assert ask() == ("reader", 0.5)
    assert "has no calibration of its own" in error_line(capsys, "calibrate", "--remove", path)


def test_a_fit_for_another_reader_is_not_used(
    library: Library, tmp_path: Path, reader: Path
) -> None:
    run = saved(tmp_path / "run.json")
    assert main(["calibrate", str(run), "--into", str(library.path), "--reader", str(reader)]) == 0

    class OtherWeights(FirstWords):
        fingerprint = "first-words@1"

    assert QAPipeline(library, FirstWords(), HALF).calibration.of_library
    assert not QAPipeline(library, OtherWeights(), HALF).calibration.of_library


def test_bad_input_is_one_line(
    library: Library, tmp_path: Path, reader: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, path = saved(tmp_path / "run.json"), library.path
    assert "There is no run to fit" in error_line(capsys, "calibrate", "--into", path)
    assert "--remove needs no run" in error_line(capsys, "calibrate", run, "--remove", path)
    none = tmp_path / "none.pincite"
    arguments = ("--reader", reader)
    assert "There is no library at" in error_line(
        capsys, "calibrate", run, "--into", none, *arguments
    )
    other = saved(tmp_path / "other.json", "another@1")
    assert "The runs are of the reader another@1, this is first-words@0" in error_line(
        capsys, "calibrate", other, "--into", path, *arguments
    )
    assert "of the readers another@1, first-words@0" in error_line(
        capsys, "calibrate", run, other, "--into", path, *arguments
    )
    assert library.calibration is None


def test_the_bundled_calibration_is_of_the_bundled_reader() -> None:
    calibration = Calibration.load(BUNDLED_READER / "calibration.json")
    assert calibration.reader in ("", open_reader(BUNDLED_READER).fingerprint)

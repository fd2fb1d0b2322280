"""pincite eval tune and compare; errors and --help of all commands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.datasets.dataset import GoldSpan
from eval.metrics.measures import MEASURES
from eval.runs.records import EvalRecord
from eval.runs.run_file import write_run
from qa.pipeline import QAPipeline
from tests.eval.commands.running import error_line
from tests.support.paths import ROOT


def test_tune_prints_both_halves(
    pipeline: QAPipeline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [{"id": f"q{n}", "question": f"Is the sea {n} salty?", "gold": []} for n in range(6)]
    path = tmp_path / "six.json"
    path.write_text(
        json.dumps({"format": "pincite-questions", "version": 1, "name": "six", "questions": asked})
    )
    assert main(["tune", str(pipeline.library.path), str(path), "--passage-size", "600,900"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Tried on 3 questions:\npassage size  constant  dense  lexical")
    assert {line.split()[0] for line in out.split("\n\n")[1].splitlines()[1:]} == {
        "600",
        "900",
        "1200",
    }
    assert "On the 3 held-out questions, current -> chosen:\nright  " in out
    assert "passages up to 1200 | generation=" in out
    assert main(["tune", str(pipeline.library.path), str(path), "--passage-size", "50"]) == 2
    assert capsys.readouterr().err.endswith("give a number from 100 to 10,000.\n")
    with pytest.raises(SystemExit):
        main(["tune", str(pipeline.library.path), str(path), "--passage-size", "many"])
    assert "invalid list of whole numbers value: 'many'" in capsys.readouterr().err


def row(id: str, cosine: float, right: bool, source: str) -> EvalRecord:
    gold = (GoldSpan("0" * 64, 0, 4, "1994", source),)
    return EvalRecord(
        id,
        "When?",
        gold,
        candidate="1994",
        candidate_right=right,
        right=right,
        features={"cosine": cosine},
    )


def saved(path: Path, rows: list[EvalRecord]) -> Path:
    return write_run(path, {"set": "mine"}, rows)


def test_compare_prints_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = saved(tmp_path / "a.json", [row("q", 0.0, False, "a")])
    second = saved(tmp_path / "b.json", [row("q", 0.0, True, "a")])
    assert main(["compare", str(first), str(second)]) == 0
    assert "1 question won, 0 lost\n+ q  When?" in capsys.readouterr().out


def test_bad_input_is_one_line_and_exit_code_2(
    tmp_path: Path, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library, broken = tmp_path / "none.pincite", tmp_path / "broken.json"
    broken.write_text('{"data": [')
    assert "does not exist" in error_line(capsys, "run", library, tmp_path / "none.json")
    assert "broken JSON: Expecting value: line 1 column 11" in error_line(
        capsys, "run", library, broken
    )
    assert "no minimum can be set for 'f2'" in error_line(
        capsys, "run", library, questions, "--fail-under", "f2=.8"
    )
    assert "There is no library at" in error_line(capsys, "run", library, questions)
    assert "There is no library at" in error_line(capsys, "search", library, questions)
    assert "is in a folder that does not exist" in error_line(
        capsys, "run", library, questions, "--out", tmp_path / "no" / "run.json"
    )
    assert "is a folder" in error_line(capsys, "run", library, questions, "--out", tmp_path)
    assert "is an input of this command" in error_line(
        capsys, "run", library, questions, "--out", questions
    )
    assert "does not exist" in error_line(
        capsys, "compare", tmp_path / "a.json", tmp_path / "b.json"
    )
    assert not library.exists()


def test_help_answers_without_loading_numpy() -> None:
    code = (
        "import sys\n"
        "from eval.__main__ import main\n"
        "try:\n"
        "    main(['run', '--help'])\n"
        "finally:\n"
        "    assert 'numpy' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    for measure in MEASURES:
        assert f"\n  {measure.name:<22}{measure.note}\n" in done.stdout


def test_a_library_and_a_set_without_a_command_are_run(
    pipeline: QAPipeline, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(pipeline.library.path), str(questions), "--limit", "1"]) == 0
    assert capsys.readouterr().out.startswith("1 question: ")


def test_bench_passes_its_arguments_on(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["bench", "quality", "--help"])
    assert "python -m eval.bench quality" in capsys.readouterr().out

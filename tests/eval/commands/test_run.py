"""pincite eval run: what it prints and writes, and how it is resumed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.runs.run_file import read_run, write_run
from qa.decision.calibration import Calibration
from qa.pipeline import QAPipeline
from qa.types import Answer
from tests.eval.commands.running import error_line, run
from tests.support.readers import Sentences


def test_a_run_prints_scores_and_settings_and_writes_its_records(
    pipeline: QAPipeline, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(pipeline, questions, "--out", tmp_path / "run.json") == 0
    out, err = capsys.readouterr()
    assert out.startswith("3 questions: 2 answerable, 1 not\n")
    assert "\nset=sea | digest=" in out
    assert "| documents=2 | sentences=3 | " in out
    assert (
        "1 of 3 questions have gold that is not in this library; they count as wrong:\n"
        "lost: none of its gold is in the library" in err
    )
    written = read_run(tmp_path / "run.json")
    assert [(row.id, row.right, row.rank) for row in written.rows] == [
        ("deep", True, 1),
        ("age", True, None),
        ("lost", False, None),
    ]
    assert written.rows[0].answer == "The sea is eleven kilometres deep."
    assert {path.name for path in tmp_path.iterdir() if "part" in path.name} == set()


def test_json_and_markdown_go_to_stdout(
    pipeline: QAPipeline, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(pipeline, questions, "--json", "--limit", "2") == 0
    value = json.loads(capsys.readouterr().out)
    assert (value["config"]["limit"], value["scores"]["n"], len(value["rows"])) == (2, 2, 2)
    assert run(pipeline, questions, "--markdown") == 0
    assert "| right | 66.7 % |" in capsys.readouterr().out


def test_a_score_below_its_minimum_exits_with_1(
    pipeline: QAPipeline, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(pipeline, questions, "--fail-under", "hit@5=.5,right=.6") == 0
    capsys.readouterr()
    assert run(pipeline, questions, "--fail-under", "hit@5=.5,right=.7") == 1
    assert (
        capsys.readouterr().err.splitlines()[-1] == "right is 66.7 %, below its minimum of 70.0 %"
    )


def test_after_ctrl_c_the_records_so_far_are_in_the_file(
    pipeline: QAPipeline,
    questions: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ask = pipeline.ask

    def interrupted(question: str) -> Answer:
        if question == "Zzz?":
            raise KeyboardInterrupt
        return ask(question)

    monkeypatch.setattr(pipeline, "ask", interrupted)
    out = tmp_path / "run.json"
    assert run(pipeline, questions, "--out", out, "--fail-under", "right=1") == 130
    assert (
        f"Stopped after 1 of 3 questions; their records are in {out},"
        " and the same command resumes the run" in capsys.readouterr().err
    )
    assert [row.id for row in read_run(out).rows] == ["deep"]


def test_a_resumed_run_equals_an_uninterrupted_one(
    pipeline: QAPipeline,
    questions: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ask, asked = pipeline.ask, []

    def interrupted(question: str) -> Answer:
        asked.append(question)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return ask(question)

    monkeypatch.setattr(pipeline, "ask", interrupted)
    out, straight = tmp_path / "run.json", tmp_path / "straight.json"
    assert run(pipeline, questions, "--out", out) == 130
    assert run(pipeline, questions, "--out", out) == 0
    assert len(asked) == 4  # one, one cut off, and the last two
    assert run(pipeline, questions, "--out", straight, "--workers", "3") == 0
    first, second = (read_run(path) for path in (out, straight))
    assert first.config == second.config
    assert [replace(row, milliseconds=0.0) for row in first.rows] == [
        replace(row, milliseconds=0.0) for row in second.rows
    ]
    capsys.readouterr()
    assert run(pipeline, questions, "--out", out) == 2
    assert "is a finished run" in capsys.readouterr().err.splitlines()[-1]
    assert run(pipeline, questions, "--out", out, "--limit", "1") == 2
    assert "limit: None there, 1 now" in capsys.readouterr().err.splitlines()[-1]


def test_the_same_run_twice_gives_the_same_numbers_and_the_same_report(
    pipeline: QAPipeline, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = []
    for workers in ("1", "1", "2"):
        assert (
            run(pipeline, questions, "--json", "--limit", "2", "--seed", "3", "--workers", workers)
            == 0
        )
        value = json.loads(capsys.readouterr().out)
        del value["costs"]
        for name in ("p50", "p95", "p99"):
            del value["scores"][name]
        for row in value["rows"]:
            del row["milliseconds"]
        results.append(value)
    assert results[0] == results[1] == results[2]
    assert results[0]["scores"]["risks"][0].keys() >= {
        "at_most",
        "threshold",
        "answered",
        "answerable_answered",
    }


def test_no_worse_than_another_run(
    pipeline: QAPipeline, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, better = tmp_path / "run.json", tmp_path / "better.json"
    assert run(pipeline, questions, "--out", out) == 0
    assert run(pipeline, questions, "--no-worse-than", out) == 0
    written = read_run(out)
    write_run(better, written.config, [replace(row, right=True) for row in written.rows])
    capsys.readouterr()
    assert run(pipeline, questions, "--no-worse-than", better) == 1
    assert "right is 66.7%, worse than the 100.0% of that run" in capsys.readouterr().err


def test_a_report_is_written_beside_what_is_printed(
    pipeline: QAPipeline, questions: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    assert run(pipeline, questions, "--html", page) == 0
    assert "How many kilometres deep is the sea?" in page.read_text(encoding="utf-8")
    assert {path.name for path in tmp_path.iterdir()} >= {"report.html", "set.json"}


def test_the_settings_identify_reader_calibration_and_fusion(
    pipeline: QAPipeline, questions: Path, tmp_path: Path
) -> None:
    assert run(pipeline, questions, "--out", tmp_path / "run.json") == 0
    config = read_run(tmp_path / "run.json").config
    assert config["generation"] == pipeline.library.generation
    assert (
        config["fusion"]
        == "k=5 dense=1 lexical=1 candidates=100 named=2 identifier=4 other_forms=3"
    )
    assert (config["passages"], config["threshold"], config["library"]) == (
        10,
        0.5,
        pipeline.library.config,
    )
    other = QAPipeline(pipeline.library, Sentences(), Calibration({"margin": 1.1}, 0.0, 0.5))
    assert other.config["calibration"] != config["calibration"] == pipeline.config["calibration"]


def test_a_limit_below_one_is_rejected(
    pipeline: QAPipeline, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "A limit of 0" in error_line(
        capsys, "run", pipeline.library.path, questions, "--limit", "0"
    )

"""The command of the benchmarks: what is written where, and errors."""

from __future__ import annotations

import doctest
import json
from pathlib import Path

import pytest

from eval.bench import __main__ as bench
from eval.bench.__main__ import main
from eval.bench.systems_registry import SYSTEMS
from index.spans import content_hash
from tests.conftest import WordEncoder

SEA = "The sea is salt."


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoder: WordEncoder) -> None:
    monkeypatch.setattr("index.library.default_encoder", lambda: encoder)
    monkeypatch.setattr("eval.bench.result.SCRATCH_DIR", tmp_path / "scratch")
    monkeypatch.setattr("eval.bench.collections.SCRATCH_DIR", tmp_path / "scratch")
    monkeypatch.setattr("eval.bench.result.RESULTS_DIR", tmp_path / "results")
    monkeypatch.setattr("eval.bench.result.DOCS", tmp_path / "benchmarks.md")


@pytest.fixture
def questions(tmp_path: Path) -> str:
    """One question, on one document beside the set."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "sea.txt").write_text(SEA)
    gold = {"source": "sea.txt", "hash": content_hash(SEA), "start": 11, "end": 15, "text": "salt"}
    asked = [{"id": "q", "question": "What is the sea?", "gold": [gold]}]
    path = tmp_path / "set.json"
    path.write_text(
        json.dumps({"format": "pincite-questions", "version": 1, "name": "sea", "questions": asked})
    )
    return str(path)


@pytest.mark.slow
def test_a_run_prints_its_table_and_saves_its_figures_in_build(
    tmp_path: Path, questions: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["quality", questions, "--quick", "--limit", "3"]) == 0
    printed, err = capsys.readouterr()
    saved = json.loads((tmp_path / "scratch" / "quality.json").read_text())
    assert saved["recipe"]["command"] == "python -m eval.bench quality set.json --limit 3"
    assert [of["questions"] for of in saved["figures"]["sets"]] == [1]
    assert printed.startswith("**sea**, 1 questions on 1 documents")
    assert "scratch" in err
    assert not (tmp_path / "results").exists()


@pytest.mark.slow
def test_docs_writes_table_and_figures_to_the_published_ones(
    tmp_path: Path, questions: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "benchmarks.md").write_text(
        "Search:\n<!-- bench:quality -->\nold\n<!-- /bench:quality -->\n"
    )
    assert main(["quality", questions, "--docs"]) == 0
    printed = capsys.readouterr().out
    assert (
        tmp_path / "benchmarks.md"
    ).read_text() == f"Search:\n<!-- bench:quality -->\n{printed}<!-- /bench:quality -->\n"
    assert (tmp_path / "results" / "quality.json").is_file()


@pytest.mark.model
def test_pincite_runs_in_a_process_and_systems_that_are_not_installed_are_left_out(
    tmp_path: Path,
    questions: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("eval.bench.systems_registry.ENVIRONMENTS", tmp_path)
    assert main(["peers", questions, "--quick"]) == 0
    printed, err = capsys.readouterr()
    assert printed.startswith("1 questions of sea, 1 paragraphs, 1 sentences:")
    assert err.count("not installed, left out") == len(SYSTEMS) - 2
    rows = json.loads((tmp_path / "scratch" / "peers.json").read_text())["figures"]["systems"]
    assert [row["called"] for row in rows] == ["Pincite, its search", "Pincite, an answer read"]
    for row in rows:
        assert (row["hit@1"], row["hit@10"]) == (1.0, 1.0)
        assert min(row["p50"], row["sentences_per_second"]) > 0
        assert row["peak_mib"] > 100
        assert row["installed_mib"] > 300
        assert "onnxruntime" in row["versions"]


@pytest.mark.model
def test_pincite_reads_a_collection_of_files(
    tmp_path: Path,
    questions: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("eval.bench.systems_registry.ENVIRONMENTS", tmp_path)
    assert main(["collections", questions, "--quick"]) == 0
    printed, err = capsys.readouterr()
    assert printed.startswith("**set**: 1 files, 1 questions that they answer and 0 that they do")
    assert err.count("not installed, left out") == 2
    (of_set,) = json.loads((tmp_path / "scratch" / "collections.json").read_text())["figures"][
        "sets"
    ]
    (row,) = of_set["systems"]
    assert row["called"] == "Pincite"
    assert row["unread"] == []
    assert (row["document_first"], row["evidence_read"], row["right"]) == (1.0, 1.0, 1.0)
    assert min(*row["milliseconds"], row["answers_per_second"], row["files_per_second"]) > 0
    assert (tmp_path / "scratch" / "collections" / "set.jsonl").is_file()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["quality", "--quick", "--docs"],
            "The figures of a quick run cannot be published. Leave out --quick or --docs.",
        ),
        (["quality", "nowhere.json"], "nowhere.json"),
    ],
)
def test_bad_input_is_one_line(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    printed, err = capsys.readouterr()
    assert printed == ""
    assert len(err.splitlines()) == 1
    assert message in err


def test_doctests() -> None:
    assert doctest.testmod(bench).failed == 0

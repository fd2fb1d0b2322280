"""The training commands: one run through all of them, and their errors."""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

import qa.train
from qa.readers.windows import MAX_TOKENS, STRIDE
from qa.train.__main__ import main
from qa.train.commands import add_commands
from qa.train.trainer import TrainingSettings
from tests.qa.train.test_base_models import tiny_base
from tests.qa.train.test_prepare import data, short, squad

pytestmark = pytest.mark.model


def parser() -> argparse.ArgumentParser:
    """The parser of `pincite train`."""
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    return parser


def test_from_rows_to_scores(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = data(tmp_path / "rows.gz", [short(number) for number in range(100, 120)])
    questions = squad(tmp_path / "dev.json", "Nobody saw the thing in the house.")
    base = tiny_base(tmp_path / "base").folder

    def printed(*words: object) -> str:
        assert main([*map(str, words)]) == 0
        return capsys.readouterr().out.strip()

    prepared = printed(
        "prepare", rows, tmp_path / "made", "--held-out", questions, "--share", "other=0.5"
    )
    checkpoint = printed(
        *("fit", prepared, tmp_path / "run", "--base", base),
        *("--rows", "60", "--threads", "1", "--device", "cpu"),
    )
    assert Path(checkpoint).parent == tmp_path / "run"
    assert json.loads((Path(checkpoint) / "state.json").read_text())["rows"] == 60
    assert "model.safetensors SHA-256" in printed(
        "export", tmp_path / "run", tmp_path / "reader", "--fp16"
    )
    assert "all, margin >= 0" in printed("score", tmp_path / "reader", questions)
    scores = json.loads(printed("score", checkpoint, questions, "--json"))
    assert scores["all, best margin on this set"] == {
        "questions": 1,
        "threshold": None,
        "exact": 1.0,
        "f1": 1.0,
        "precision": 1.0,
        "recall": 1.0,
    }


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["prepare", "none.gz", "out"], "none.gz cannot be read"),
        (["prepare", "none.gz", "out", "--unanswerable", "2"], "unanswerable is 2.0"),
        (["prepare", "none.gz", "also.gz", "out", "--noisy", "2"], "noisy is 2.0"),
        (["prepare", "none.gz", "out", "--tables", "-1"], "tables is -1, wanted 0 or more"),
        (["fit", "none.gz", "run"], "none.gz cannot be read"),
        (["fit", "none.gz", "run", "--base", "none"], "none is not a base"),
        (["export", "none", "out"], "none is not a checkpoint"),
        (["score", "none", "none.json"], "none.json cannot be read"),
    ],
)
def test_errors_are_one_line(
    words: list[str], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert problem in printed.err
    assert len(printed.err.strip().splitlines()) == 1


def test_the_commands_of_the_documentation_exist() -> None:
    commands = re.findall(r"^    pincite train (.*)$", qa.train.__doc__ or "", re.MULTILINE)
    assert [command.split()[0] for command in commands] == [
        "prepare",
        "fit",
        "score",
        "export",
        "export-onnx",
        "dequantise",
        "interpolate",
    ]
    for command in commands:
        parser().parse_args(command.split())


def test_the_documentation_names_the_default_settings() -> None:
    text, settings = qa.train.__doc__ or "", TrainingSettings("base", "data")
    assert f"windows of {MAX_TOKENS} tokens with a stride of {STRIDE}" in text
    assert f"at most {settings.max_rows} rows" in text
    assert f"{settings.max_tokens:,} tokens" in text
    assert f"rising to 1e-4 in {settings.warm_up:.0%} of the rows".replace("%", " %") in text
    assert settings.learning_rate == 1e-4
    fit = vars(parser().parse_args(["fit", "data", "folder"]))
    shared = [
        field.name
        for field in fields(TrainingSettings)
        if field.name in fit and field.name not in ("base", "data")
    ]
    assert {name: fit[name] for name in shared} == {
        name: getattr(settings, name) for name in shared
    }, "one default in two places"

"""A training from the prepared file to checkpoints, stopped and resumed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from index.errors import PinciteError
from qa.train.base_models import BaseModel
from qa.train.checkpoint import checkpoints, read_state
from qa.train.data import digest, write_lines
from qa.train.fit import FitResult, RunOptions, fit
from qa.train.trainer import TrainingSettings
from tests.qa.train.test_base_models import tiny_base
from tests.qa.train.test_trainer import examples
from tests.support.paths import ROOT

pytestmark = pytest.mark.model

ONE_STEP = RunOptions(device="cpu", threads=1, minutes=1e-9)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> BaseModel:
    return tiny_base(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "prepared.jsonl.gz"
    write_lines(map(asdict, examples(24)), path)
    return path


def run(
    data: Path, folder: Path, base: BaseModel, options: RunOptions, **changes: object
) -> FitResult:
    settings = TrainingSettings(base.name, digest(data), rows=40, max_rows=8, learning_rate=1e-3)
    return fit(data, folder, base, replace(settings, **changes), options, None, lambda text: None)  # type: ignore[arg-type]  # by name


def test_a_training_stopped_after_every_step_ends_with_the_same_bytes(
    tmp_path: Path, data: Path, base: BaseModel
) -> None:
    whole = run(data, tmp_path / "whole", base, RunOptions(device="cpu", threads=1))
    assert (whole.done, whole.interrupted) == (True, False)
    stopped = [run(data, tmp_path / "parts", base, ONE_STEP)]
    while not stopped[-1].done:
        stopped.append(run(data, tmp_path / "parts", base, ONE_STEP))
    assert len(stopped) == read_state(stopped[-1].path or tmp_path).step == 5
    for name in ("model.safetensors", "optimizer.safetensors", "config.json", "tokenizer.json"):
        assert (whole.path or tmp_path).joinpath(name).read_bytes() == (
            stopped[-1].path or tmp_path
        ).joinpath(name).read_bytes()
    assert read_state(stopped[-1].path or tmp_path).rows == 40


def test_a_finished_training_changes_nothing(tmp_path: Path, data: Path, base: BaseModel) -> None:
    first = run(data, tmp_path / "run", base, RunOptions(device="cpu", threads=1))
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*")}
    assert run(data, tmp_path / "run", base, RunOptions(device="cpu", threads=1)) == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*")} == before


def test_changed_settings_are_an_error_and_change_nothing(
    tmp_path: Path, data: Path, base: BaseModel
) -> None:
    run(data, tmp_path / "run", base, ONE_STEP)
    with pytest.raises(PinciteError, match=r"was started with seed 0 \(now 1\)"):
        run(data, tmp_path / "run", base, ONE_STEP, seed=1)
    assert [path.name for path in checkpoints(tmp_path / "run")] == ["step-00000001"]


def test_the_precision_may_change_between_runs(tmp_path: Path, data: Path, base: BaseModel) -> None:
    run(data, tmp_path / "run", base, ONE_STEP)
    assert run(
        data, tmp_path / "run", base, replace(ONE_STEP, precision="bfloat16", minutes=None)
    ).done


def test_a_checkpoint_is_written_at_intervals(tmp_path: Path, data: Path, base: BaseModel) -> None:
    run(data, tmp_path / "run", base, RunOptions(device="cpu", threads=1, checkpoint_minutes=0.0))
    assert [path.name for path in checkpoints(tmp_path / "run")] == [
        "step-00000004",
        "step-00000005",
    ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_with_a_checkpoint(
    tmp_path: Path, data: Path, base: BaseModel, number: int
) -> None:
    """A training of hours, stopped after its first checkpoint."""
    command = [
        sys.executable,
        "-m",
        "qa.train",
        "fit",
        str(data),
        str(tmp_path / "run"),
        "--base",
        str(base.folder),
        "--rows",
        "300000",
    ]
    running = subprocess.Popen(
        [*command, "--threads", "1", "--checkpoint-minutes", "0.001"],
        cwd=ROOT,
        stdout=-1,
        stderr=-1,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not checkpoints(tmp_path / "run") and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(number)
    out, err = running.communicate(timeout=30)
    assert running.returncode == 130, err
    newest = checkpoints(tmp_path / "run")[-1]
    assert out.strip() == str(newest)
    assert err.splitlines()[-1] == "Stopped before the end; the same command resumes the training."
    assert f"{read_state(newest).rows:,} of 300,000 rows" in err
    assert not list((tmp_path / "run").glob("*.tmp"))


def test_a_device_that_does_not_exist_is_an_error(
    tmp_path: Path, data: Path, base: BaseModel
) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(PinciteError, match="--device is cuda, which torch does not find here"):
        run(data, tmp_path / "run", base, RunOptions(device="cuda"))

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import PinciteError
from qa.train.base_models import load_base
from qa.train.checkpoint import check_settings, checkpoints, read_state, resume, save
from qa.train.trainer import Trainer, TrainingSettings
from tests.qa.train.test_base_models import tiny_base
from tests.qa.train.test_trainer import trainer

pytestmark = pytest.mark.model

SETTINGS = TrainingSettings("b", "d", rows=64, max_rows=8, learning_rate=1e-3, dropout=0.1)


def saved(learner: Trainer, folder: Path) -> Path:
    return save(
        folder, learner, load_base(tiny_base(folder.parent / "tokenizer"), 0)[1], 1.5, [(8, 2.0)]
    )


def advanced(learner: Trainer, steps: int) -> Trainer:
    for _ in range(steps):
        learner.advance()
    return learner


def test_four_steps_and_four_more_are_eight_steps(tmp_path: Path) -> None:
    """To the last bit, with dropout: weights and both moments."""
    import torch

    whole = advanced(trainer(tmp_path / "base", SETTINGS, count=32), 8)
    saved(advanced(trainer(tmp_path / "base", SETTINGS, count=32), 4), tmp_path / "run")
    other = trainer(tmp_path / "base", SETTINGS, count=32)
    advanced(other, 2)  # weights and moments that must not survive
    state = resume(tmp_path / "run", other, print)
    assert state is not None
    assert (state.step, state.rows, state.seconds, state.history) == (4, 32, 1.5, ((8, 2.0),))
    advanced(other, 4)
    assert (whole.step, whole.rows) == (other.step, other.rows) == (8, 64)
    for one, two in zip(whole.model.parameters(), other.model.parameters(), strict=True):
        assert torch.equal(one, two)
        for moment in ("exp_avg", "exp_avg_sq", "step"):
            assert torch.equal(
                whole.optimizer.state[one][moment], other.optimizer.state[two][moment]
            )


def test_only_the_two_newest_remain_and_no_incomplete_one(tmp_path: Path) -> None:
    learner = trainer(tmp_path / "base", SETTINGS)
    (tmp_path / "run" / "step-00000002.tmp").mkdir(parents=True)  # as a killed run leaves it
    for _ in range(3):
        saved(advanced(learner, 1), tmp_path / "run")
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == [
        "step-00000002",
        "step-00000003",
    ]


def test_a_damaged_checkpoint_is_skipped(tmp_path: Path) -> None:
    learner = trainer(tmp_path / "base", SETTINGS)
    for _ in range(2):
        newest = saved(advanced(learner, 1), tmp_path / "run")
    for name in ("model.safetensors", "optimizer.safetensors", "state.json"):
        whole = (newest / name).read_bytes()
        (newest / name).write_bytes(whole[: len(whole) // 2])
        notes: list[str] = []
        again = trainer(tmp_path / "base", SETTINGS)
        assert resume(tmp_path / "run", again, notes.append) is not None
        assert again.step == 1
        assert [note for note in notes if "step-00000002 cannot be read" in note] == notes != []
        (newest / name).write_bytes(whole)


def test_without_a_checkpoint_nothing_is_resumed(tmp_path: Path) -> None:
    learner = trainer(tmp_path / "base", SETTINGS)
    assert resume(tmp_path / "run", learner, print) is None
    assert checkpoints(tmp_path / "run") == []


def test_other_settings_are_an_error_that_names_them(tmp_path: Path) -> None:
    path = saved(advanced(trainer(tmp_path / "base", SETTINGS), 1), tmp_path / "run")
    check_settings(path, SETTINGS)
    with pytest.raises(
        PinciteError,
        match=r"run was started with layers None \(now 6\), learning_rate 0.001 \(now 0.002\)",
    ) as caught:
        check_settings(path, replace(SETTINGS, learning_rate=0.002, layers=6))
    assert "seed" not in str(caught.value)


def test_no_file_is_a_pickle(tmp_path: Path) -> None:
    path = saved(advanced(trainer(tmp_path / "base", SETTINGS), 1), tmp_path / "run")
    for file in path.iterdir():
        content = file.read_bytes()
        if file.suffix == ".safetensors":
            header = int.from_bytes(content[:8], "little")
            assert json.loads(content[8 : 8 + header]), "a header of JSON, then numbers"
        else:
            assert file.suffix in (".json", ".txt")
            assert content.decode()


def test_a_diverged_training_is_not_saved(tmp_path: Path) -> None:
    learner = trainer(tmp_path / "base", SETTINGS)
    next(learner.model.parameters()).data.fill_(float("nan"))
    learner.advance()
    with pytest.raises(PinciteError, match="The loss is nan"):
        saved(learner, tmp_path / "run")
    assert checkpoints(tmp_path / "run") == []


def test_a_folder_without_a_state_is_not_a_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match="is not a checkpoint"):
        read_state(tmp_path)
    path = saved(advanced(trainer(tmp_path / "base", SETTINGS), 1), tmp_path / "run")
    shutil.move(path / "state.json", path / "other.json")
    with pytest.raises(PinciteError, match="is not a checkpoint"):
        read_state(path)

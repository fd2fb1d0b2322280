"""Weights between those of two readers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.errors import PinciteError
from qa.train.base_models import BaseModel, find_base
from qa.train.checkpoint import checkpoints, read_state
from qa.train.interpolate import interpolate
from tests.qa.train.test_base_models import tiny_base
from tests.qa.train.test_checkpoint import SETTINGS, advanced, saved
from tests.qa.train.test_trainer import trainer

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training after one step and after four steps."""
    folder = tmp_path_factory.mktemp("interpolation")
    learner = advanced(trainer(folder / "base", SETTINGS), 1)
    saved(learner, folder / "early")
    saved(advanced(learner, 3), folder / "late")
    return folder


def before(folder: Path) -> BaseModel:
    return find_base(str(checkpoints(folder / "early")[-1]))


def test_every_weight_lies_between(folder: Path) -> None:
    from safetensors.numpy import load_file

    interpolate(before(folder), folder / "late", 0.25, folder / "between")
    old, new, between = (
        load_file(path / "model.safetensors")
        for path in (before(folder).folder, checkpoints(folder / "late")[-1], folder / "between")
    )
    assert any(not np.array_equal(old[name], new[name]) for name in old)
    for name in old:
        np.testing.assert_allclose(between[name], 0.75 * old[name] + 0.25 * new[name], atol=1e-7)
    assert read_state(folder / "between").settings["interpolated"] == {
        "with": before(folder).name,
        "share": 0.25,
    }


@pytest.mark.parametrize("share", [0.0, 1.0, -1.0])
def test_a_share_is_between_0_and_1(folder: Path, share: float) -> None:
    with pytest.raises(PinciteError, match=r"--share is .*, wanted a number between 0 and 1"):
        interpolate(before(folder), folder / "late", share, folder / "nothing")


def test_readers_of_different_shapes_cannot_be_interpolated(folder: Path) -> None:
    with pytest.raises(PinciteError, match="have different shapes"):
        interpolate(tiny_base(folder / "other", layers=3), folder / "late", 0.5, folder / "nothing")


def test_an_existing_folder_is_not_changed(folder: Path) -> None:
    with pytest.raises(PinciteError, match="exists already"):
        interpolate(before(folder), folder / "late", 0.5, folder / "late")

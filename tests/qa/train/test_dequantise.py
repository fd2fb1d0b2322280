"""Weights rounded to 8 bits and back differ by at most half a step, and read alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.errors import PinciteError
from qa.readers.onnx import OnnxModel
from qa.readers.transformers import TransformersModel
from qa.train.base_models import BaseModel, find_base
from qa.train.checkpoint import checkpoints
from qa.train.dequantise import dequantise
from qa.train.export_onnx import export_onnx
from tests.qa.train.test_base_models import tiny_base
from tests.qa.train.test_checkpoint import SETTINGS, advanced, saved
from tests.qa.train.test_export_onnx import QUESTION, TEXTS
from tests.qa.train.test_trainer import trainer

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training, its int8 export, and its base."""
    folder = tmp_path_factory.mktemp("dequantise")
    saved(advanced(trainer(folder / "base", SETTINGS), 4), folder / "run")
    export_onnx(folder / "run", folder / "exported")
    return folder


@pytest.fixture(scope="module")
def base(folder: Path) -> BaseModel:
    return find_base(str(checkpoints(folder / "run")[-1]))


@pytest.fixture(scope="module")
def dequantised(folder: Path, base: BaseModel) -> Path:
    dequantise(folder / "exported", base, folder / "dequantised")
    return folder / "dequantised"


def test_every_weight_is_within_half_a_step(dequantised: Path, base: BaseModel) -> None:
    from safetensors.numpy import load_file

    before, after = (
        load_file(base.folder / "model.safetensors"),
        load_file(dequantised / "model.safetensors"),
    )
    assert set(after) == {
        name for name in before if "pooler" not in name and "position_ids" not in name
    }
    for name, values in after.items():
        matrix = values.ndim == 2 and "embeddings" not in name
        span = (
            np.abs(before[name]).max(axis=1, keepdims=True) * 2 if matrix else np.ptp(before[name])
        )
        rounded = 255 if values.ndim == 2 else np.inf
        assert np.all(np.abs(values - before[name]) <= 0.51 * span / rounded * 1.01 + 1e-6), name


def test_it_reads_like_the_exported_model(folder: Path, dequantised: Path) -> None:
    float32, int8 = TransformersModel(dequantised), OnnxModel(folder / "exported")
    windows = int8.windower(QUESTION, TEXTS)
    expected, actual = (
        np.concatenate([np.concatenate(pair) for pair in model.logits(windows)])
        for model in (float32, int8)
    )
    assert np.corrcoef(expected, actual)[0, 1] > 0.98


def test_an_existing_folder_is_not_changed(
    folder: Path, base: BaseModel, dequantised: Path
) -> None:
    with pytest.raises(PinciteError, match="exists already"):
        dequantise(folder / "exported", base, dequantised)


def test_the_base_must_have_the_same_shape(folder: Path) -> None:
    with pytest.raises(PinciteError, match=r"has 2 layers of 16, .* 3 of 16"):
        dequantise(folder / "exported", tiny_base(folder / "other", layers=3), folder / "nothing")

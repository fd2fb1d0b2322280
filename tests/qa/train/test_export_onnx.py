"""Export of a very small model to ONNX, read again by `qa.readers.onnx`."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from index.encoders.bundled_model import HASHES, TOKENIZER, WEIGHTS
from index.errors import PinciteError
from qa.pipeline import open_reader
from qa.readers.onnx import OnnxModel
from qa.readers.transformers import TransformersModel
from qa.train.checkpoint import checkpoints
from qa.train.export_onnx import export_onnx
from tests.conftest import document
from tests.qa.readers.test_reader import passage
from tests.qa.train.test_checkpoint import SETTINGS, advanced, saved
from tests.qa.train.test_trainer import trainer

pytestmark = pytest.mark.model

TEXTS = ["ada live in oslo . bob live in lima .", "cid live in rome .", "ada " * 500]
QUESTION = "who live in lima"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("training")
    saved(advanced(trainer(folder / "base", SETTINGS), 4), folder / "run")
    return folder / "run"


@pytest.fixture(scope="module")
def exported(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "reader"
    export_onnx(trained, folder)
    return folder


def test_the_folder_contains_model_tokenizer_hashes_and_record(
    trained: Path, exported: Path
) -> None:
    assert sorted(path.name for path in exported.iterdir()) == [
        HASHES,
        WEIGHTS,
        TOKENIZER,
        "training.json",
    ]
    hashes = json.loads((exported / HASHES).read_text())
    assert hashes == {
        name: hashlib.sha256((exported / name).read_bytes()).hexdigest()
        for name in (WEIGHTS, TOKENIZER)
    }
    assert (
        json.loads((exported / "training.json").read_text())["settings"]["learning_rate"]
        == SETTINGS.learning_rate
    )


def test_it_reads_like_the_model_it_was_exported_from(trained: Path, exported: Path) -> None:
    """To the rounding of eight bits, which is coarse in so small a model; the windows are equal."""
    float32, int8 = TransformersModel(checkpoints(trained)[-1]), OnnxModel(exported)
    windows = int8.windower(QUESTION, TEXTS)
    assert [w.ids.tolist() for w in windows] == [
        w.ids.tolist() for w in float32.windower(QUESTION, TEXTS)
    ]
    expected, actual = (
        np.concatenate([np.concatenate(pair) for pair in model.logits(windows)])
        for model in (float32, int8)
    )
    assert np.corrcoef(expected, actual)[0, 1] > 0.98


def test_the_logits_of_a_window_depend_on_nothing_else(exported: Path) -> None:
    """Not on the other windows, the number of threads or the order: equal to the last bit."""
    one, many = OnnxModel(exported, threads=1), OnnxModel(exported, threads=4)
    windows = one.windower(QUESTION, TEXTS)
    alone = [one.logits([window])[0] for window in windows]
    for logits in (one.logits(windows), many.logits(windows), many.logits(windows[::-1])[::-1]):
        assert all(
            np.array_equal(*pair)
            for a, b in zip(alone, logits, strict=True)
            for pair in zip(a, b, strict=True)
        )


def test_it_is_opened_by_its_folder(exported: Path) -> None:
    reader = open_reader(exported)
    assert reader.fingerprint.startswith("reader@")
    candidates = reader.read(QUESTION, [passage(document(TEXTS[0]))])
    assert all(candidate.occurrence.span.text in TEXTS[0] for candidate in candidates)
    assert candidates


@pytest.mark.parametrize("name", [WEIGHTS, TOKENIZER])
def test_a_changed_file_is_never_read(exported: Path, tmp_path: Path, name: str) -> None:
    for path in exported.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    damaged = bytearray((tmp_path / name).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (tmp_path / name).write_bytes(damaged)
    with pytest.raises(PinciteError, match=rf"{name} has SHA-256 .* Install Pincite again"):
        open_reader(tmp_path).read(QUESTION, [passage(document(TEXTS[0]))])
    (tmp_path / name).unlink()
    (tmp_path / WEIGHTS).touch()
    with pytest.raises(PinciteError, match="Install Pincite again"):
        open_reader(tmp_path).read(QUESTION, [passage(document(TEXTS[0]))])


def test_a_folder_without_hashes_is_an_error(tmp_path: Path) -> None:
    (tmp_path / WEIGHTS).touch()
    with pytest.raises(PinciteError, match="is not a bundled reader folder"):
        open_reader(tmp_path)


def test_a_folder_without_a_checkpoint_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match="is not a checkpoint"):
        export_onnx(tmp_path, tmp_path / "reader")

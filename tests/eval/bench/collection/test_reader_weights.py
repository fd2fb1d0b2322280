"""The reader's weights for the other systems read as the bundled reader."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval.bench.collection.reader_weights import write_reader
from qa.pipeline import BUNDLED_READER
from qa.readers.onnx import OnnxModel
from qa.readers.transformers import TransformersModel

pytestmark = pytest.mark.model


def test_they_read_as_the_bundled_reader(tmp_path: Path) -> None:
    torch, bundled = TransformersModel(write_reader(tmp_path / "reader")), OnnxModel(BUNDLED_READER)
    texts = ["The mill burned down in 1871 and was never rebuilt.", "Bees make honey."]
    windows = bundled.windower("When did the mill burn down?", texts)
    expected, actual = (
        np.concatenate([np.concatenate(pair) for pair in model.logits(windows)])
        for model in (bundled, torch)
    )
    assert np.corrcoef(expected, actual)[0, 1] > 0.98

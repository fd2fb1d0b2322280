"""The encoder made anew of what is installed, and the check that finds a false graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from index.encoders.export.encoder import check_parity, export_encoder
from index.encoders.onnx_int8 import BUNDLED_MODEL, Int8Encoder
from index.encoders.registry import float_encoder
from index.errors import PinciteError

if TYPE_CHECKING:
    from torch.nn import Module

pytestmark = pytest.mark.model

TEXTS = ["The cat sat on the mat.", "17", "The committee met again. " * 110]


def test_what_is_shipped_is_what_the_command_makes(tmp_path: Path) -> None:
    """Made on another machine it may differ in a bit, but not in what it says."""
    export_encoder(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "hashes.json",
        "model.onnx",
        "tokenizer.json",
    ]
    assert np.allclose(
        Int8Encoder(tmp_path).encode(TEXTS), Int8Encoder(BUNDLED_MODEL).encode(TEXTS), atol=1e-3
    )


def test_a_graph_of_other_weights_is_found_out(tmp_path: Path) -> None:
    """The 8-bit graph is one: near, and not the same."""
    with pytest.raises(PinciteError, match=r"The exported graph is .* from the model on 3 tokens"):
        check_parity(
            cast("Module", float_encoder().model[0].auto_model), BUNDLED_MODEL / "model.onnx"
        )

"""Exporting the bundled encoder: the result, the parity check and the quantisation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from index.encoders.bundled_model import WEIGHTS, session_options
from index.encoders.export.encoder import check_parity, export_encoder, quantise
from index.encoders.onnx_int8 import BUNDLED_MODEL, Int8Encoder
from index.encoders.registry import float_encoder
from index.errors import PinciteError

if TYPE_CHECKING:
    from torch.nn import Module

TEXTS = ["The cat sat on the mat.", "17", "The committee met again. " * 110]


@pytest.mark.model
def test_the_export_equals_the_bundled_encoder(tmp_path: Path) -> None:
    """Made on another machine the files may differ in a bit; their vectors agree."""
    export_encoder(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "hashes.json",
        "model.onnx",
        "tokenizer.json",
    ]
    assert np.allclose(
        Int8Encoder(tmp_path).encode(TEXTS), Int8Encoder(BUNDLED_MODEL).encode(TEXTS), atol=1e-3
    )


@pytest.mark.model
def test_the_parity_check_finds_a_graph_with_other_weights() -> None:
    """Such as the 8-bit graph: close, but not equal."""
    with pytest.raises(
        PinciteError, match=r"The exported graph differs by .* from the model on 3 tokens"
    ):
        check_parity(
            cast("Module", float_encoder().model[0].auto_model), BUNDLED_MODEL / "model.onnx"
        )


def test_each_channel_is_quantised_with_its_own_scale(tmp_path: Path) -> None:
    """A column a thousand times smaller than the next keeps two digits."""
    from onnxruntime import InferenceSession

    weights = np.random.default_rng(0).uniform(-1, 1, (64, 2)).astype(np.float32) * np.array(
        [1, 0.001], np.float32
    )
    shapes = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, width])
        for name, width in (("x", 64), ("y", 2))
    ]
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        "product",
        shapes[:1],
        shapes[1:],
        [numpy_helper.from_array(weights, "w")],
    )
    float_graph = tmp_path / "float.onnx"
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8),
        float_graph,
    )
    quantise(float_graph, tmp_path / WEIGHTS)
    x = np.linspace(-1, 1, 64, dtype=np.float32)[None]
    product = InferenceSession(
        str(tmp_path / WEIGHTS), session_options(), providers=["CPUExecutionProvider"]
    ).run(None, {"x": x})[0]
    assert np.allclose(product, x @ weights, rtol=0.02, atol=np.array([0.05, 0.00005]))

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from index.encoders.bundled_model import WEIGHTS, session_options
from index.encoders.export.quantise import quantise


def test_each_channel_has_a_scale_of_its_own(tmp_path: Path) -> None:
    """A column of numbers a thousand times smaller than the next one's keeps two digits, which one scale for both would not leave it."""
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
    whole = tmp_path / "whole.onnx"
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), whole
    )
    quantise(whole, tmp_path / WEIGHTS)
    x = np.linspace(-1, 1, 64, dtype=np.float32)[None]
    found = InferenceSession(
        str(tmp_path / WEIGHTS), session_options(), providers=["CPUExecutionProvider"]
    ).run(None, {"x": x})[0]
    assert np.allclose(found, x @ weights, rtol=0.02, atol=np.array([0.05, 0.00005]))

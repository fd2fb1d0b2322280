"""Constants in place of computed shapes: fewer nodes, the same vectors to the last bit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from onnxruntime import InferenceSession

from index.encoders.bundled_model import WEIGHTS, BundledModel
from index.encoders.onnx_constants import with_constants
from index.encoders.onnx_int8 import BUNDLED_MODEL, MAX_TOKENS, Int8Encoder, _known_shape


def nothing(_: str) -> Sequence[int] | None:
    return None


def negative() -> bytes:
    """y = −x, after a reshape to the shape that x has."""
    nodes = [
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Abs", ["shape"], ["same shape"]),
        helper.make_node("Reshape", ["x", "same shape"], ["reshaped"]),
        helper.make_node("Neg", ["reshaped"], ["y"]),
    ]
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [2, None]) for name in "xy")
    graph = helper.make_graph(nodes, "test", [x], [y])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    data: bytes = model.SerializeToString()
    return data


def run(model: bytes, x: np.ndarray) -> np.ndarray:
    session = InferenceSession(model, providers=["CPUExecutionProvider"])
    y: np.ndarray = session.run(None, {"x": x})[0]
    return y


def operators(model: bytes) -> list[str]:
    return [node.op_type for node in onnx.load_from_string(model).graph.node]


def test_what_only_a_known_tensor_needs_is_not_computed() -> None:
    model = negative()
    changed = with_constants(model, {"same shape": (0, -1)}.get)
    onnx.checker.check_model(onnx.load_from_string(changed))
    assert operators(changed) == ["Reshape", "Neg"]
    x = np.arange(300, dtype=np.float32).reshape(2, 150)
    assert np.array_equal(run(changed, x), -x)
    assert np.array_equal(run(with_constants(model, {"same shape": (2, 1, -1)}.get), x)[:, 0], -x)


def test_without_known_tensors_the_graph_is_the_same() -> None:
    model = negative()
    assert onnx.load_from_string(with_constants(model, nothing)) == onnx.load_from_string(model)


@pytest.mark.model
def test_the_encoder_computes_no_shapes() -> None:
    """But the number of tokens, for their positions, and the width of the last division."""
    model = (BUNDLED_MODEL / WEIGHTS).read_bytes()
    before, after = operators(model), operators(with_constants(model, _known_shape))
    assert (before.count("Shape"), after.count("Shape")) == (32, 2)
    assert (before.count("MatMulInteger"), after.count("MatMulInteger")) == (24, 24)


@pytest.mark.model
def test_its_vectors_are_those_of_the_graph_as_it_stands() -> None:
    as_it_stands = BundledModel(BUNDLED_MODEL, "encoder").session()
    encoder = Int8Encoder()
    numbers = np.random.default_rng(1)
    for length in (2, 3, 17, 40, 129, MAX_TOKENS):
        ids = numbers.integers(1_000, 20_000, (1, length))
        expected = as_it_stands.run(None, {"ids": ids})[0][0]
        assert np.array_equal(encoder._run(ids[0].tolist()), expected), length

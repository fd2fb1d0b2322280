"""Converts the bundled int8 model to single precision, to train further without its checkpoints.

The rounding of `qa.train.export_onnx` remains: a weight is off by at most half a step of its
channel, which further training compensates.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.encoders.bundled_model import TOKENIZER, WEIGHTS
from index.errors import PinciteError
from qa.train.base_models import BaseModel

if TYPE_CHECKING:
    from onnx import GraphProto

Weights = dict[str, NDArray[np.float32]]

_MODEL = "model."
"""Prefix of every name in the graph, from the tracer (`qa.train.export_onnx`)."""


def dequantise(exported: Path, like: BaseModel, folder: Path) -> None:
    """Writes `folder`, a base for `pincite train fit`.

    `like` is the base that the exported model was trained from: it has the same shape. Raises
    PinciteError if `folder` exists, or `qa.train.export_onnx` did not write the graph.
    """
    import onnx
    from safetensors.numpy import save_file

    if folder.exists():
        raise PinciteError(f"{folder} exists already. Name a folder that does not.")
    weights = weights_of(onnx.load(str(exported / WEIGHTS)).graph)
    config = json.loads((like.folder / "config.json").read_text("utf-8"))
    expected = (config["num_hidden_layers"], config["hidden_size"])
    actual = (_layers(weights), weights["qa_outputs.weight"].shape[1])
    if actual != expected:
        raise PinciteError(
            f"{exported} has {actual[0]} layers of {actual[1]}, {like.name} {expected[0]} of "
            f"{expected[1]}: name the base it was trained from."
        )
    folder.mkdir(parents=True)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    reader_config = {
        **config,
        "architectures": ["BertForQuestionAnswering"],
        "id2label": {"0": "start", "1": "end"},
        "label2id": {"start": 0, "end": 1},
    }
    (folder / "config.json").write_text(json.dumps(reader_config, indent=1))
    shutil.copy(exported / TOKENIZER, folder / "tokenizer.json")
    if (like.folder / "tokenizer_config.json").is_file():
        shutil.copy(like.folder / "tokenizer_config.json", folder)


def weights_of(graph: GraphProto) -> Weights:
    """The weights by their names in torch. Raises PinciteError if the graph has no span head."""
    from onnx.numpy_helper import to_array

    stored = {tensor.name: to_array(tensor) for tensor in graph.initializer}
    weights = dict([*_plain(stored), *_tables(stored), *_products(graph, stored)])
    if "qa_outputs.weight" not in weights:
        raise PinciteError(
            "The graph has no int8 span head: `pincite train export-onnx` did not write it."
        )
    return weights


def _plain(stored: dict[str, NDArray[np.generic]]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Biases and norms, which are not quantised."""
    for name, values in stored.items():
        if name.startswith(_MODEL) and values.dtype == np.float32 and values.ndim:
            yield name.removeprefix(_MODEL), values.astype(np.float32)


def _tables(stored: dict[str, NDArray[np.generic]]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Embedding tables, with one scale each."""
    for name in stored:
        if name.startswith(_MODEL) and name.endswith("_quantized"):
            table = name.removesuffix("_quantized")
            yield table.removeprefix(_MODEL), _dequantised(stored, table)


def _products(
    graph: GraphProto, stored: dict[str, NDArray[np.generic]]
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Matrices, with one scale for each channel.

    Their names are lost; they are taken from the products: /model/bert/.../query/MatMul_quant.
    """
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            path = node.name.removeprefix("/model/").removesuffix("/MatMul_quant")
            matrix = _dequantised(stored, node.input[1].removesuffix("_quantized"))
            yield f"{path.replace('/', '.')}.weight", np.ascontiguousarray(matrix.T)


def _dequantised(stored: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    integers, zero, scale = (
        stored[f"{name}_{part}"].astype(np.float32) for part in ("quantized", "zero_point", "scale")
    )
    return (integers - zero) * scale


def _layers(weights: Weights) -> int:
    return sum(name.endswith("attention.self.query.weight") for name in weights)

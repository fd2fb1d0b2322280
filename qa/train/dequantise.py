"""The shipped int8 graph back to a folder of safetensors, so that a training can go on from it
where its checkpoints are gone.

What `qa.train.export_onnx` rounded stays rounded: a weight is off by at most half a step of its
channel, which a training absorbs.
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
"""The tracer puts it before every name (`qa.train.export_onnx`)."""


def dequantise(shipped: Path, like: BaseModel, folder: Path) -> None:
    """Writes `folder`, a base for `python -m qa.train fit`.

    `like` is the base that the shipped model was made from, whose shape it has.

    Raises PinciteError where `folder` is there already, or the graph is none that
    `qa.train.export_onnx` wrote.
    """
    import onnx
    from safetensors.numpy import save_file

    if folder.exists():
        raise PinciteError(f"{folder} is there already. Name a folder that is not.")
    weights = weights_of(onnx.load(str(shipped / WEIGHTS)).graph)
    config = json.loads((like.folder / "config.json").read_text("utf-8"))
    wanted = (config["num_hidden_layers"], config["hidden_size"])
    found = (_layers(weights), weights["qa_outputs.weight"].shape[1])
    if found != wanted:
        raise PinciteError(
            f"{shipped} has {found[0]} layers of {found[1]}, {like.name} has {wanted[0]} of "
            f"{wanted[1]}: give the base from which it was made."
        )
    folder.mkdir(parents=True)
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    written = {
        **config,
        "architectures": ["BertForQuestionAnswering"],
        "id2label": {"0": "start", "1": "end"},
    }
    (folder / "config.json").write_text(
        json.dumps({**written, "label2id": {"start": 0, "end": 1}}, indent=1)
    )
    shutil.copy(shipped / TOKENIZER, folder / "tokenizer.json")
    if (like.folder / "tokenizer_config.json").is_file():
        shutil.copy(like.folder / "tokenizer_config.json", folder)


def weights_of(graph: GraphProto) -> Weights:
    """By their names in torch. Raises PinciteError where there is no span head among them."""
    from onnx.numpy_helper import to_array

    stored = {each.name: to_array(each) for each in graph.initializer}
    weights = dict([*_plain(stored), *_tables(stored), *_products(graph, stored)])
    if "qa_outputs.weight" not in weights:
        raise PinciteError(
            "The graph has no span head in 8 bits: it is none that python -m qa.train ship wrote."
        )
    return weights


def _plain(stored: dict[str, NDArray[np.generic]]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Biases and norms, which were not rounded."""
    for name, values in stored.items():
        if name.startswith(_MODEL) and values.dtype == np.float32 and values.ndim:
            yield name.removeprefix(_MODEL), values.astype(np.float32)


def _tables(stored: dict[str, NDArray[np.generic]]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Embeddings: one scale a table."""
    for name in stored:
        if name.startswith(_MODEL) and name.endswith("_quantized"):
            bare = name.removesuffix("_quantized")
            yield bare.removeprefix(_MODEL), _whole(stored, bare)


def _products(
    graph: GraphProto, stored: dict[str, NDArray[np.generic]]
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Matrices: one scale a channel.

    They have lost their names, the products have them: /model/bert/.../query/MatMul_quant.
    """
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            place = (
                node.name.removeprefix("/model/").removesuffix("/MatMul_quant").replace("/", ".")
            )
            yield (
                f"{place}.weight",
                np.ascontiguousarray(_whole(stored, node.input[1].removesuffix("_quantized")).T),
            )


def _whole(stored: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    rounded, zero, scale = (
        stored[f"{name}_{part}"].astype(np.float32) for part in ("quantized", "zero_point", "scale")
    )
    return (rounded - zero) * scale


def _layers(weights: Weights) -> int:
    return sum(name.endswith("attention.self.query.weight") for name in weights)

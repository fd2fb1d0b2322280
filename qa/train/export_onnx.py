"""Exports a checkpoint as the bundled reader: ONNX graph with int8 weights, tokenizer, hashes."""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encoders.bundled_model import HASHES, TOKENIZER, WEIGHTS
from index.encoders.export.encoder import quantise
from index.errors import PinciteError
from qa.train.base_models import find, load
from qa.train.checkpoint import checkpoints, read_state
from qa.train.export_reader import RECORD

if TYPE_CHECKING:
    from transformers import PreTrainedModel

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_OPSET = 17
_SAME = 1e-3
"""Logits; an exported graph that is further from torch's than rounding is another model."""


@dataclass(frozen=True, slots=True)
class ExportedModel:
    sha256: str
    bytes: int


def export_onnx(trained: Path, folder: Path) -> ExportedModel:
    """Writes model, tokenizer, hashes and the record of the training into `folder`, over those that
    are there.

    `trained` is a checkpoint, or the folder of a training, whose newest one is taken. Weights are
    stored in 8 bits, a scale for each channel; activations are quantised as the model runs. Raises
    PinciteError where there is nothing to ship, or the graph is not true.
    """
    source = next(reversed(checkpoints(trained)), trained)
    state = read_state(source)
    model, tokenizer = load(find(str(source)), seed=0)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        _trace(model, whole)
        _compare(model, whole)
        quantise(whole, folder / WEIGHTS)
    backend = tokenizer.backend_tokenizer  # `find` asked for a tokenizer.json
    backend.no_truncation()
    backend.no_padding()
    (folder / TOKENIZER).write_text(backend.to_str(), encoding="utf-8")
    (folder / RECORD).write_text(json.dumps(asdict(state), indent=1) + "\n")
    hashes = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in (WEIGHTS, TOKENIZER)
    }
    (folder / HASHES).write_text(json.dumps(hashes, indent=1) + "\n")
    return ExportedModel(hashes[WEIGHTS], (folder / WEIGHTS).stat().st_size)


def _trace(model: PreTrainedModel, path: Path) -> None:
    import torch

    model.set_attn_implementation("eager")

    class Logits(torch.nn.Module):
        """Two tensors, by position: what the tracer can follow."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(
            self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor]:
            output = self.model(input_ids=ids, attention_mask=mask, token_type_ids=types)
            return output.start_logits, output.end_logits

    names = [*INPUTS, "start", "end"]
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter(
            "ignore"
        )  # the tracer's remarks on constants; `_compare` sees what matters
        torch.onnx.export(
            Logits().eval(),
            tuple(torch.from_numpy(values) for values in _example(24)),
            str(path),
            dynamo=False,
            input_names=list(INPUTS),
            output_names=names[len(INPUTS) :],
            dynamic_axes={name: {0: "windows", 1: "tokens"} for name in names},
            opset_version=_OPSET,
        )


def _compare(model: PreTrainedModel, path: Path) -> None:
    """Graph and model on windows of other lengths than the one that was traced.

    Raises PinciteError where they differ.
    """
    import torch
    from onnxruntime import InferenceSession

    session = InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for tokens in (8, 57, 384):
        window = _example(tokens)
        with torch.no_grad():
            output = model(
                **{
                    name: torch.from_numpy(values)
                    for name, values in zip(INPUTS, window, strict=True)
                }
            )
        ours = session.run(None, dict(zip(INPUTS, window, strict=True)))
        apart = max(
            float(np.abs(a - b.numpy()).max())
            for a, b in zip(ours, (output.start_logits, output.end_logits), strict=True)
        )
        if apart > _SAME:
            raise PinciteError(
                f"The exported graph differs by {apart:.2g} from the model on {tokens} tokens, "
                f"wanted at most {_SAME}: it is wrong."
            )


def _example(tokens: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Token ids that every vocabulary of BERT's kind has, the mask, and the types."""
    ids = np.random.default_rng(tokens).integers(0, 100, (1, tokens))
    return ids, np.ones_like(ids), (np.arange(tokens) > tokens // 4).astype(np.int64)[None]

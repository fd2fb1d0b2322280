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
from qa.train.base_models import find_base, load_base
from qa.train.checkpoint import newest, read_state
from qa.train.export_reader import RECORD

if TYPE_CHECKING:
    from transformers import PreTrainedModel

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_OPSET = 17
_MAX_DIFFERENCE = 1e-3
"""Largest difference of a logit in graph and model that rounding explains."""


@dataclass(frozen=True, slots=True)
class ExportedModel:
    """Hash and size of the graph's file."""

    sha256: str
    bytes: int


def export_onnx(trained: Path, folder: Path) -> ExportedModel:
    """Writes model, tokenizer, hashes and the record of the training into `folder`.

    Files that exist there are replaced. `trained` is a checkpoint, or a training's folder, of which
    the newest is used. Weights are stored in 8 bits with a scale for each channel; activations are
    quantised as the model runs. Raises PinciteError if there is no checkpoint, or the graph differs
    from the model.
    """
    source = newest(trained)
    state = read_state(source)
    model, tokenizer = load_base(find_base(str(source)), seed=0)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        graph = Path(scratch) / "float32.onnx"
        _trace(model, graph)
        _compare(model, graph)
        quantise(graph, folder / WEIGHTS)
    backend = tokenizer.backend_tokenizer  # `find_base` requires a tokenizer.json
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
        """The model with positional tensors in and out, as the tracer needs it."""

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
        warnings.simplefilter("ignore")  # the tracer warns of constants; see `_compare`
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
    """Compares graph and model on windows of other lengths than the traced one.

    Raises PinciteError if they differ.
    """
    import torch
    from onnxruntime import InferenceSession

    session = InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for tokens in (8, 57, 384):
        inputs = dict(zip(INPUTS, _example(tokens), strict=True))
        with torch.no_grad():
            tensors = {name: torch.from_numpy(values) for name, values in inputs.items()}
            output = model(**tensors)
        logits = session.run(None, inputs)
        difference = max(
            float(np.abs(a - b.numpy()).max())
            for a, b in zip(logits, (output.start_logits, output.end_logits), strict=True)
        )
        if difference > _MAX_DIFFERENCE:
            raise PinciteError(
                f"The exported graph differs by {difference:.2g} from the model on {tokens} "
                f"tokens; at most {_MAX_DIFFERENCE} is rounding. Check the version of torch."
            )


def _example(tokens: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Token ids that every BERT-like vocabulary has, the mask, and the token types."""
    ids = np.random.default_rng(tokens).integers(0, 100, (1, tokens))
    return ids, np.ones_like(ids), (np.arange(tokens) > tokens // 4).astype(np.int64)[None]

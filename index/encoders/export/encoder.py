"""Exports a sentence-transformers BERT to the ONNX graph that `index.encoders.onnx_int8` runs.

Token ids in, unit vectors out. Texts are not padded, so the graph has no attention mask. Query, key
and value are one matrix product; both together save a fifth of the time of the usual export.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.encoders.bundled_model import HASHES, TOKENIZER, WEIGHTS
from index.encoders.onnx_int8 import MAX_TOKENS
from index.encoders.registry import float_encoder
from index.errors import PinciteError

if TYPE_CHECKING:
    from transformers import BertModel
    from transformers.models.bert.modeling_bert import BertLayer

_OPSET = 17
_TOLERANCE = 1e-5
"""Largest difference between a component of the graph's vector and of torch's: rounding alone."""


def export_encoder(folder: Path) -> str:
    """Writes graph, tokenizer and hashes into `folder`; returns the graph's SHA-256.

    Raises PinciteError if the installed weights are not the official ones, or if the graph's
    vectors differ from theirs.
    """
    reference = float_encoder().model
    model = cast("BertModel", reference[0].auto_model)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        float_graph = Path(scratch) / "float.onnx"
        _trace(_SentenceModel(model), float_graph)
        check_parity(model, float_graph)
        quantise(float_graph, folder / WEIGHTS)
    tokenizer = reference.tokenizer.backend_tokenizer
    tokenizer.no_truncation()
    tokenizer.no_padding()
    (folder / TOKENIZER).write_text(tokenizer.to_str(), encoding="utf-8")
    hashes = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in (WEIGHTS, TOKENIZER)
    }
    (folder / HASHES).write_text(json.dumps(hashes, indent=1) + "\n")
    return hashes[WEIGHTS]


class _SentenceModel(nn.Module):
    """Token ids of shape (texts, tokens) to unit vectors of shape (texts, width): mean pooling."""

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        embeddings = model.embeddings
        self.word, self.norm = embeddings.word_embeddings, embeddings.LayerNorm
        self.positions = nn.Parameter(
            embeddings.position_embeddings.weight[:MAX_TOKENS]
            + embeddings.token_type_embeddings.weight[0]
        )
        self.layers = nn.ModuleList(
            _Layer(cast("BertLayer", layer), model.config.num_attention_heads)
            for layer in model.encoder.layer
        )

    def forward(self, ids: Tensor) -> Tensor:
        x = self.norm(self.word(ids) + self.positions[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x)
        return functional.normalize(x.mean(1), dim=1)


class _Layer(nn.Module):
    def __init__(self, layer: BertLayer, heads: int) -> None:
        super().__init__()
        attention, self.heads = layer.attention, heads
        parts = [attention.self.query, attention.self.key, attention.self.value]
        self.weight = nn.Parameter(torch.cat([part.weight for part in parts]).t().contiguous())
        self.bias = nn.Parameter(torch.cat([part.bias for part in parts]))
        self.out, self.first_norm = attention.output.dense, attention.output.LayerNorm
        self.up, self.down, self.second_norm = (
            layer.intermediate.dense,
            layer.output.dense,
            layer.output.LayerNorm,
        )

    def forward(self, x: Tensor) -> Tensor:
        parts = (x @ self.weight + self.bias).chunk(3, -1)
        query, key, value = (self._by_head(part) for part in parts)
        scores = query @ key.transpose(2, 3) / math.sqrt(x.shape[-1] // self.heads)
        weights = torch.softmax(scores, -1)
        x = self.first_norm(x + self.out((weights @ value).transpose(1, 2).flatten(2)))
        y: Tensor = self.second_norm(x + self.down(functional.gelu(self.up(x))))
        return y

    def _by_head(self, x: Tensor) -> Tensor:
        """(texts, tokens, width) to (texts, heads, tokens, width of a head)."""
        by_head = x.unflatten(-1, (self.heads, -1))  # type: ignore[no-untyped-call]  # torch: untyped
        return cast(Tensor, by_head).transpose(1, 2)


def _trace(model: nn.Module, path: Path) -> None:
    with warnings.catch_warnings(), torch.no_grad():
        # the tracer warns about constants; check_parity finds the ones that matter
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model.eval(),
            (torch.randint(0, 100, (2, 24)),),
            str(path),
            dynamo=False,
            input_names=["ids"],
            output_names=["vectors"],
            dynamic_axes={"ids": {0: "texts", 1: "tokens"}, "vectors": {0: "texts"}},
            opset_version=_OPSET,
        )


def check_parity(model: nn.Module, path: Path) -> None:
    """Compares graph and model on other lengths than the traced one.

    Raises PinciteError if a component differs by more than `_TOLERANCE`.
    """
    from onnxruntime import InferenceSession

    session = InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for texts, tokens in ((1, 3), (3, 57), (1, MAX_TOKENS)):
        ids = torch.randint(0, 100, (texts, tokens))
        with torch.no_grad():
            expected = functional.normalize(model(input_ids=ids).last_hidden_state.mean(1), dim=1)
        actual = torch.from_numpy(session.run(None, {"ids": ids.numpy()})[0])
        difference = float((actual - expected).abs().max())
        if difference > _TOLERANCE:
            raise PinciteError(
                f"The exported graph differs by {difference:.2g} from the model on {tokens} "
                f"tokens; at most {_TOLERANCE} is allowed. Fix the export."
            )


def quantise(source: Path, target: Path) -> None:
    """Writes the float graph at `source` to `target` with 8-bit weights, a quarter of its size.

    Weights have one scale per channel; activations are quantised as the model runs, with one scale
    per input. Needs the package onnx, which users do not have.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # it warns that the graph should be preprocessed, which changes nothing here
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.ERROR)
    try:
        quantize_dynamic(
            source,
            target,
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )
    finally:
        root.setLevel(level)

"""A BERT of sentence-transformers to the graph that `index.encoders.onnx_int8` runs: token ids in, unit vectors out, nothing padded, so no mask.

Query, key and value are one product, which with the mask left out takes a fifth off the time of the usual export.
"""

from __future__ import annotations

import hashlib
import json
import math
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from index.encoders.bundled_model import HASHES, TOKENIZER, WEIGHTS
from index.encoders.export.quantise import quantise
from index.encoders.onnx_int8 import MAX_TOKENS
from index.encoders.registry import float_encoder
from index.errors import PinciteError

if TYPE_CHECKING:
    from transformers import BertModel
    from transformers.models.bert.modeling_bert import BertLayer

_OPSET = 17
_SAME = 1e-5
"""Between numbers of two unit vectors; a graph that is further from torch's than rounding is another model."""


def export_encoder(folder: Path) -> str:
    """Writes graph, tokenizer and hashes into `folder`; returns the graph's SHA-256.

    Raises PinciteError where the installed weights are not the official ones, or the graph says otherwise than they do.
    """
    reference = float_encoder().model
    model = cast("BertModel", reference[0].auto_model)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        _trace(_Sentence(model), whole)
        check_parity(model, whole)
        quantise(whole, folder / WEIGHTS)
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


class _Sentence(nn.Module):
    """(texts, tokens) ids to (texts, width) unit vectors: the mean of the last layer."""

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        embeddings = model.embeddings
        self.word, self.norm = embeddings.word_embeddings, embeddings.LayerNorm
        self.place = nn.Parameter(
            embeddings.position_embeddings.weight[:MAX_TOKENS]
            + embeddings.token_type_embeddings.weight[0]
        )
        self.layers = nn.ModuleList(
            _Layer(cast("BertLayer", layer), model.config.num_attention_heads)
            for layer in model.encoder.layer
        )

    def forward(self, ids: Tensor) -> Tensor:
        x = self.norm(self.word(ids) + self.place[: ids.shape[1]])
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
        shares = torch.softmax(
            query @ key.transpose(2, 3) / math.sqrt(x.shape[-1] // self.heads), -1
        )
        x = self.first_norm(x + self.out((shares @ value).transpose(1, 2).flatten(2)))
        y: Tensor = self.second_norm(x + self.down(functional.gelu(self.up(x))))
        return y

    def _by_head(self, x: Tensor) -> Tensor:
        """(texts, tokens, width) to (texts, heads, tokens, width of a head)."""
        return cast(Tensor, x.unflatten(-1, (self.heads, -1))).transpose(1, 2)  # type: ignore[no-untyped-call]


def _trace(sentence: nn.Module, path: Path) -> None:
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter(
            "ignore"
        )  # the tracer's remarks on constants; `compare` sees what matters
        torch.onnx.export(
            sentence.eval(),
            (torch.randint(0, 100, (2, 24)),),
            str(path),
            dynamo=False,
            input_names=["ids"],
            output_names=["vectors"],
            dynamic_axes={"ids": {0: "texts", 1: "tokens"}, "vectors": {0: "texts"}},
            opset_version=_OPSET,
        )


def check_parity(model: nn.Module, path: Path) -> None:
    """Graph and model on other lengths than the one that was traced. Raises PinciteError where they differ."""
    from onnxruntime import InferenceSession

    session = InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for texts, tokens in ((1, 3), (3, 57), (1, MAX_TOKENS)):
        ids = torch.randint(0, 100, (texts, tokens))
        with torch.no_grad():
            wanted = functional.normalize(model(input_ids=ids).last_hidden_state.mean(1), dim=1)
        apart = float(
            (torch.from_numpy(session.run(None, {"ids": ids.numpy()})[0]) - wanted).abs().max()
        )
        if apart > _SAME:
            raise PinciteError(
                f"The exported graph is {apart:.2g} from the model on {tokens} tokens, wanted at most {_SAME}: it is wrong."
            )

"""The bundled reader's weights for torch, which the readers of the other systems load."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.bench.systems_registry import encoder_folder
from qa.pipeline import BUNDLED_READER

LAYERS = 12
"""Of the bundled reader. All else of its shape is that of all-MiniLM-L6-v2."""


def write_reader(folder: Path) -> Path:
    """Writes and returns `folder`: weights, shape and tokenizer, as transformers loads them.

    The weights are those of `qa/model`, converted back from 8 bits.
    """
    from qa.train.base_models import BaseModel
    from qa.train.dequantise import dequantise

    encoder = Path(encoder_folder())
    with TemporaryDirectory() as scratch:
        like = Path(scratch)
        shape = json.loads((encoder / "config.json").read_text("utf-8"))
        (like / "config.json").write_text(json.dumps({**shape, "num_hidden_layers": LAYERS}))
        settings = (encoder / "tokenizer_config.json").read_text("utf-8")
        (like / "tokenizer_config.json").write_text(settings)
        dequantise(BUNDLED_READER, BaseModel(like, "all-MiniLM-L6-v2's shape"), folder)
    return folder

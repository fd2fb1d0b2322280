"""The bundled reader: int8, run by ONNX Runtime."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encoders.bundled_model import BundledModel
from qa.readers.reader import Logits
from qa.readers.windows import PassageWindower, Window

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_THREADS = 2

_SLOW_OPTIMIZERS = ("SkipLayerNormFusion",)
"""Of ONNX Runtime: without it a window of 90 to 220 tokens takes .9 of the time (1.32, 2 cores)."""


class OnnxModel:
    """A folder that `pincite train export-onnx` wrote; read on first use, with checked hashes.

    Each window is run by itself, several at once on one thread each, the longest first. Nothing is
    padded and int8 scales are found for each window, so its logits depend on nothing else. Ten
    windows of 165 tokens on two cores took 0.75 of the time of one batch.
    """

    def __init__(self, folder: Path, threads: int = _THREADS) -> None:
        self._files = BundledModel(folder, "reader")
        self._pool = ThreadPoolExecutor(threads)
        self.fingerprint = f"{folder.resolve().name}@{self._files.sha256[:8]}"

    def logits(self, windows: Sequence[Window]) -> list[Logits]:
        order = sorted(range(len(windows)), key=lambda i: -len(windows[i].ids))
        logits = self._pool.map(self._run, [windows[i] for i in order])
        found = dict(zip(order, logits, strict=True))
        return [found[i] for i in range(len(windows))]

    def _run(self, window: Window) -> Logits:
        ids = window.ids[None]
        starts, ends = self._session.run(
            None,
            {
                "input_ids": ids,
                "attention_mask": np.ones_like(ids),
                "token_type_ids": window.types[None],
            },
        )
        return starts[0], ends[0]

    @cached_property
    def windower(self) -> PassageWindower:
        return PassageWindower(self._files.tokenizer())

    @cached_property
    def _session(self) -> InferenceSession:
        return self._files.session(_SLOW_OPTIMIZERS)

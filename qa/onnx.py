"""The model that is shipped: int8, run by ONNX Runtime, which lives only here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.spans import PinciteError
from qa.read import Logits
from qa.windows import Window, Windower

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

WEIGHTS, TOKENIZER, HASHES = "model.onnx", "tokenizer.json", "hashes.json"

_THREADS = 2


class OnnxModel:
    """A folder that `python -m qa.train ship` wrote. Its files are read when first needed, and their hashes checked before.

    Each window is run by itself, several at once on one thread each: nothing is padded, and int8 scales are found window by window, so
    that a window's logits depend on nothing else. Of ten windows of 165 tokens on two cores that took 0.75 of the time of one batch.
    """

    def __init__(self, folder: Path, threads: int = _THREADS) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(threads)
        try:
            self._hashes = {str(name): str(sha256) for name, sha256 in json.loads((folder / HASHES).read_text()).items()}
        except (OSError, ValueError, AttributeError) as error:
            raise PinciteError(f"{folder} holds no reader of ours ({error}). Check out the repository again, or name another.") from error
        self.fingerprint = f"{folder.resolve().name}@{self._hashes.get(WEIGHTS, '')[:8]}"

    def logits(self, windows: Sequence[Window]) -> list[Logits]:
        return list(self._pool.map(self._run, windows))

    def _run(self, window: Window) -> Logits:
        ids = window.ids[None]
        starts, ends = self._session.run(
            None, {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": window.types[None]}
        )
        return starts[0], ends[0]

    @cached_property
    def windower(self) -> Windower:
        from tokenizers import Tokenizer

        return Windower(Tokenizer.from_str(self._checked(TOKENIZER).decode()))

    @cached_property
    def _session(self) -> InferenceSession:
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # windows differ in length
        return InferenceSession(self._checked(WEIGHTS), options, providers=["CPUExecutionProvider"])

    def _checked(self, name: str) -> bytes:
        """Raises PinciteError where the file is not the one that was shipped."""
        path = self._folder / name
        try:
            content = path.read_bytes()
        except OSError as error:
            raise PinciteError(f"{path} cannot be read ({error.strerror}). Check out the repository again.") from error
        sha256 = hashlib.sha256(content).hexdigest()
        if sha256 != self._hashes.get(name):
            expected = self._hashes.get(name, "none")
            raise PinciteError(f"{path} has SHA-256 {sha256[:16]}…, wanted {expected[:16]}…. Check out the repository again.")
        return content

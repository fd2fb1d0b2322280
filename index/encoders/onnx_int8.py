"""all-MiniLM-L6-v2 in 8-bit integers: the engine of new libraries. Its vectors are its own, near those of sentence-transformers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encoders.base import Fingerprint, Vectors, pool_windows
from index.encoders.bundled_model import BundledModel

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

BUNDLED_MODEL = Path(__file__).parent / "model"

MAX_TOKENS = 256
"""Tokens with [CLS] and [SEP], as sentence-transformers has it for this model."""

DIMENSION = 384

_THREADS = 2


class Int8Encoder:
    """A folder that `python -m index.encoders.export` wrote. Any thread may encode.

    Each window is run by itself, several at once on one thread each, the longest first: nothing is padded, no core waits long for the
    other, and int8 scales are found window by window, so that a text has the same vector, to the last bit, whatever stands beside it.
    """

    def __init__(self, folder: Path = BUNDLED_MODEL, threads: int = _THREADS) -> None:
        self._shipped = BundledModel(folder, "encoder")
        self._pool = ThreadPoolExecutor(threads)
        self.fingerprint = Fingerprint("all-MiniLM-L6-v2-int8", self._shipped.sha256, DIMENSION)

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, DIMENSION), np.float32)
        windows = [
            list(_windows(encoding.ids)) for encoding in self._tokenizer.encode_batch(list(texts))
        ]
        flat = [window for parts in windows for window in parts]
        order = np.argsort([-len(window) for window in flat], kind="stable")
        vectors = np.empty((len(flat), DIMENSION), np.float32)
        vectors[order] = list(self._pool.map(self._run, [flat[i] for i in order]))
        return pool_windows(vectors, [len(parts) for parts in windows])

    def count_long(self, texts: Sequence[str]) -> int:
        """How many of the texts do not fit the window and are encoded in parts."""
        long = [
            text for text in texts if len(text) > MAX_TOKENS - 2
        ]  # a token is at least one character
        return sum(
            len(encoding.ids) > MAX_TOKENS for encoding in self._tokenizer.encode_batch(long)
        )

    def _run(self, window: Sequence[int]) -> Vectors:
        vectors: Vectors = self._session.run(None, {"ids": np.array([window], np.int64)})[0][0]
        return vectors

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = self._shipped.tokenizer()
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        return self._shipped.session()


def _windows(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Token ids, [CLS] and [SEP] round them, in windows that overlap by a quarter and together hold all of them."""
    if len(ids) <= MAX_TOKENS:
        yield ids
        return
    size = MAX_TOKENS - 2
    inner = ids[1:-1]
    for first in range(0, len(inner) - size // 4, size - size // 4):
        yield [ids[0], *inner[first : first + size], ids[-1]]

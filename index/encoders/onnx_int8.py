"""all-MiniLM-L6-v2 in 8-bit integers: the encoder of new libraries.

Its vectors are close to those of sentence-transformers (see model/README.md), but never mixed with
them: it has a fingerprint of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.encoders.base import Fingerprint, Vectors, overlapping_windows, pool_windows
from index.encoders.bundled_model import BundledModel

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

BUNDLED_MODEL = Path(__file__).parent / "model"

MAX_TOKENS = 256
"""Length of the model's input, [CLS] and [SEP] included, as in sentence-transformers."""

DIMENSION = 384

THREADS = 2


class Int8Encoder:
    """Runs the model in `folder`, written by `pincite train export-encoder`. Thread-safe.

    Each window is one run on one thread, `threads` of them in parallel, the longest first: nothing
    is padded, and no core waits long for the other. The int8 scales are computed per window, so
    that a text has the same vector, to the last bit, whatever texts are encoded with it.
    """

    def __init__(self, folder: Path = BUNDLED_MODEL, threads: int = THREADS) -> None:
        self._model = BundledModel(folder, "encoder")
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads)
        self.fingerprint = Fingerprint("all-MiniLM-L6-v2-int8", self._model.sha256, DIMENSION)

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, DIMENSION), np.float32)
        encodings = self._tokenizer.encode_batch(list(texts))
        windows_per_text = [_windows(encoding.ids) for encoding in encodings]
        windows = [window for group in windows_per_text for window in group]
        vectors = np.empty((len(windows), DIMENSION), np.float32)
        longest_first = sorted(range(len(windows)), key=lambda i: -len(windows[i]))
        remaining = iter(longest_first)  # each thread takes the next one: no task for each window

        def run_remaining(_: int) -> None:
            for i in remaining:
                vectors[i] = self._run(windows[i])

        list(self._pool.map(run_remaining, range(min(self._threads, len(windows)))))
        return pool_windows(vectors, [len(group) for group in windows_per_text])

    def count_long(self, texts: Sequence[str]) -> int:
        """The number of texts that exceed `MAX_TOKENS` and are encoded in parts."""
        # a token is at least one character, so shorter texts need not be tokenized
        candidates = [text for text in texts if len(text) > MAX_TOKENS - 2]
        encodings = self._tokenizer.encode_batch(candidates)
        return sum(len(encoding.ids) > MAX_TOKENS for encoding in encodings)

    def knows(self, word: str) -> bool:
        return self._tokenizer.token_to_id(word) is not None

    def _run(self, window: Sequence[int]) -> Vectors:
        vectors: Vectors = self._session.run(None, {"ids": np.array([window], np.int64)})[0][0]
        return vectors

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = self._model.tokenizer()
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        return self._model.session()


def _windows(ids: Sequence[int]) -> list[Sequence[int]]:
    """Windows of at most `MAX_TOKENS` token ids, each between [CLS] and [SEP], as `ids` is."""
    if len(ids) <= MAX_TOKENS:
        return [ids]
    inner = ids[1:-1]
    return [
        [ids[0], *inner[start:end], ids[-1]]
        for start, end in overlapping_windows(len(inner), MAX_TOKENS - 2)
    ]

"""An actor that runs the bundled reader on windows of tokens, for the questions of all users."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np

from pincite.cluster.serving.served import ServedActor
from qa.pipeline import BUNDLED_READER
from qa.readers.onnx import OnnxModel
from qa.readers.windows import Window

MAX_WAITING = 8
"""Questions that one reader accepts, the one it reads included; about four seconds of reading."""

MAX_SECONDS = 8.0
"""That a question may wait. Who asked has given up, or asks another reader, not much later; to read
on for them would keep all others waiting."""


class ReaderActor(ServedActor):
    """Reads one question after the other, on one core."""

    def __init__(self) -> None:
        self._model = OnnxModel(BUNDLED_READER, threads=1)
        self._model.logits([_window(np.array([101, 102]), np.zeros(2, np.int64))])  # loads it
        self.version = self._model.fingerprint
        self._turn = threading.Lock()
        self._waiting = 0
        super().__init__()

    def answer(
        self, fingerprint: str, lengths: list[int], ids: np.ndarray, types: np.ndarray
    ) -> tuple[str, Any]:
        """("logits", array of shape (2, tokens of all windows)), or ("busy", None).

        `ids` and `types` have the tokens of all windows one after the other.
        """
        if self._waiting >= MAX_WAITING:
            return "busy", None
        if fingerprint != self.version:
            return "error", f"The readers are {self.version}, not {fingerprint}."
        self._waiting += 1
        arrived = time.monotonic()
        try:
            with self._turn:
                if time.monotonic() - arrived > MAX_SECONDS:
                    return "busy", None
                ends = np.cumsum(lengths)[:-1]
                windows = map(_window, np.split(ids, ends), np.split(types, ends))
                with self.counted():
                    logits = self._model.logits([*windows])
            return "logits", np.concatenate([np.stack(pair) for pair in logits], axis=1)
        finally:
            self._waiting -= 1


def _window(ids: np.ndarray, types: np.ndarray) -> Window:
    ids, types = ids.astype(np.int64), types.astype(np.int64)
    return Window(0, ids, types, types.astype(np.bool_), np.zeros((0, 2), np.int64))

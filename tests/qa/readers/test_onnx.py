"""The windows of the bundled reader are run longest first, and its logits keep their order."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from qa.pipeline import BUNDLED_READER
from qa.readers.onnx import OnnxModel
from qa.readers.reader import Logits
from qa.readers.windows import Window


class Recorded(OnnxModel):
    """Runs no graph: the logits of a window are its number of tokens."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, threads=1)
        self.lengths: list[int] = []

    def _run(self, window: Window) -> Logits:
        self.lengths.append(len(window.ids))
        assert threading.current_thread() is not threading.main_thread()
        return np.full(1, len(window.ids), np.float32), np.zeros(1, np.float32)


def window(tokens: int) -> Window:
    ids = np.zeros(tokens, np.int64)
    return Window(0, ids, ids, ids.astype(np.bool_), np.zeros((tokens, 2), np.int64))


def test_the_longest_are_run_first_and_all_keep_their_order() -> None:
    model = Recorded(BUNDLED_READER)
    logits = model.logits([window(tokens) for tokens in (3, 9, 5, 9, 1)])
    assert model.lengths == [9, 9, 5, 3, 1]
    assert [int(starts[0]) for starts, _ in logits] == [3, 9, 5, 9, 1]
    assert model.logits([]) == []


@pytest.mark.model
def test_what_is_read_does_not_depend_on_the_slow_optimizer() -> None:
    """Rounding differs, which 8-bit activations enlarge."""
    model = OnnxModel(BUNDLED_READER)
    windows = model.windower("When does it sail?", ["The Halcyon sails at 8 from berth 2."])
    (read,) = model.logits(windows)
    model.__dict__["_session"] = model._files.session()
    (optimised,) = model.logits(windows)
    for one, other in zip(read, optimised, strict=True):
        assert int(one.argmax()) == int(other.argmax())
        assert np.abs(one - other).max() < 0.5

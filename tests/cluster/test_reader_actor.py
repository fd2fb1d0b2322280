"""The actor that reads, here without Ray: logits of the model, and how many questions may wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from pincite.cluster.serving import reader_actor
from pincite.cluster.serving.reader_actor import ReaderActor
from pincite.cluster.serving.remote_model import RemoteModel
from qa.pipeline import BUNDLED_READER
from qa.readers.onnx import OnnxModel


class Direct:
    """Calls a reader in this process."""

    def __init__(self, reader: ReaderActor) -> None:
        self.reader = reader
        self.kinds = list[str]()

    def call(self, arguments: Mapping[int, tuple[Any, ...]]) -> dict[int, Any]:
        kind, answer = self.reader.answer(*arguments[0])
        self.kinds.append(kind)
        return {0: answer}


@pytest.mark.model
def test_reading_elsewhere_gives_the_same_logits(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = Direct(ReaderActor())
    there, here = RemoteModel(calls), OnnxModel(BUNDLED_READER)
    texts = ["The mill burned down in 1871.", "Ada repaired the bridge. " * 40, "No."]
    windows = here.windower("When did the mill burn down?", texts)
    for (starts, ends), (same_starts, same_ends) in zip(
        there.logits(windows), here.logits(windows), strict=True
    ):
        np.testing.assert_array_equal(starts, same_starts)
        np.testing.assert_array_equal(ends, same_ends)
    assert there.logits([]) == []
    assert there.fingerprint == here.fingerprint
    monkeypatch.setattr(reader_actor, "MAX_SECONDS", -1.0)
    short = here.fingerprint, [2], np.array([101, 102]), np.zeros(2, np.int8)
    calls.call({0: short})  # it waited too long
    monkeypatch.setattr(reader_actor, "MAX_WAITING", 0)
    calls.call({0: short})  # too many wait
    assert calls.kinds == ["logits", "busy", "busy"]
    monkeypatch.undo()
    assert calls.reader.answer("other@1", [], np.zeros(0), np.zeros(0))[0] == "error"

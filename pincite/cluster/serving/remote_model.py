"""The reader's model on a cluster: windows are cut here, and read where a reader is free."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pincite.cluster.serving.remote_version import Calls
from qa.pipeline import BUNDLED_READER
from qa.readers.onnx import OnnxModel
from qa.readers.reader import Logits
from qa.readers.windows import PassageWindower, Window


class RemoteModel:
    """A SpanModel."""

    def __init__(self, calls: Calls) -> None:
        """`calls` has one group: all readers, for each can read any question."""
        self._calls = calls
        self._here = OnnxModel(BUNDLED_READER)  # its tokenizer; the weights are not loaded

    @property
    def fingerprint(self) -> str:
        return self._here.fingerprint

    @property
    def windower(self) -> PassageWindower:
        return self._here.windower

    def logits(self, windows: Sequence[Window]) -> list[Logits]:
        if not windows:
            return []
        lengths = [len(window.ids) for window in windows]
        ids = np.concatenate([window.ids for window in windows]).astype(np.int32)
        types = np.concatenate([window.types for window in windows]).astype(np.int8)
        both = self._calls.call({0: (self.fingerprint, lengths, ids, types)})[0]
        starts, ends = (np.split(each, np.cumsum(lengths)[:-1]) for each in both)
        return list(zip(starts, ends, strict=True))

"""Vectors of the sentences that were encoded last: many stand in more than one document.

Signatures, quoted replies, clauses of contracts, running heads.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Encoder

MAX_SENTENCES = 20_000
"""About 15 MB of vectors, and the texts."""


class SentenceCache:
    """Text -> vector in 16-bit floats, as it is stored. For one encoder, and one thread at a time.

    The sentences that were used least recently are dropped first.
    """

    def __init__(self, size: int = MAX_SENTENCES) -> None:
        self._size = size
        self._vectors = OrderedDict[str, NDArray[np.float16]]()

    def encode(self, encoder: Encoder, texts: Sequence[str]) -> NDArray[np.float16]:
        """(len(texts), dimension). Texts that are new or were dropped are encoded, each once."""
        known = {text: self._vectors[text] for text in texts if text in self._vectors}
        new = list(dict.fromkeys(text for text in texts if text not in known))
        if new:
            vectors = encoder.encode(new).astype(np.float16)
            known |= {text: vector.copy() for text, vector in zip(new, vectors, strict=True)}
        for text in dict.fromkeys(texts):
            self._vectors[text] = known[text]
            self._vectors.move_to_end(text)
        while len(self._vectors) > self._size:
            self._vectors.popitem(last=False)
        return np.stack([known[text] for text in texts])

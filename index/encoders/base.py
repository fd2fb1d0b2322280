"""What an encoder is: texts to unit vectors, and a fingerprint of what made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (n, dimension), every row of length 1, so that the inner product is the cosine."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What made the vectors. Vectors of two fingerprints must never be compared."""

    model: str
    sha256: str
    dimension: int

    def __str__(self) -> str:
        return f"{self.model}@{self.sha256[:8]}"


class Encoder(Protocol):
    """What the library needs of a model: who it is, and texts to vectors."""

    @property
    def fingerprint(self) -> Fingerprint: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in the order of `texts`; shape (0, dimension) for none. A text too long to take whole is windowed."""


LONG_TEXTS = "sentences longer than the encoder's window, encoded in parts"
"""So it is called in a document's ledger."""


@runtime_checkable
class CountsLongTexts(Protocol):
    """An encoder that says how many texts it did not take whole."""

    def count_long(self, texts: Sequence[str]) -> int: ...


def pool_windows(vectors: Vectors, counts: Sequence[int]) -> Vectors:
    """The normalised mean of each run of `counts` rows."""
    sums = np.add.reduceat(vectors, np.cumsum([0, *counts[:-1]]), axis=0)
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), np.float32)

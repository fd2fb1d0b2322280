"""The interface of an encoder: texts to unit vectors, and a fingerprint of the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from index.errors import PinciteError

Vectors = NDArray[np.float32]
"""Shape (n, dimension), every row of length 1, so that the inner product is the cosine."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Identifies the model that made vectors. Never compare vectors of different fingerprints."""

    model: str
    sha256: str
    dimension: int

    def __str__(self) -> str:
        return f"{self.model}@{self.sha256[:8]}"


class Encoder(Protocol):
    """What a library needs of an embedding model."""

    @property
    def fingerprint(self) -> Fingerprint: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector per text, in order; shape (0, dimension) for no texts.

        A text longer than the model's input is encoded in overlapping windows, which are pooled.
        """


@dataclass(frozen=True, slots=True)
class NoEncoder:
    """In place of the encoder of a library whose documents are only read."""

    fingerprint: Fingerprint

    def encode(self, texts: Sequence[str]) -> Vectors:
        raise PinciteError(f"{len(texts)} texts cannot be encoded: no model was loaded.")


LONG_TEXTS = "sentences longer than the encoder's window, encoded in parts"
"""The key of their count in `Document.losses`."""


@runtime_checkable
class CountsLongTexts(Protocol):
    """An encoder that can say how many texts exceed its window."""

    def count_long(self, texts: Sequence[str]) -> int:
        """The number of texts that are encoded in parts."""


@runtime_checkable
class KnowsWords(Protocol):
    """An encoder whose model has a vocabulary of whole words."""

    def knows(self, word: str) -> bool:
        """Whether the word, in lower case, is in it."""


def overlapping_windows(length: int, size: int) -> Iterator[tuple[int, int]]:
    """Ranges of at most `size` that cover [0, length); each overlaps the next by a quarter.

    >>> list(overlapping_windows(10, 4))
    [(0, 4), (3, 7), (6, 10)]
    """
    step = size - size // 4
    for start in range(0, max(length - size // 4, 1), step):
        yield start, min(start + size, length)


def pool_windows(vectors: Vectors, counts: Sequence[int]) -> Vectors:
    """The normalised mean of each group of rows; `counts` has the sizes of the groups, in order."""
    sums = np.add.reduceat(vectors, np.cumsum([0, *counts[:-1]]), axis=0)
    return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), np.float32)

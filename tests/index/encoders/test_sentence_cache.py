"""Sentences that stand in several documents are encoded once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.encoders.base import Fingerprint, Vectors
from index.encoders.sentence_cache import SentenceCache
from tests.conftest import WordEncoder


class Recording:
    """Notes what it is asked to encode."""

    def __init__(self) -> None:
        self._encoder = WordEncoder()
        self.fingerprint: Fingerprint = self._encoder.fingerprint
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return self._encoder.encode(texts)


def test_vectors_are_those_of_the_encoder_in_order() -> None:
    encoder, cache = Recording(), SentenceCache()
    first = cache.encode(encoder, ["ants carry leaves", "crows use tools", "ants carry leaves"])
    again = cache.encode(encoder, ["bees make honey", "crows use tools"])
    assert encoder.asked == ["ants carry leaves", "crows use tools", "bees make honey"]
    texts = [*encoder.asked[:2], encoder.asked[0], encoder.asked[2], encoder.asked[1]]
    expected = WordEncoder().encode(texts).astype(np.float16)
    assert np.array_equal(np.concatenate([first, again]), expected)


def test_the_least_recently_used_are_dropped_first() -> None:
    encoder, cache = Recording(), SentenceCache(2)
    for text in ("a", "b", "a", "c"):
        cache.encode(encoder, [text])
    assert encoder.asked == ["a", "b", "c"]
    cache.encode(encoder, ["a", "b"])
    assert encoder.asked == ["a", "b", "c", "b"]


def test_more_sentences_than_it_holds_are_encoded_at_once() -> None:
    cache = SentenceCache(1)
    assert cache.encode(Recording(), ["a", "b", "c"]).shape[0] == 3

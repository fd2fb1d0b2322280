"""A question and the passages to be read for it, as windows of tokens. What is too long for one window is read in several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

MAX_TOKENS, STRIDE = 384, 128
"""Tokens: the question first, then as much of the passage as fits; the windows of one passage overlap by so many."""

MAX_QUESTION_TOKENS = 128
"""Tokens; of a longer question only the beginning is read, so that there is room for the passage."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """All arrays have a row a token. `offsets` (tokens, 2) are characters of the passage's text, good where `inside` it."""

    passage: int
    """Which of the passages, counted from 0."""
    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    inside: NDArray[np.bool_]
    offsets: NDArray[np.int64]


class PassageWindower:
    """Any thread may call it: the tokenizer's settings are made once."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._written = tokenizer.to_str()
        self._tokenizer = Tokenizer.from_str(self._written)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS, stride=STRIDE, strategy="only_second")

    def __call__(self, question: str, texts: Sequence[str]) -> list[Window]:
        """In the order of the passages, and of their text."""
        asked = self._shortened(question)
        encoded = self._tokenizer.encode_batch([(asked, text) for text in texts])
        return [
            _window(number, part)
            for number, whole in enumerate(encoded)
            for part in (whole, *whole.overflowing)
        ]

    def _shortened(self, question: str) -> str:
        if len(question) <= MAX_QUESTION_TOKENS:  # a token has a character or more
            return question
        offsets = self._whole.encode(question, add_special_tokens=False).offsets
        return (
            question[: offsets[MAX_QUESTION_TOKENS - 1][1]]
            if len(offsets) > MAX_QUESTION_TOKENS
            else question
        )

    @cached_property
    def _whole(self) -> Tokenizer:
        """The tokenizer without truncation."""
        whole = Tokenizer.from_str(self._written)
        whole.no_padding()
        whole.no_truncation()
        return whole


def length_batches(windows: Sequence[Window], most: int) -> Iterator[list[int]]:
    """Numbers of windows, so many at once, those of like length together."""
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].ids))
    for first in range(0, len(order), most):
        yield order[first : first + most]


def _window(passage: int, encoding: Encoding) -> Window:
    inside = np.array([part == 1 for part in encoding.sequence_ids], np.bool_)
    return Window(
        passage,
        np.array(encoding.ids),
        np.array(encoding.type_ids),
        inside,
        np.array(encoding.offsets).reshape(-1, 2),
    )

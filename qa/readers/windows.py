"""A question and its passages as windows of tokens; a long passage makes several windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

MAX_TOKENS, STRIDE = 384, 128
"""Tokens of a window (question, then passage), and overlap of a passage's windows."""

MAX_QUESTION_TOKENS = 128
"""Tokens; of a longer question only the beginning is read, to leave room for the passage."""


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Arrays of shape (tokens,).

    `inside` marks the tokens of the passage. `offsets` (tokens, 2) count its characters, and are
    valid where `inside`.
    """

    passage: int
    """Index of the passage."""
    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    inside: NDArray[np.bool_]
    offsets: NDArray[np.int64]


class PassageWindower:
    """Makes windows. Thread-safe: the tokenizer is configured once."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._written = tokenizer.to_str()
        self._tokenizer = Tokenizer.from_str(self._written)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS, stride=STRIDE, strategy="only_second")

    def __call__(
        self, question: str, texts: Sequence[str], contexts: Sequence[str] = ()
    ) -> list[Window]:
        """Windows in the order of the passages and of their text.

        `contexts`, if given, are read before each passage, and are no part of it.
        """
        asked = self._shortened(question)
        contexts = contexts or [""] * len(texts)
        pairs = [(asked, context + text) for context, text in zip(contexts, texts, strict=True)]
        return [
            _window(number, part, len(context))
            for number, (whole, context) in enumerate(
                zip(self._tokenizer.encode_batch(pairs), contexts, strict=True)
            )
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
    """Batches of at most `most` window indices, of similar length."""
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].ids))
    for first in range(0, len(order), most):
        yield order[first : first + most]


def _window(passage: int, encoding: Encoding, start: int) -> Window:
    """The window of an encoding; the passage starts at the character `start` of its text."""
    offsets = np.array(encoding.offsets).reshape(-1, 2) - start
    second = np.array([part == 1 for part in encoding.sequence_ids], np.bool_)
    return Window(
        passage,
        np.array(encoding.ids),
        np.array(encoding.type_ids),
        second & (offsets[:, 0] >= 0),
        offsets,
    )

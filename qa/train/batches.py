"""Batches of windows, as a function of the lengths and the seed, so that a step can be resumed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

_SORTED_TOGETHER = 2_048
"""Windows. Sorting by length within so many saves most of the padding and leaves the batches of an
epoch random.
"""


def plan(lengths: Numbers, rows: int, seed: int, most_tokens: int, most_rows: int) -> list[Numbers]:
    """Batches of window numbers for `rows` windows in all: whole epochs, each in another order, and
    a random part of one more.
    """
    batches: list[Numbers] = []
    for epoch in range(-(-rows // len(lengths))):
        left = rows - epoch * len(lengths)
        batches.extend(epoch_batches(lengths, seed, epoch, most_tokens, most_rows, left))
    return batches


def epoch_batches(
    lengths: Numbers,
    seed: int,
    epoch: int,
    most_tokens: int,
    most_rows: int,
    most: int | None = None,
) -> list[Numbers]:
    """Every window once, or `most` drawn ones, in batches of like length: at most `most_rows` and,
    padded, `most_tokens`.

    A window longer than `most_tokens` is a batch of its own.
    """
    draw = np.random.default_rng([seed, epoch])
    order = draw.permutation(len(lengths))[:most]
    batches: list[Numbers] = []
    for first in range(0, len(order), _SORTED_TOGETHER):
        together = order[first : first + _SORTED_TOGETHER]
        batches.extend(
            _packed(
                together[np.argsort(lengths[together], kind="stable")],
                lengths,
                most_tokens,
                most_rows,
            )
        )
    return [batches[i] for i in draw.permutation(len(batches))]


def _packed(windows: Numbers, lengths: Numbers, most_tokens: int, most_rows: int) -> list[Numbers]:
    """Cuts windows sorted by length into batches; the last of a batch is its longest."""
    cuts, first = [], 0
    for i, length in enumerate(lengths[windows]):
        if i > first and (i - first == most_rows or (i - first + 1) * length > most_tokens):
            cuts.append(i)
            first = i
    return np.split(windows, cuts)

"""Decodes start and end logits to spans; start and end are chosen jointly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MAX_ANSWER_TOKENS = 30
"""Tokens, as in the SQuAD baselines."""


def decode(
    starts: NDArray[np.float32],
    ends: NDArray[np.float32],
    inside: NDArray[np.bool_],
    longest: int = MAX_ANSWER_TOKENS,
    most: int = 20,
) -> list[tuple[int, int, float]]:
    """The best spans of a window: (first token, last token, sum of logits), best first.

    `starts`, `ends` and `inside` have shape (tokens,). A span runs forward, has at most `longest`
    tokens and is wholly `inside` the passage (not the question or a special token). Ties are sorted
    by position. At most `most`; none if nothing is inside.
    """
    if not inside.any():
        return []
    beyond = np.full(longest - 1, -np.inf, np.float32)
    enclosed = np.where(inside, ends, -np.inf)
    scores = starts[:, None] + np.lib.stride_tricks.sliding_window_view(
        np.concatenate([enclosed, beyond]), longest
    )  # [first, length - 1]
    outside = np.cumsum(np.concatenate([~inside, np.ones(longest - 1, np.bool_)]))
    unbroken = inside[:, None] & (
        np.lib.stride_tricks.sliding_window_view(outside, longest) == outside[: len(inside), None]
    )
    first, more = np.nonzero(unbroken)
    found = scores[first, more]
    if len(found) > most:
        kept = found >= np.partition(found, len(found) - most)[len(found) - most]
        first, more, found = first[kept], more[kept], found[kept]
    order = np.lexsort((more, first, -found))[:most]
    return [(int(first[i]), int(first[i] + more[i]), float(found[i])) for i in order]

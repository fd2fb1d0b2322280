"""Decodes start and end logits to spans; start and end are chosen jointly."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

MAX_ANSWER_TOKENS = 30
"""Tokens, as in the SQuAD baselines."""


def decode(
    starts: NDArray[np.float32],
    ends: NDArray[np.float32],
    parts: NDArray[np.int64],
    max_tokens: int = MAX_ANSWER_TOKENS,
    limit: int = 20,
) -> list[tuple[int, int, float]]:
    """The best spans of a window: (first token, last token, sum of logits), best first.

    `starts`, `ends` and `parts` have shape (tokens,). A span runs forward, has at most `max_tokens`
    tokens and is wholly within one part, such as a sentence: consecutive tokens with the same
    number, at least 0. Negative ones are of no part (the question, a special token). Ties are
    sorted by position. At most `limit`; none if there is no part.
    """
    inside = parts >= 0
    if not inside.any():
        return []
    # row: first token; column: last token minus first token
    ends_inside = np.where(inside, ends, -np.inf)
    beyond = np.full(max_tokens - 1, -np.inf, np.float32)
    scores = starts[:, None] + sliding_window_view(
        np.concatenate([ends_inside, beyond]), max_tokens
    )
    # a span is within one part if as many parts begin up to its last token as up to its first
    begins = np.cumsum(
        np.concatenate([parts[:1] >= 0, np.diff(parts) != 0, np.ones(max_tokens - 1, np.bool_)])
    )
    unbroken = inside[:, None] & (
        sliding_window_view(begins, max_tokens) == begins[: len(parts), None]
    )
    first, distance = np.nonzero(unbroken)
    values = scores[first, distance]
    if len(values) > limit:
        best = values >= np.partition(values, len(values) - limit)[len(values) - limit]
        first, distance, values = first[best], distance[best], values[best]
    order = np.lexsort((distance, first, -values))[:limit]
    return [(int(first[i]), int(first[i] + distance[i]), float(values[i])) for i in order]

"""Start and end logits to spans: start and end are chosen together, never each for itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LONGEST_ANSWER = 30
"""Tokens, as in the SQuAD baselines."""


def decode(
    starts: NDArray[np.float32], ends: NDArray[np.float32], inside: NDArray[np.bool_], longest: int = LONGEST_ANSWER, most: int = 20
) -> list[tuple[int, int, float]]:
    """The best spans of one window as (first token, last token, sum of their logits), best first, ties by position.

    `starts`, `ends` and `inside` have shape (tokens,). A span runs forward, has at most `longest` tokens and lies wholly `inside` (the
    passage, not the question or a special token). Fewer than `most` where there are fewer; none where nothing is inside.
    """
    scores = starts[:, None] + ends[None, :]
    first, last = np.indices(scores.shape)
    outside = np.cumsum(~inside)
    unbroken = inside[:, None] & inside[None, :] & (outside[:, None] == outside[None, :])
    allowed = unbroken & (first <= last) & (last - first < longest)
    rows, columns = np.nonzero(allowed)
    order = np.lexsort((columns, rows, -scores[rows, columns]))[:most]
    return [(int(rows[i]), int(columns[i]), float(scores[rows[i], columns[i]])) for i in order]

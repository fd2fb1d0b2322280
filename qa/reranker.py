"""Passages in a better order: the reader has read them all, so it knows which of them hold an answer. It costs nothing more."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from index.spans import Passage, Span
from qa.readers.reader import SpanPrediction

RANK_PENALTY = 2.0
"""What a passage's rank in the search costs it: so much times the logarithm of the rank, in units of the margin.

On 500 questions of SQuAD 1.1 dev half A hit@1 is .756 in the order of the search, .880 at 0, .898 at 2, .882 at 4, and 2 is the best on
either half of the articles. For another reader `python -m eval search LIBRARY QUESTIONS --rank-cost 1 --rank-cost 2 --rank-cost 4` tries
values on one reading of the passages.
"""


def rerank(
    passages: Sequence[Passage],
    candidates: Iterable[SpanPrediction],
    rank_cost: float = RANK_PENALTY,
) -> list[Passage]:
    """The passages by their best candidate's margin less the cost of their rank, best first, ties in the order of the search.

    `passages` are those of the search, best first, and `candidates` what was read in them. A passage in which nothing was read comes last.
    Scores and ranks of the search stay as they are.
    """
    margins: dict[Span, float] = {}
    for candidate in candidates:
        span = candidate.occurrence.passage.span
        margins[span] = max(candidate.margin, margins.get(span, -math.inf))
    worth = [
        margins.get(passage.span, -math.inf) - rank_cost * math.log(rank)
        for rank, passage in enumerate(passages, 1)
    ]
    return [passages[n] for n in sorted(range(len(passages)), key=lambda n: -worth[n])]

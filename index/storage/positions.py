"""Where passages and sentences stand, which decides between hits of equal score.

Ids would do so in the order in which documents were added; a source and an offset are the same in
every library that has the document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from index.storage.connection import Store
from index.storage.schema import placeholders

Position = tuple[str, int]
"""Source of the document, and offset of the first character."""

ScoredId = tuple[int, float]
"""The id of a passage or sentence and its score; higher is better."""

_BATCH = 500  # ids in one statement

_PASSAGES = """
SELECT passage.id, document.source, passage.start
FROM passage JOIN document ON passage.document = document.id"""

_SENTENCES = """
SELECT sentence.id, document.source, sentence.start FROM sentence
JOIN passage ON sentence.passage = passage.id JOIN document ON passage.document = document.id"""


def best(
    hits: Iterable[ScoredId], k: int, positions: Callable[[Sequence[int]], Mapping[int, Position]]
) -> list[ScoredId]:
    """The `k` best hits, best first; of equal score, in the order of their positions.

    `positions` is called once, with the ids of equal score that may be among the best.

    >>> best([(1, 0.5), (2, 0.9), (3, 0.5)], 2, lambda ids: {1: ("b", 0), 3: ("a", 0)})
    [(2, 0.9), (3, 0.5)]
    """
    ordered = sorted(hits, key=lambda hit: (-hit[1], hit[0]))
    if len(ordered) > k:
        last = ordered[k - 1][1] if k else float("inf")
        ordered = [hit for hit in ordered if hit[1] >= last]
    counts = Counter(score for _, score in ordered)
    tied = [id for id, score in ordered if counts[score] > 1]
    if tied:
        places = positions(tied)
        nowhere = ("", 0)
        ordered.sort(key=lambda hit: (-hit[1], places.get(hit[0], nowhere), hit[0]))
    return ordered[:k]


def of_passages(store: Store, ids: Sequence[int]) -> dict[int, Position]:
    """Positions of the passages with these ids; those that do not exist are left out."""
    return _positions(store, f"{_PASSAGES} WHERE passage.id IN", ids)


def of_sentences(store: Store, ids: Sequence[int]) -> dict[int, Position]:
    """Positions of the sentences with these ids; those that do not exist are left out."""
    return _positions(store, f"{_SENTENCES} WHERE sentence.id IN", ids)


def _positions(store: Store, query: str, ids: Sequence[int]) -> dict[int, Position]:
    found = dict[int, Position]()
    for first in range(0, len(ids), _BATCH):
        part = ids[first : first + _BATCH]
        rows = store.db.execute(f"{query} ({placeholders(len(part))})", part)
        found |= {id: (source, start) for id, source, start in rows}
    return found

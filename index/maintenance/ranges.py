"""An invariant of stored sentences, which export and repair verify."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def are_disjoint_ranges(ranges: Sequence[tuple[int, int]], length: int) -> bool:
    """Whether non-empty ranges lie within [0, length), in order and without overlap."""
    within = all(0 <= start < end <= length for start, end in ranges)
    return within and all(before[1] <= after[0] for before, after in pairwise(ranges))

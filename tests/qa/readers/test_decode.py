from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa.readers.decode import decode


def brute_force(
    starts: list[float], ends: list[float], parts: list[int], longest: int, most: int
) -> list[tuple[int, int, float]]:
    """Every pair tried one by one."""
    spans = [
        (first, last, starts[first] + ends[last])
        for first in range(len(starts))
        for last in range(first, min(first + longest, len(starts)))
        if parts[first] >= 0 and len(set(parts[first : last + 1])) == 1
    ]
    return sorted(spans, key=lambda span: (-span[2], span[0], span[1]))[:most]


LOGIT = st.integers(-8, 8).map(float)  # few values, so that ties occur; sums are exact


@given(
    st.lists(st.tuples(LOGIT, LOGIT, st.integers(-1, 2)), max_size=24),
    st.integers(1, 8),
    st.integers(1, 12),
)
def test_decoding_equals_brute_force(
    tokens: list[tuple[float, float, int]], longest: int, most: int
) -> None:
    starts, ends = ([token[i] for token in tokens] for i in range(2))
    parts = [token[2] for token in tokens]
    found = decode(
        np.array(starts, np.float32),
        np.array(ends, np.float32),
        np.array(parts, np.int64),
        longest,
        most,
    )
    assert found == brute_force(starts, ends, parts, longest, most)


def test_start_and_end_are_chosen_together() -> None:
    """Each for itself, the best start (2) lies behind the best end (0)."""
    starts, ends = np.array([0, 1, 9], np.float32), np.array([9, 2, 0], np.float32)
    assert decode(starts, ends, np.zeros(3, np.int64))[0] == (0, 0, 9.0)


def test_a_span_never_leaves_the_passage() -> None:
    parts = np.array([-1, 0, -1, 0])
    assert [
        span[:2] for span in decode(np.zeros(4, np.float32), np.zeros(4, np.float32), parts)
    ] == [(1, 1), (3, 3)]


def test_a_span_does_not_run_from_one_sentence_into_the_next() -> None:
    starts, ends = np.array([9, 0, 0], np.float32), np.array([1, 0, 9], np.float32)
    assert decode(starts, ends, np.array([0, 0, 1]))[0] == (0, 0, 10.0)
    assert decode(starts, ends, np.zeros(3, np.int64))[0] == (0, 2, 18.0)

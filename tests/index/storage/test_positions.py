"""Ties between hits, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from index.storage import positions
from index.storage.connection import Store
from tests.support.storage import put


def test_positions_are_source_and_start(store: Store) -> None:
    put(store, "b.txt")
    put(store, "a.txt")
    assert positions.of_passages(store, [1, 2, 9]) == {1: ("b.txt", 0), 2: ("a.txt", 0)}
    assert positions.of_sentences(store, [2, 6]) == {2: ("b.txt", 7), 6: ("a.txt", 16)}
    assert positions.of_passages(store, []) == {}


@given(st.lists(st.sampled_from((0.1, 0.2, 0.3)), max_size=30), st.integers(0, 12))
def test_the_best_are_those_of_a_full_sort(scores: list[float], k: int) -> None:
    """Positions run against the ids; only those of equal score that may count are asked for."""
    asked = list[int]()

    def of(ids: Sequence[int]) -> Mapping[int, positions.Position]:
        asked.extend(ids)
        return {id: ("", -id) for id in ids}

    hits = list(enumerate(scores))
    expected = sorted(hits, key=lambda hit: (-hit[1], -hit[0]))[:k]
    assert positions.best(hits, k, of) == expected
    assert all(scores.count(scores[id]) > 1 for id in asked)

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa.train.features import epoch_batches, plan

LENGTHS = st.lists(st.integers(1, 384), min_size=1, max_size=120).map(
    lambda lengths: np.array(lengths, np.int64)
)


@given(LENGTHS, st.integers(0, 5), st.integers(0, 3), st.integers(384, 2_000), st.integers(1, 32))
def test_an_epoch_reads_every_window_once_within_the_limits(
    lengths: np.ndarray, seed: int, epoch: int, max_tokens: int, max_rows: int
) -> None:
    batches = epoch_batches(lengths, seed, epoch, max_tokens, max_rows)
    assert sorted(np.concatenate(batches)) == list(range(len(lengths)))
    for batch in batches:
        assert 1 <= len(batch) <= max_rows
        assert len(batch) * lengths[batch].max() <= max_tokens
    again = epoch_batches(lengths, seed, epoch, max_tokens, max_rows)
    assert all(np.array_equal(*pair) for pair in zip(batches, again, strict=True))


@given(LENGTHS, st.integers(1, 300))
def test_a_plan_reads_the_given_number_of_rows_evenly(lengths: np.ndarray, rows: int) -> None:
    read = np.bincount(np.concatenate(plan(lengths, rows, 0, 1_000, 8)), minlength=len(lengths))
    assert read.sum() == rows
    assert read.max() - read.min() <= 1


def test_a_longer_plan_begins_like_a_shorter_one() -> None:
    lengths = np.arange(1, 101)
    shorter, longer = plan(lengths, 200, 3, 1_000, 8), plan(lengths, 250, 3, 1_000, 8)
    assert all(np.array_equal(*pair) for pair in zip(shorter, longer[: len(shorter)], strict=True))


def test_every_seed_and_epoch_has_another_order() -> None:
    lengths = np.full(64, 10)
    orders = {
        tuple(np.concatenate(epoch_batches(lengths, seed, epoch, 1_000, 8)))
        for seed in range(3)
        for epoch in range(3)
    }
    assert len(orders) == 9


def test_windows_of_similar_length_are_in_one_batch() -> None:
    lengths = np.random.default_rng(0).integers(128, 385, 4_000)
    batches = epoch_batches(lengths, 0, 0, 4_096, 32)
    padded = sum(len(batch) * lengths[batch].max() for batch in batches)
    assert padded < 1.03 * lengths.sum()
    assert len(batches) < 1.1 * lengths.sum() / 4_096


def test_a_window_longer_than_a_batch_is_a_batch_of_its_own() -> None:
    assert sorted(map(len, epoch_batches(np.array([50, 500, 50]), 0, 0, 100, 8))) == [1, 2]

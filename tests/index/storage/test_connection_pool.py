"""Connections are reused, opened when several are needed, and dropped after a failed rollback."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.storage.connection import Store
from index.storage.connection_pool import ConnectionPool
from tests.support.storage import put


@pytest.fixture
def first(tmp_path: Path) -> Store:
    return Store(tmp_path / "my.pincite", create=True)


def test_a_connection_is_reused_and_calls_at_the_same_time_have_their_own(first: Store) -> None:
    with closing(ConnectionPool(first.path, first)) as pool:
        with pool.store() as one, pool.store() as other:
            assert one is first
            assert other is not first
        with pool.store() as again:
            assert again in (one, other)


def test_reading_sees_one_generation_while_another_connection_writes(first: Store) -> None:
    with closing(ConnectionPool(first.path, first)) as pool:
        with pool.writing() as store:
            store.set_meta("model", "a")
        with pool.reading() as store:
            assert (store.generation, store.meta("model")) == (1, "a")
            assert store.db.in_transaction
        with pool.store() as store:
            assert not store.db.in_transaction


def test_a_connection_that_is_still_in_a_transaction_is_not_reused(first: Store) -> None:
    with closing(ConnectionPool(first.path, first)) as pool:
        with pool.store() as store:
            store.db.execute("BEGIN IMMEDIATE")
        with pool.store() as other:
            assert other is not first
            put(other)
            assert other.generation == 1


def test_a_closed_pool_gives_no_connection_and_closes_those_in_use(first: Store) -> None:
    pool = ConnectionPool(first.path, first)
    with pool.store() as used:
        pool.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        used.db.execute("SELECT 1")
    with pytest.raises(PinciteError, match=r"my\.pincite was closed"), pool.store():
        raise AssertionError("a connection was given")

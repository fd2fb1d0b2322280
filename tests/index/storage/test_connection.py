"""Opening a library file, transactions, and errors in the user's words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from index.errors import PinciteError
from index.storage import documents
from index.storage.connection import Store
from index.storage.schema import APPLICATION_ID, FORMAT_VERSION
from tests.conftest import document
from tests.support.storage import DOC, PASSAGES, SENTENCES, VECTORS, put


def test_a_failed_transaction_stores_nothing(store: Store) -> None:
    def change() -> None:
        with store.writing():
            documents.insert(store, document("x"), [(0, 1)], [(0, 1)], VECTORS[:1])
            documents.insert(store, DOC, SENTENCES, PASSAGES, VECTORS[:2])

    with pytest.raises(ValueError, match="3 sentences but 2 vectors"):
        change()
    assert documents.list_infos(store) == []
    assert store.generation == 0


def test_every_change_increments_the_generation(store: Store) -> None:
    put(store)
    put(store, "b.txt")
    assert store.generation == 2


def test_a_missing_library_is_named(tmp_path: Path) -> None:
    with pytest.raises(PinciteError, match=r"There is no library at .*Make one with: pincite add"):
        Store(tmp_path / "none.pincite")


def test_a_file_that_is_not_a_library_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "junk.pincite"
    path.write_bytes(b"This is not a database, and it is long enough to be sure of that. " * 20)
    with pytest.raises(PinciteError, match="cannot be opened as a library"):
        Store(path)
    other = tmp_path / "other.pincite"
    sqlite3.connect(other).execute("CREATE TABLE t (x)")
    for create in (False, True):
        with pytest.raises(PinciteError, match="is not a Pincite library"):
            Store(other, create=create)


def test_a_newer_format_is_refused_and_named(store: Store) -> None:
    store.db.execute(f"PRAGMA user_version = {FORMAT_VERSION + 1}")
    store.close()
    with pytest.raises(
        PinciteError,
        match=f"has format {FORMAT_VERSION + 1}, this version reads formats up to {FORMAT_VERSION}",
    ):
        Store(store.path)


def test_a_library_has_the_application_id_and_full_synchronisation(store: Store) -> None:
    assert (
        store.db.execute("PRAGMA application_id").fetchone()[0]
        == APPLICATION_ID
        == int.from_bytes(b"PINC", "big")
    )
    assert store.db.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_full_disk_is_reported_and_what_was_stored_remains(store: Store) -> None:
    put(store)
    store.db.execute(
        f"PRAGMA max_page_count = {store.db.execute('PRAGMA page_count').fetchone()[0]}"
    )
    with pytest.raises(
        PinciteError,
        match=r"cannot be written: database or disk is full\. What was stored before is still ",
    ):
        _fill(store)
    store.db.execute("PRAGMA max_page_count = 99999")
    assert put(store, "after.txt")


def _fill(store: Store) -> None:
    for number in range(99):
        put(store, f"{number}.txt")

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from index.errors import PinciteError
from index.spans import Marker
from index.storage import bm25, documents, embeddings, passages
from index.storage.connection import Store
from index.storage.schema import APPLICATION_ID, FORMAT_VERSION, checksum, wal_is_safe
from tests.conftest import document

DOC = document("Title\n\nOne cat. Two dogs.", marks=(Marker("heading", 0, 5, "Title"),))
SENTENCES, PASSAGES = [(0, 5), (7, 15), (16, 25)], [(0, 3)]
VECTORS = np.eye(3, 4, dtype=np.float32)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "s.pincite", create=True)


def put(store: Store, source: str = "a.txt") -> int:
    with store.writing():
        return documents.insert(
            store, document(DOC.text, source, marks=DOC.markers), SENTENCES, PASSAGES, VECTORS
        )


def test_what_goes_in_comes_out(store: Store) -> None:
    id = put(store)
    found = documents.load(store, id)
    assert found is not None
    assert (found.text, found.title, found.markers) == (DOC.text, "A", DOC.markers)
    row = passages.load(store, 1)
    assert (row.document, row.start, row.end, row.sentences) == (id, 0, 25, tuple(SENTENCES))
    assert np.array_equal(row.vectors, VECTORS)
    stored = embeddings.read_for_documents(store, np.array([id]))
    assert stored.ids.tolist() == [1, 2, 3]
    assert np.array_equal(stored.vectors, VECTORS)


def test_ids_are_never_used_again(store: Store) -> None:
    first = put(store)
    with store.writing():
        documents.delete(store, first)
    assert put(store) == first + 1
    assert embeddings.sentence_ids(store).tolist() == [4, 5, 6]


def test_a_deleted_document_leaves_no_word_behind(store: Store) -> None:
    kept, gone = put(store, "kept.txt"), put(store, "gone.txt")
    assert [id for id, _ in bm25.search(store, "dogs", 9)] == [1, 2]
    with store.writing():
        documents.delete(store, gone)
    assert [id for id, _ in bm25.search(store, "dogs", 9)] == [1]
    assert [entry.id for entry in documents.list_infos(store)] == [kept]
    assert passages.passages_of_sentences(store, [1, 2, 3, 4, 5, 6]) == {1: 1, 2: 1, 3: 1}


def test_words_are_found_by_stem_case_and_without_accents_and_operators_are_words(
    store: Store,
) -> None:
    put(store)
    for question in ("DOG", "cats?", "dög", '"dogs" OR (', "NEAR cat*", "title"):
        assert [id for id, _ in bm25.search(store, question, 9)] == [1], question
    assert bm25.search(store, "horse", 9) == bm25.search(store, "?!", 9) == []


def test_a_failed_change_leaves_nothing(store: Store) -> None:
    def change() -> None:
        with store.writing():
            documents.insert(store, document("x"), [(0, 1)], [(0, 1)], VECTORS[:1])
            documents.insert(store, DOC, SENTENCES, PASSAGES, VECTORS[:2])

    with pytest.raises(ValueError, match="3 sentences but 2 vectors"):
        change()
    assert documents.list_infos(store) == []
    assert store.generation == 0


def test_every_change_is_a_generation(store: Store) -> None:
    put(store)
    put(store, "b.txt")
    assert store.generation == 2


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE document SET title = 'B'",
        "UPDATE document SET source = 'c.txt'",
        "UPDATE document SET text = CAST(replace(CAST(text AS TEXT), 'cat', 'rat') AS BLOB)",
        "UPDATE document SET added = '2020-01-01'",
    ],
)
def test_a_changed_document_is_not_read(store: Store, damage: str) -> None:
    id = put(store)
    store.db.execute(damage)
    with pytest.raises(PinciteError, match=r"is damaged: document 1 .* pincite check"):
        documents.load(store, id)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE sentence SET start = 8 WHERE id = 2",
        'UPDATE passage SET "end" = 24',
        "DELETE FROM passage",
    ],
)
def test_a_changed_passage_is_not_read(store: Store, damage: str) -> None:
    put(store)
    store.db.execute("PRAGMA foreign_keys = OFF")
    store.db.execute(damage)
    with pytest.raises(PinciteError, match=r"is damaged: (sentence|passage)"):
        passages.load(store, 1)


def test_there_must_be_a_library(tmp_path: Path) -> None:
    with pytest.raises(
        PinciteError, match=r"There is no library at .*Make one with: pincite add"
    ):
        Store(tmp_path / "none.pincite")


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "junk.pincite"
    path.write_bytes(b"This is not a database, and it is long enough to be sure of that. " * 20)
    with pytest.raises(PinciteError, match="cannot be opened as a library"):
        Store(path)
    other = tmp_path / "other.pincite"
    sqlite3.connect(other).execute("CREATE TABLE t (x)")
    for create in (False, True):
        with pytest.raises(PinciteError, match="is not a Pincite library"):
            Store(other, create=create)


def test_a_newer_format_is_refused_by_name(store: Store) -> None:
    store.db.execute(f"PRAGMA user_version = {FORMAT_VERSION + 1}")
    store.close()
    with pytest.raises(
        PinciteError,
        match=f"has format {FORMAT_VERSION + 1}, this version reads format {FORMAT_VERSION}",
    ):
        Store(store.path)


def test_the_file_says_what_it_is(store: Store) -> None:
    assert (
        store.db.execute("PRAGMA application_id").fetchone()[0]
        == APPLICATION_ID
        == int.from_bytes(b"PINC", "big")
    )
    assert store.db.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_checksums_see_values_moved_between_columns_and_types() -> None:
    assert (
        len(
            {
                checksum("ab", "c"),
                checksum("a", "bc"),
                checksum("abc"),
                checksum(1),
                checksum("1"),
                checksum(b"1"),
            }
        )
        == 6
    )


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
    ],
)
def test_write_ahead_logs_only_where_they_are_safe(version: tuple[int, ...], safe: bool) -> None:
    assert wal_is_safe(version) == safe


def test_the_documents_of_an_archive_are_those_inside_it(store: Store) -> None:
    for source in (
        "a.zip!/b.txt",
        "a.zip!/Ä/c.txt",
        "a.zip",
        "a.zip!",
        "a.zip!0",
        "b.zip!/b.txt",
        "aXzip!/b.txt",
    ):
        put(store, source)
    assert documents.sources(store, "a.zip!/") == ["a.zip!/b.txt", "a.zip!/Ä/c.txt"]


@pytest.mark.parametrize(
    "column", ["source", "title", "notes", "author", "date", "tags", "ledger", "added", "hash"]
)
def test_a_list_shows_nothing_that_was_changed(store: Store, column: str) -> None:
    put(store)
    assert len(documents.list_infos(store)) == 1
    store.db.execute(f"UPDATE document SET {column} = {column} || ' '")
    with pytest.raises(PinciteError, match="is damaged: document 1"), store.reading():
        documents.list_infos(store)


@pytest.mark.parametrize(
    "bad", [np.zeros((3, 4), np.float32), np.full((3, 4), np.nan, np.float32), 2 * VECTORS]
)
def test_a_vector_that_is_not_of_length_one_is_not_stored(store: Store, bad: np.ndarray) -> None:
    with pytest.raises(PinciteError, match="not finite or not of length 1"), store.writing():
        documents.insert(store, DOC, SENTENCES, PASSAGES, bad)
    assert documents.list_infos(store) == []


@pytest.mark.parametrize("value", ["NULL", "''", "zeroblob(7)", "'text'"])
def test_a_vector_that_is_none_is_damage(store: Store, value: str) -> None:
    put(store)
    store.db.executescript(
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'vector BLOB NOT NULL', 'vector BLOB');"
    )
    store.close()
    again = Store(store.path)
    again.db.execute(f"UPDATE sentence SET vector = {value} WHERE id = 2")
    with pytest.raises(PinciteError, match="is damaged"), again.reading():
        embeddings.read_after(again, 0, 9)
    with pytest.raises(PinciteError, match="is damaged"), again.reading():
        passages.load(again, 1)


def _fill(store: Store) -> None:
    for number in range(99):
        put(store, f"{number}.txt")


def test_an_error_of_the_disk_says_what_could_not_be_done(store: Store) -> None:
    put(store)
    store.db.execute(
        f"PRAGMA max_page_count = {store.db.execute('PRAGMA page_count').fetchone()[0]}"
    )
    with pytest.raises(
        PinciteError,
        match=r"cannot be written: database or disk is full\. What was stored before is still there",
    ):
        _fill(store)
    store.db.execute("PRAGMA max_page_count = 99999")
    assert put(store, "after.txt")

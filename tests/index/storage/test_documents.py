"""Rows of documents, passages and sentences: stored, read, verified, deleted."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import CorruptLibraryError, PinciteError
from index.spans import content_hash
from index.storage import bm25, documents, embeddings, passages
from index.storage.connection import Store
from tests.conftest import document
from tests.support.storage import DOC, PASSAGES, SENTENCES, VECTORS, put


def test_a_stored_document_is_read_unchanged(store: Store) -> None:
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


def test_ids_are_never_reused(store: Store) -> None:
    first = put(store)
    with store.writing():
        documents.delete(store, first)
    assert put(store) == first + 1
    assert embeddings.sentence_ids(store).tolist() == [4, 5, 6]


def test_a_deleted_document_leaves_no_words_in_the_index(store: Store) -> None:
    left, gone = put(store, "left.txt"), put(store, "gone.txt")
    assert [id for id, _ in bm25.search(store, "dogs", 9)] == [2, 1], "by source"
    with store.writing():
        documents.delete(store, gone)
    assert [id for id, _ in bm25.search(store, "dogs", 9)] == [1]
    assert [entry.id for entry in documents.list_infos(store)] == [left]
    assert passages.passages_of_sentences(store, [1, 2, 3, 4, 5, 6]) == {1: 1, 2: 1, 3: 1}


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE document SET title = 'B'",
        "UPDATE document SET source = 'c.txt'",
        "UPDATE document SET text = CAST(replace(CAST(text AS TEXT), 'cat', 'rat') AS BLOB)",
        "UPDATE document SET added = '2020-01-01'",
    ],
)
def test_a_damaged_document_is_not_read(store: Store, damage: str) -> None:
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
def test_a_damaged_passage_is_not_read(store: Store, damage: str) -> None:
    put(store)
    store.db.execute("PRAGMA foreign_keys = OFF")
    store.db.execute(damage)
    with pytest.raises(PinciteError, match=r"is damaged: (sentence|passage)"):
        passages.load(store, 1)


@pytest.mark.parametrize(
    "column", ["source", "title", "notes", "author", "date", "tags", "ledger", "added", "hash"]
)
def test_a_damaged_document_is_not_listed(store: Store, column: str) -> None:
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
def test_a_value_that_is_not_a_vector_is_damage(store: Store, value: str) -> None:
    put(store)
    store.db.executescript(
        "PRAGMA writable_schema = ON; UPDATE sqlite_master"
        " SET sql = replace(sql, 'vector BLOB NOT NULL', 'vector BLOB');"
    )
    store.close()
    again = Store(store.path)
    again.db.execute(f"UPDATE sentence SET vector = {value} WHERE id = 2")
    with pytest.raises(PinciteError, match="is damaged"), again.reading():
        embeddings.read_after(again, 0, 9)
    with pytest.raises(PinciteError, match="is damaged"), again.reading():
        passages.load(again, 1)


def test_sources_are_listed_by_prefix(store: Store) -> None:
    names = [
        "a.zip!/b.txt",
        "a.zip!/Ä/c.txt",
        "a.zip",
        "a.zip!",
        "a.zip!0",
        "b.zip!/b.txt",
        "aXzip!/b.txt",
    ]
    for name in names:
        put(store, name)
    assert documents.sources(store, "a.zip!/") == ["a.zip!/b.txt", "a.zip!/Ä/c.txt"]
    assert documents.sources(store) == sorted(names)
    assert documents.sources(store, "c") == []


SOURCE_NAMES = st.lists(st.text("ab/!\U0010ffff", min_size=1, max_size=4), unique=True, max_size=9)


@settings(max_examples=20)
@given(SOURCE_NAMES, st.text("ab/!\U0010ffff", max_size=3))
def test_sources_by_prefix_equal_a_filtered_list(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], prefix: str
) -> None:
    with closing(Store(tmp_path_factory.mktemp("sources") / "s.pincite", create=True)) as store:
        for name in names:
            put(store, name)
        expected = [info.source for info in documents.list_infos(store)]
        assert documents.sources(store, prefix) == [
            source for source in expected if source.startswith(prefix)
        ]
        assert all(documents.has_source(store, name) for name in names)
        assert not documents.has_source(store, "c")


def test_contents_equal_those_of_the_verified_list(store: Store) -> None:
    for source, text, tags in (
        ("b.txt", "One.", ("x", "y")),
        ("a.txt", "One.", ("y", "ü")),
        ("c.txt", "Two.", ()),
    ):
        with store.writing():
            each = replace(document(text, source), tags=tags)
            documents.insert(store, each, [(0, 4)], [(0, 1)], VECTORS[:1])
    infos, contents = documents.list_infos(store), documents.contents(store)
    assert contents.generation == 3
    assert contents.tags == tuple(sorted({tag for info in infos for tag in info.tags}))
    assert contents.ids == {info.hash: info.id for info in reversed(infos)}
    first = next(info for info in infos if info.source == "a.txt")
    assert contents.ids[content_hash("One.")] == first.id
    assert contents.sentences == sum(info.sentences for info in infos) == 3


@pytest.mark.parametrize("value", ["'['", "'7'", "x'ff'"])
def test_tags_that_are_not_a_list_are_damage(store: Store, value: str) -> None:
    put(store)
    store.db.execute(f"UPDATE document SET tags = {value}")
    with pytest.raises(CorruptLibraryError, match="document 1 does not match its checksum"):
        documents.contents(store)


def test_counting_and_listing_sources_and_tags_do_not_read_texts(store: Store) -> None:
    """No SQL statement names the text."""
    put(store)
    statements: list[str] = []
    store.db.set_trace_callback(statements.append)
    documents.contents(store)
    documents.sources(store)
    documents.count(store)
    documents.has_source(store, "a.txt")
    store.db.set_trace_callback(None)
    assert len(statements) >= 4
    assert not [statement for statement in statements if "text" in statement]

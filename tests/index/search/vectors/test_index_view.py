"""Index views: a snapshot, what was added since, and without what was removed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.search.vectors import index_view
from index.search.vectors.faiss_index import build_flat
from index.search.vectors.index_view import IndexView, from_snapshot
from index.search.vectors.snapshot import VectorSnapshot, id_runs
from index.storage import documents, embeddings
from index.storage.connection import Store
from tests.support.vectors import nearest, put, unit


def test_a_search_of_a_flat_snapshot_is_exact() -> None:
    vectors, question = unit(500), unit(1, seed=1)[0]
    ids = np.arange(1000, 1500, dtype=np.int64)
    found = from_snapshot(
        VectorSnapshot(1, build_flat(vectors), id_runs(ids, np.repeat(np.arange(1, 51), 10)))
    ).search(question, 20)
    cosines = vectors @ question
    assert [id for id, _ in found] == (1000 + np.argsort(-cosines)[:20]).tolist()
    assert np.allclose([score for _, score in found], np.sort(cosines)[::-1][:20], atol=1e-6)


def test_ties_are_ordered_by_id() -> None:
    snapshot = VectorSnapshot(
        1, build_flat(np.tile(unit(1), (3, 1))), id_runs(np.array([3, 5, 7]), np.array([1, 1, 2]))
    )
    assert [id for id, _ in from_snapshot(snapshot).search(unit(1)[0], 9)] == [3, 5, 7]


def test_a_run_has_consecutive_ids_of_one_document() -> None:
    ids, documents = np.array([4, 5, 6, 9, 10, 11]), np.array([1, 1, 2, 2, 3, 3])
    found = id_runs(ids, documents)
    assert found.tolist() == [[1, 4, 2], [2, 6, 1], [2, 9, 1], [3, 10, 2]]
    snapshot = VectorSnapshot(1, build_flat(unit(6)), found)
    assert snapshot.ids(np.arange(6)).tolist() == ids.tolist()
    assert snapshot.documents.tolist() == [1, 2, 3]
    of_two = snapshot.positions_of(np.array([2]))
    assert of_two is not None
    assert of_two.tolist() == [False, False, True, True, False, False]
    assert snapshot.positions_of(np.array([1, 2, 3, 4])) is None
    assert id_runs(ids[:0], documents[:0]).shape == (0, 3)


def view_of(store: Store) -> IndexView:
    """A view of a snapshot of what is stored now."""
    with store.reading():
        every = embeddings.read_after(store, 0, 10_000)
        return from_snapshot(
            VectorSnapshot(
                store.generation, build_flat(every.vectors), id_runs(every.ids, every.documents)
            )
        )


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 6)),
        st.tuples(st.just("remove"), st.integers(0, 9)),
    ),
    max_size=12,
)


@settings(max_examples=15)
@given(before=CHANGES, after=CHANGES, filtered=st.sets(st.integers(1, 12)))
def test_an_advanced_view_finds_what_exhaustive_search_finds(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[tuple[str, int]],
    after: list[tuple[str, int]],
    filtered: set[int],
) -> None:
    """After each change, after all changes at once, and with a filter."""
    path = tmp_path_factory.mktemp("dense") / "my.pincite"
    store, question, count = Store(path, create=True), unit(1, seed=99)[0], 0

    def change(what: str, number: int) -> None:
        nonlocal count
        if what == "add":
            count += 1
            put(store, f"{count}", unit(number, seed=count))
        elif (ids := embeddings.document_ids(store).tolist()) and number < len(ids):
            with store.writing():
                documents.delete(store, ids[number])

    for what, number in before:
        change(what, number)
    view = first = view_of(store)
    for what, number in after:
        change(what, number)
        with store.reading():
            view = view.advance_to(store)
        assert [id for id, _ in view.search(question, 9)] == nearest(path, question, 9)
    with store.reading():
        at_once = first.advance_to(store)
        stored = sorted(filtered & {*embeddings.document_ids(store).tolist()})
    for each in (view, at_once):
        if after:
            assert [
                id for id, _ in each.search(question, 9, np.array(sorted(filtered), np.int64))
            ] == nearest(path, question, 9, stored)
    store.close()


def test_a_view_can_go_back_to_an_older_generation(tmp_path: Path) -> None:
    """A read transaction may have begun before the snapshot was built.

    Documents added later are left out; those removed since are read from the library.
    """
    path, question = tmp_path / "my.pincite", unit(1, seed=9)[0]
    store = Store(path, create=True)
    gone = put(store, "gone", unit(3, seed=1))
    older = path.with_name("older.pincite")
    older.write_bytes(path.read_bytes())
    put(store, "new", unit(3, seed=2))
    with store.writing():
        documents.delete(store, gone)
    newer = view_of(store).advance_to(store)
    found = newer.advance_to(Store(older)).search(question, 9)
    assert [id for id, _ in found] == nearest(older, question, 9)
    assert {id for id, _ in found} == {1, 2, 3}


def test_the_delta_has_few_batches() -> None:
    delta: tuple[embeddings.EmbeddingBatch, ...] = ()
    for number in range(1, 101):
        delta = index_view.append_batch(
            delta,
            embeddings.EmbeddingBatch(np.array([number]), np.array([number]), unit(1, seed=number)),
        )
    assert [len(part) for part in delta] == [64, 32, 4]
    assert np.concatenate([part.ids for part in delta]).tolist() == list(range(1, 101))


def test_a_rebuild_is_due_after_many_changes(tmp_path: Path) -> None:
    store = Store(tmp_path / "my.pincite", create=True)
    put(store, "a", unit(600))
    view = view_of(store).advance_to(store)
    assert not view.needs_rebuild
    put(store, "b", unit(900))
    assert not (view := view.advance_to(store)).needs_rebuild
    with store.writing():
        documents.delete(store, 1)
    assert view.advance_to(store).needs_rebuild

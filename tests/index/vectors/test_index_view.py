from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.storage import documents, embeddings
from index.storage.connection import Store
from index.vectors import index_view
from index.vectors.faiss_index import build_flat
from index.vectors.index_view import IndexView, from_snapshot
from index.vectors.snapshot import VectorSnapshot, id_runs
from tests.support.vectors import nearest, put, unit


def test_search_is_exact() -> None:
    vectors, question = unit(500), unit(1, seed=1)[0]
    ids = np.arange(1000, 1500, dtype=np.int64)
    found = from_snapshot(
        VectorSnapshot(1, build_flat(vectors), id_runs(ids, np.repeat(np.arange(1, 51), 10)))
    ).search(question, 20)
    cosines = vectors @ question
    assert [id for id, _ in found] == (1000 + np.argsort(-cosines)[:20]).tolist()
    assert np.allclose([score for _, score in found], np.sort(cosines)[::-1][:20], atol=1e-6)


def test_ties_go_by_id_and_fewer_rows_give_fewer_hits() -> None:
    base = VectorSnapshot(
        1, build_flat(np.tile(unit(1), (3, 1))), id_runs(np.array([3, 5, 7]), np.array([1, 1, 2]))
    )
    assert [id for id, _ in from_snapshot(base).search(unit(1)[0], 9)] == [3, 5, 7]


def test_runs_are_of_one_document_and_without_gaps() -> None:
    ids, documents = np.array([4, 5, 6, 9, 10, 11]), np.array([1, 1, 2, 2, 3, 3])
    found = id_runs(ids, documents)
    assert found.tolist() == [[1, 4, 2], [2, 6, 1], [2, 9, 1], [3, 10, 2]]
    base = VectorSnapshot(1, build_flat(unit(6)), found)
    assert base.ids(np.arange(6)).tolist() == ids.tolist()
    assert base.documents.tolist() == [1, 2, 3]
    assert base.positions_of(np.array([2])).tolist() == [False, False, True, True, False, False]  # type: ignore[union-attr]
    assert base.positions_of(np.array([1, 2, 3, 4])) is None
    assert id_runs(ids[:0], documents[:0]).shape == (0, 3)


def made(store: Store) -> IndexView:
    """A base of what is stored now."""
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
def test_base_and_what_changed_since_are_what_is_stored(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[tuple[str, int]],
    after: list[tuple[str, int]],
    filtered: set[int],
) -> None:
    """After every change, and after all at once, the hits are those of comparing with every stored vector."""
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
    view = first = made(store)
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


def test_a_view_of_an_older_generation_can_be_had(tmp_path: Path) -> None:
    """As a reader needs who began before the base was made: what is in the base and came later is left out, what went is read."""
    path, question = tmp_path / "my.pincite", unit(1, seed=9)[0]
    store = Store(path, create=True)
    gone = put(store, "gone", unit(3, seed=1))
    older = path.with_name("older.pincite")
    older.write_bytes(path.read_bytes())
    put(store, "new", unit(3, seed=2))
    with store.writing():
        documents.delete(store, gone)
    newer = made(store).advance_to(store)
    found = newer.advance_to(Store(older)).search(question, 9)
    assert [id for id, _ in found] == nearest(older, question, 9)
    assert {id for id, _ in found} == {1, 2, 3}


def test_the_parts_of_what_came_are_few() -> None:
    delta: tuple[embeddings.EmbeddingBatch, ...] = ()
    for number in range(1, 101):
        delta = index_view.append_batch(
            delta,
            embeddings.EmbeddingBatch(np.array([number]), np.array([number]), unit(1, seed=number)),
        )
    assert [len(part) for part in delta] == [64, 32, 4]
    assert np.concatenate([part.ids for part in delta]).tolist() == list(range(1, 101))


def test_a_new_base_is_due_when_much_has_changed(tmp_path: Path) -> None:
    store = Store(tmp_path / "my.pincite", create=True)
    put(store, "a", unit(600))
    view = made(store).advance_to(store)
    assert not view.needs_rebuild
    put(store, "b", unit(900))
    assert not (view := view.advance_to(store)).needs_rebuild
    with store.writing():
        documents.delete(store, 1)
    assert view.advance_to(store).needs_rebuild

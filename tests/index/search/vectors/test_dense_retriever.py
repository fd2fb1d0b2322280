"""Dense retrieval over a library that changes, against exhaustive search."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.search.vectors import cache, faiss_index, snapshot
from index.search.vectors.dense_retriever import DenseRetriever
from index.search.vectors.snapshot import VectorSnapshot
from index.storage import documents, embeddings
from index.storage.connection import Store
from index.storage.embeddings import filtered_document_ids
from index.storage.filters import NO_FILTER, Filter
from tests.support.vectors import clustered, insert, nearest, put, unit

QUESTION = unit(1, seed=99)[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Ten documents of thirty sentences; every other one is odd."""
    path = tmp_path / "my.pincite"
    with closing(Store(path, create=True)) as store:
        for number in range(10):
            put(store, f"{number}", unit(30, seed=number), ["odd"] if number % 2 else [])
    return path


@pytest.fixture
def retriever(path: Path) -> Iterator[DenseRetriever]:
    with closing(open_retriever(path)) as retriever:
        yield retriever


def open_retriever(path: Path) -> DenseRetriever:
    return DenseRetriever(path, lambda: closing(Store(path)))


def ask(
    retriever: DenseRetriever,
    path: Path,
    k: int = 9,
    filters: Filter = NO_FILTER,
    question: np.ndarray = QUESTION,
) -> list[int]:
    with closing(Store(path)) as store, store.reading():
        allowed = filtered_document_ids(store, filters) if filters else None
        return [id for id, _ in retriever.search(store, question, k, allowed)]


def remove(path: Path, document: int) -> None:
    with closing(Store(path)) as store, store.writing():
        documents.delete(store, document)


def test_hits_equal_those_of_exhaustive_search(retriever: DenseRetriever, path: Path) -> None:
    assert ask(retriever, path) == nearest(path, QUESTION, 9)
    assert ask(retriever, path, 99, Filter(tags=("odd",))) == nearest(
        path, QUESTION, 99, [2, 4, 6, 8, 10]
    )
    assert ask(retriever, path, 9, Filter(tags=("even",))) == []


def test_of_equal_sentences_those_of_the_first_sources_are_found(tmp_path: Path) -> None:
    """Far more than are asked of the index at first; 40 are nearer than they are."""
    path = tmp_path / "equal.pincite"
    near = unit(200, seed=1)
    near = near[np.argsort(-(near @ QUESTION))]
    with closing(Store(path, create=True)) as store, store.writing():
        for number in reversed(range(100)):
            insert(store, f"{number:03}", near[100:101])
        insert(store, "nearer", near[:40])
    with closing(open_retriever(path)) as retriever:
        found = ask(retriever, path, 45)
    assert found == [*range(101, 141), *range(100, 95, -1)]


def test_changes_are_found_at_once(retriever: DenseRetriever, path: Path) -> None:
    ask(retriever, path)
    with closing(Store(path)) as store:
        put(store, "new", np.stack([QUESTION, *unit(3)]), ["odd"])
    assert ask(retriever, path) == nearest(path, QUESTION, 9)
    assert ask(retriever, path, 9, Filter(tags=("odd",)))[0] == 301
    remove(path, 4)
    assert ask(retriever, path, 999) == nearest(path, QUESTION, 999)
    remove(path, 11)
    assert 301 not in ask(retriever, path, 999)


def test_an_older_cache_is_used_and_only_changes_are_read(
    retriever: DenseRetriever, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    retriever.refresh()
    with closing(Store(path)) as store:
        put(store, "new", unit(3, seed=77))
    remove(path, 4)
    expected = nearest(path, QUESTION, 99)

    def never(*_: object) -> None:
        raise AssertionError("all vectors are read again")

    monkeypatch.setattr(embeddings, "read_after", never)
    with closing(open_retriever(path)) as again:
        assert ask(again, path, 99) == expected


def save_swapped(path: Path, one: int, other: int) -> None:
    """Saves a cache with an intact hash in which two vectors are exchanged."""
    with closing(Store(path)) as store, store.reading():
        stored = embeddings.read_after(store, 0, 999)
        stored.vectors[[one, other]] = stored.vectors[[other, one]]
        cache.save(
            VectorSnapshot(
                store.generation,
                faiss_index.build_flat(stored.vectors),
                snapshot.id_runs(stored.ids, stored.documents),
            ),
            path,
        )


def test_a_cache_with_the_wrong_vector_of_a_hit_is_dropped(path: Path) -> None:
    expected = nearest(path, QUESTION, 9)
    save_swapped(path, expected[0] - 1, nearest(path, QUESTION, 300)[-1] - 1)
    with closing(open_retriever(path)) as retriever:
        assert ask(retriever, path) == expected
        assert cache.cache_files(path) == []


def test_a_cache_of_another_library_of_the_same_name_is_not_used(
    path: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.pincite"
    with closing(Store(other, create=True)) as store:
        for number in range(10):
            put(store, f"{number}", unit(30, seed=number + 100))
    with closing(open_retriever(other)) as made:
        made.refresh()
    (cached,) = cache.cache_files(other)
    cached.rename(path.with_name(cached.name.replace("other", "my")))
    with closing(open_retriever(path)) as retriever:
        assert ask(retriever, path, 99) == nearest(path, QUESTION, 99)


@pytest.mark.parametrize("position", [0, 5_000, -1])
def test_a_damaged_cache_changes_no_answer(
    retriever: DenseRetriever, path: Path, position: int
) -> None:
    retriever.refresh()
    (cached,) = cache.cache_files(path)
    data = bytearray(cached.read_bytes())
    data[position] ^= 64
    cached.write_bytes(data)
    with closing(open_retriever(path)) as again:
        assert ask(again, path, 99) == nearest(path, QUESTION, 99)
        again.refresh()
    assert all(cache.hash_matches(each) for each in cache.cache_files(path))


def test_a_search_sees_one_generation(retriever: DenseRetriever, path: Path) -> None:
    """While documents replace one another, a search finds all sentences of the stored one."""
    wrong: list[object] = []
    done = threading.Event()
    with closing(Store(path)) as store:
        for number in range(1, 11):
            remove(path, number)
        last = put(store, "0", unit(7))

        def asking() -> None:
            while not done.is_set():
                with closing(Store(path)) as mine, mine.reading():
                    stored = embeddings.read_for_documents(
                        mine, embeddings.document_ids(mine)
                    ).ids.tolist()
                    hits = [id for id, _ in retriever.search(mine, QUESTION, 50)]
                    if sorted(hits) != stored or len(stored) != 7:
                        wrong.append((stored, hits))

        threads = [threading.Thread(target=asking) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(1, 15):
            with store.writing():
                documents.delete(store, last)
                last = insert(store, f"{number}", unit(7, seed=number))
        done.set()
        for thread in threads:
            thread.join()
    assert wrong == []


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """3,000 vectors in documents of ten, a tenth tagged rare; more than 500 make an IVF index."""
    monkeypatch.setattr(snapshot, "MAX_FLAT_VECTORS", 500)
    path = tmp_path / "large.pincite"
    with closing(Store(path, create=True)) as store, store.writing():
        for number, part in enumerate(np.split(clustered(3_000, 128), 300)):
            insert(store, f"{number}", part, ["rare"] if number % 10 == 0 else [])
    return path


def test_a_large_library_is_searched_while_its_index_is_built_and_after(large: Path) -> None:
    questions = clustered(3_000, 128)[::100]
    with closing(open_retriever(large)) as retriever:
        assert ask(retriever, large, 9, question=questions[0]) == nearest(large, questions[0], 9)
        retriever.refresh()
        (cached,) = cache.cache_files(large)
        put_at, gone = 301, 1
        with closing(Store(large)) as store:
            put(store, "new", questions[:3])
        remove(large, gone)
        hits = [ask(retriever, large, 99, question=question)[:10] for question in questions]
        rare = [
            ask(retriever, large, 99, Filter(tags=("rare",)), question)[:10]
            for question in questions
        ]
        retriever.refresh()
        assert cache.cache_files(large) == [cached], (
            "two changed documents do not make a rebuild due"
        )
    with closing(Store(large)) as store:
        documents = embeddings.filtered_document_ids(store, Filter(tags=("rare",))).tolist()
    assert not {gone, put_at} & {*documents}
    assert recall(hits, [nearest(large, question, 10) for question in questions]) >= 0.98
    assert recall(rare, [nearest(large, question, 10, documents) for question in questions]) >= 0.98
    assert [each[0] for each in hits[:3]] == [
        nearest(large, question, 1)[0] for question in questions[:3]
    ]


def recall(found: list[list[int]], true: list[list[int]]) -> float:
    """The share of the true ids that are found."""
    return sum(len({*some} & {*best}) for some, best in zip(found, true, strict=True)) / sum(
        map(len, true)
    )


def test_many_additions_make_a_rebuild_in_the_background(large: Path) -> None:
    questions = clustered(3_000, 128)[::150]
    with closing(open_retriever(large)) as retriever:
        retriever.refresh()
        (cached,) = cache.cache_files(large)
        with closing(Store(large)) as store, store.writing():
            for number in range(110):
                insert(store, f"new {number}", unit(10, 128, seed=number))
        true = [nearest(large, question, 10) for question in questions]
        before = [ask(retriever, large, 99, question=question)[:10] for question in questions]
        assert retriever._builder is not None
        retriever._builder.join()
        (newer,) = cache.cache_files(large)
        after = [ask(retriever, large, 99, question=question)[:10] for question in questions]
    assert newer != cached
    assert recall(before, true) >= 0.95
    assert recall(after, true) >= 0.95


def test_closing_cancels_a_build(large: Path) -> None:
    retriever = open_retriever(large)
    retriever._closed.set()
    retriever.refresh()
    retriever.close()
    assert cache.cache_files(large) == []

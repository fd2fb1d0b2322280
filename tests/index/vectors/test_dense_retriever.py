from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.storage import documents, embeddings
from index.storage.connection import Store
from index.storage.filters import NO_FILTER, Filter
from index.vectors import cache, faiss_index, snapshot
from index.vectors.dense_retriever import DenseRetriever
from index.vectors.snapshot import VectorSnapshot
from tests.support.vectors import clustered, insert, put, unit
from tests.support.vectors import nearest as compared

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
def found(path: Path) -> Iterator[DenseRetriever]:
    with closing(opened(path)) as found:
        yield found


def opened(path: Path) -> DenseRetriever:
    return DenseRetriever(path, lambda: closing(Store(path)))


def ask(
    found: DenseRetriever,
    path: Path,
    most: int = 9,
    where: Filter = NO_FILTER,
    question: np.ndarray = QUESTION,
) -> list[int]:
    with closing(Store(path)) as store, store.reading():
        return [id for id, _ in found.search(store, question, most, where)]


def remove(path: Path, document: int) -> None:
    with closing(Store(path)) as store, store.writing():
        documents.delete(store, document)


def test_the_hits_are_those_of_comparing_with_every_vector(
    found: DenseRetriever, path: Path
) -> None:
    assert ask(found, path) == compared(path, QUESTION, 9)
    assert ask(found, path, 99, Filter(tags=("odd",))) == compared(
        path, QUESTION, 99, [2, 4, 6, 8, 10]
    )
    assert ask(found, path, 9, Filter(tags=("even",))) == []


def test_what_changes_is_found_at_once(found: DenseRetriever, path: Path) -> None:
    ask(found, path)
    with closing(Store(path)) as store:
        put(store, "new", np.stack([QUESTION, *unit(3)]), ["odd"])
    assert ask(found, path) == compared(path, QUESTION, 9)
    assert ask(found, path, 9, Filter(tags=("odd",)))[0] == 301
    remove(path, 4)
    assert ask(found, path, 999) == compared(path, QUESTION, 999)
    remove(path, 11)
    assert 301 not in ask(found, path, 999)


def test_an_older_cache_saves_reading_what_it_holds(
    found: DenseRetriever, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found.refresh()
    with closing(Store(path)) as store:
        put(store, "new", unit(3, seed=77))
    remove(path, 4)
    expected = compared(path, QUESTION, 99)

    def never(*_: object) -> None:
        raise AssertionError("all vectors are read again")

    monkeypatch.setattr(embeddings, "read_after", never)
    with closing(opened(path)) as again:
        assert ask(again, path, 99) == expected


def swapped(path: Path, one: int, other: int) -> None:
    """Puts a cache in the place that is whole, and holds the one vector where the other should be."""
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


def test_a_cache_that_lies_of_a_hit_is_found_out_and_dropped(path: Path) -> None:
    expected = compared(path, QUESTION, 9)
    swapped(path, expected[0] - 1, compared(path, QUESTION, 300)[-1] - 1)
    with closing(opened(path)) as found:
        assert ask(found, path) == expected
        assert cache.cache_files(path) == []


def test_a_cache_of_another_library_of_the_name_is_not_believed(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.pincite"
    with closing(Store(other, create=True)) as store:
        for number in range(10):
            put(store, f"{number}", unit(30, seed=number + 100))
    with closing(opened(other)) as made:
        made.refresh()
    (kept,) = cache.cache_files(other)
    kept.rename(path.with_name(kept.name.replace("other", "my")))
    with closing(opened(path)) as found:
        assert ask(found, path, 99) == compared(path, QUESTION, 99)


@pytest.mark.parametrize("where", [0, 5_000, -1])
def test_a_damaged_cache_costs_time_and_no_answer(
    found: DenseRetriever, path: Path, where: int
) -> None:
    found.refresh()
    (kept,) = cache.cache_files(path)
    data = bytearray(kept.read_bytes())
    data[where] ^= 64
    kept.write_bytes(data)
    with closing(opened(path)) as again:
        assert ask(again, path, 99) == compared(path, QUESTION, 99)
        again.refresh()
    assert all(cache.hash_matches(each) for each in cache.cache_files(path))


def test_every_search_is_of_one_generation(found: DenseRetriever, path: Path) -> None:
    """While one document after another replaces the one before, the sentences found are all those of the one that is stored."""
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
                    hits = [id for id, _ in found.search(mine, QUESTION, 50, NO_FILTER)]
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
    """As if more than 500 vectors were many: 3,000 of them, in documents of ten, a tenth of which are rare."""
    monkeypatch.setattr(snapshot, "MAX_FLAT_VECTORS", 500)
    path = tmp_path / "large.pincite"
    with closing(Store(path, create=True)) as store, store.writing():
        for number, part in enumerate(np.split(clustered(3_000, 128), 300)):
            insert(store, f"{number}", part, ["rare"] if number % 10 == 0 else [])
    return path


def test_a_large_library_answers_while_its_structure_is_made_and_after(large: Path) -> None:
    questions = clustered(3_000, 128)[::100]
    with closing(opened(large)) as found:
        assert ask(found, large, 9, question=questions[0]) == compared(large, questions[0], 9)
        found.refresh()
        (kept,) = cache.cache_files(large)
        put_at, gone = 301, 1
        with closing(Store(large)) as store:
            put(store, "new", questions[:3])
        remove(large, gone)
        hits = [ask(found, large, 99, question=question)[:10] for question in questions]
        rare = [
            ask(found, large, 99, Filter(tags=("rare",)), question)[:10] for question in questions
        ]
        found.refresh()
        assert cache.cache_files(large) == [kept], "two documents are not worth a new one"
    with closing(Store(large)) as store:
        documents = embeddings.filtered_document_ids(store, Filter(tags=("rare",))).tolist()
    assert not {gone, put_at} & {*documents}
    assert alike(hits, [compared(large, question, 10) for question in questions]) >= 0.98
    assert alike(rare, [compared(large, question, 10, documents) for question in questions]) >= 0.98
    assert [each[0] for each in hits[:3]] == [
        compared(large, question, 1)[0] for question in questions[:3]
    ]


def alike(found: list[list[int]], true: list[list[int]]) -> float:
    """The share of the true ones that are found."""
    return sum(len({*some} & {*best}) for some, best in zip(found, true, strict=True)) / sum(
        map(len, true)
    )


def test_much_that_is_new_makes_a_new_structure_in_the_background(large: Path) -> None:
    questions = clustered(3_000, 128)[::150]
    with closing(opened(large)) as found:
        found.refresh()
        (kept,) = cache.cache_files(large)
        with closing(Store(large)) as store, store.writing():
            for number in range(110):
                insert(store, f"new {number}", unit(10, 128, seed=number))
        true = [compared(large, question, 10) for question in questions]
        before = [ask(found, large, 99, question=question)[:10] for question in questions]
        assert found._builder is not None
        found._builder.join()
        (newer,) = cache.cache_files(large)
        after = [ask(found, large, 99, question=question)[:10] for question in questions]
    assert newer != kept
    assert alike(before, true) >= 0.95
    assert alike(after, true) >= 0.95


def test_closing_gives_up_what_is_being_made(large: Path) -> None:
    found = opened(large)
    found._closed.set()
    found.refresh()
    found.close()
    assert cache.cache_files(large) == []

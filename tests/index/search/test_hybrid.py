"""Hybrid search: dense, lexical and combined ranking, over the documents of a library."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from index.encoders.base import Vectors
from index.errors import PinciteError
from index.library import Library
from index.maintenance.check import check_library
from index.search.hybrid import DEFAULT_FUSION, Fusion, fuse
from index.search.vectors import cache, faiss_index
from index.search.vectors.snapshot import VectorSnapshot, id_runs
from index.storage import embeddings
from index.storage.connection import Store
from tests.conftest import WordEncoder, damage, document

CATS = document("Cats sleep all day. They hunt at night.", "cats.txt", "Cats")
DOGS = document("Dogs bark. Dogs chase cats.", "dogs.txt", "Dogs")


def test_dense_search_ranks_by_the_cosine_of_the_best_sentence(library: Library) -> None:
    """Of the words of "dogs chase", "Dogs chase cats." holds both: cosine 2 / sqrt(2 * 3)."""
    library.add(CATS)
    library.add(DOGS)
    best, other = library.search("dogs chase", method="dense")
    assert best.span.document.source == "dogs.txt"
    assert [hit.span.text for hit in best.sentences] == ["Dogs bark.", "Dogs chase cats."]
    assert best.sentences[1].score == pytest.approx(2 / 6**0.5, abs=1e-3)
    assert (best.dense_rank, best.lexical_rank, other.dense_rank) == (1, None, 2)


def test_lexical_search_needs_a_common_word(library: Library) -> None:
    library.add(CATS)
    library.add(DOGS)
    assert [
        passage.span.document.source for passage in library.search("barking", method="lexical")
    ] == ["dogs.txt"]
    assert library.search("giraffe", method="lexical") == []


def test_hybrid_search_adds_the_reciprocal_ranks(library: Library) -> None:
    library.add(CATS)
    library.add(DOGS)
    best = library.search("dogs bark")[0]
    assert best.span.document.source == "dogs.txt"
    assert best.score == pytest.approx(2 / (DEFAULT_FUSION.k + 1))
    assert (best.dense_rank, best.lexical_rank) == (1, 1)


def test_reciprocal_rank_fusion_by_hand() -> None:
    assert fuse([([4, 2], 1.0), ([2, 9], 1.0)], 5) == [(2, 1 / 7 + 1 / 6), (4, 1 / 6), (9, 1 / 7)]
    assert [id for id, _ in fuse([([9], 1.0), ([4], 1.0)], 5)] == [4, 9], "ties go by id"
    assert fuse([], 5) == fuse([([], 1.0), ([], 1.0)], 5) == []


def test_the_constant_and_the_weights_of_the_fusion_can_be_set() -> None:
    assert fuse([([4, 2], 3.0), ([2, 9], 0.5)], 1) == [
        (4, 3 / 2),
        (2, 3 / 3 + 0.5 / 2),
        (9, 0.5 / 3),
    ]


def test_at_most_the_candidates_are_returned(library: Library) -> None:
    for number in range(12):
        library.add(document(f"red {number}", f"{number:02}.txt"))
    assert [len(library.search("red", 99, fusion=Fusion(candidates=n))) for n in (3, 12)] == [3, 12]


def test_an_empty_library_finds_nothing(library: Library) -> None:
    assert library.search("anything") == []


def test_a_search_sees_every_change_at_once(library: Library) -> None:
    for text in ("Cats purr.", "Cats meow.", "Cats hiss."):
        library.add(replace(CATS, text=text))
        assert [passage.span.text for passage in library.search("cats")] == [text]


def test_opening_again_reads_the_cached_index(
    library: Library, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.add(CATS)
    library.refresh_index()
    expected = library.search("cats")

    def fail(*_: object) -> None:
        raise AssertionError("built again although the cache is valid")

    monkeypatch.setattr(faiss_index, "build_flat", fail)
    with Library.open(library.path, encoder=encoder) as again:
        assert again.search("cats") == expected


def test_a_cache_over_the_wrong_vectors_is_detected(library: Library, encoder: WordEncoder) -> None:
    """Its name and hash are right, but its scores disagree with the stored vectors: rebuilt."""
    library.add(CATS)
    library.add(DOGS)
    expected = library.search("dogs chase", method="dense")
    with closing(Store(library.path)) as store, store.reading():
        stored = embeddings.read_after(store, 0, 99)
    wrong_index = faiss_index.build_flat(stored.vectors[::-1].copy())
    cache.save(
        VectorSnapshot(library.generation, wrong_index, id_runs(stored.ids, stored.documents)),
        library.path,
    )
    with Library.open(library.path, encoder=encoder) as again:
        assert again.search("dogs chase", method="dense") == expected
    assert check_library(library.path) == []


def test_a_damaged_document_is_reported_and_not_shown(library: Library) -> None:
    library.add(CATS)
    damage(
        library.path,
        "UPDATE document SET text = CAST('Dogs sleep all day. They hunt at night.' AS BLOB)",
    )
    with pytest.raises(PinciteError, match="is damaged: document 1"):
        library.search("cats sleep")


def test_many_threads_search_while_one_writes(library: Library) -> None:
    """Every result is of one generation: a passage contains the whole text of its document."""
    library.add(replace(CATS, text="Cats purr 0 times."))
    wrong: list[object] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                found = library.search("cats purr")
                if (
                    len(found) != 1
                    or not found[0].span.text.startswith("Cats purr ")
                    or found[0].span.text != found[0].span.document.text
                ):
                    wrong.append(found)
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for count in range(1, 15):
        library.add(replace(CATS, text=f"Cats purr {count} times."))
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert check_library(library.path) == []


def test_a_question_vector_that_is_not_finite_is_refused(library: Library) -> None:
    class Broken(WordEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            return super().encode(texts) * np.nan

    library.add(CATS)
    with (
        Library.open(library.path, encoder=Broken()) as broken,
        pytest.raises(PinciteError, match="not finite or not of length 1"),
    ):
        broken.search("cats")


def test_a_passage_with_the_identifier_wins(library: Library) -> None:
    """The other documents have more of the question's words, and are nearer to it."""
    for number in range(20):
        text = f"What is the sum of order {number}? The sum of the order is said."
        library.add(document(text, f"{number}.txt", "Orders"))
    library.add(document("ZK 77-12: eighty crowns. It was sent by post from the north.", "z.txt"))
    for question in ("What is the sum of order ZK-77-12?", "What is the sum of order zk77-12?"):
        assert library.search(question)[0].span.document.source == "z.txt", question

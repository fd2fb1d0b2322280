"""Leaving common words out of the query in a large library."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.storage import bm25, documents, query_terms
from index.storage.connection import Store
from index.storage.query_terms import QueryTermPruner
from tests.conftest import document


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Twenty passages: "the" in all, "cat" in four, "mill" in one."""
    store = Store(tmp_path / "my.pincite", create=True)
    for number in range(20):
        text = (
            f"The {'cats' if number % 5 == 0 else 'dog'} {number}{' mill' if number == 7 else ''}"
        )
        add(store, text, f"{number}")
    return store


def add(store: Store, text: str, source: str) -> None:
    with store.writing():
        documents.insert(
            store,
            document(text, source),
            [(0, len(text))],
            [(0, 1)],
            np.ones((1, 4), np.float16) / 2,
        )


def test_every_word_is_searched_in_a_small_library(store: Store) -> None:
    assert len(bm25.search(store, "the mill", 99)) == 20
    assert store.query_terms.select(["the", "mill"], store.generation) == ["the", "mill"]


def test_common_words_are_left_out_in_a_large_library(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_terms, "PRUNE_FROM_PASSAGES", 20)
    assert store.query_terms.select(["the", "cat", "mill", "horse"], store.generation) == [
        "cat",
        "mill",
        "horse",
    ]
    assert [id for id, _ in bm25.search(store, "the mill", 99)] == [8]
    assert len(bm25.search(store, "THE", 99)) == 20, "only common words: all are searched"


def test_the_rarest_words_are_searched_up_to_the_limit_of_postings(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Postings: 1 "mill", 4 "cat", 16 "dog", 0 "horse"; 5 without "dog", 21 with it."""
    monkeypatch.setattr(query_terms, "PRUNE_FROM_PASSAGES", 20)
    monkeypatch.setattr(query_terms, "MAX_DOC_FREQUENCY", 0.9)
    for limit, selected in (
        (21, ["dog", "cat", "mill", "horse"]),
        (20, ["cat", "mill", "horse"]),
        (4, ["mill", "horse"]),
        (0, ["horse"]),
    ):
        monkeypatch.setattr(query_terms, "MAX_POSTINGS", limit)
        assert (
            store.query_terms.select(["dog", "cat", "mill", "horse"], store.generation) == selected
        )
    assert store.query_terms.select(["dog", "cat"], store.generation) == ["cat"], (
        "one word is always searched"
    )


def test_document_frequencies_are_counted_again_after_a_change(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_terms, "PRUNE_FROM_PASSAGES", 20)
    assert store.query_terms.select(["cat", "mill"], store.generation) == ["cat", "mill"]
    for number in range(9):
        add(store, "Cats.", f"more {number}")
    assert store.query_terms.select(["cat", "mill"], store.generation) == ["mill"]
    with closing(Store(store.path)) as other:
        assert QueryTermPruner(other.db).select(["cat", "mill"], other.generation) == ["mill"]

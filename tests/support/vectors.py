"""Vectors, and documents of nothing but vectors, for the tests of the search by vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.encoders.base import Vectors
from index.storage import documents, embeddings
from index.storage.connection import Store
from tests.conftest import document


def unit(count: int, dimension: int = 16, seed: int = 0) -> Vectors:
    """As the library stores them: of 16 bits a number."""
    vectors = np.random.default_rng(seed).normal(size=(count, dimension))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float16).astype(
        np.float32
    )


def clustered(count: int, dimension: int = 64, seed: int = 0) -> Vectors:
    """A hundredth as many centres, the vectors about them."""
    draw = np.random.default_rng(seed)
    vectors = (
        unit(count // 100, dimension, seed)[draw.integers(0, count // 100, count)]
        + draw.normal(size=(count, dimension)) * 0.6 / dimension**0.5
    )
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float16).astype(
        np.float32
    )


def put(store: Store, source: str, vectors: Vectors, tags: Sequence[str] = ()) -> int:
    """Stores a document of so many sentences. Its id."""
    with store.writing():
        return insert(store, source, vectors, tags)


def insert(store: Store, source: str, vectors: Vectors, tags: Sequence[str] = ()) -> int:
    """`put` within a transaction."""
    text, ends = "A. " * len(vectors), [(3 * n, 3 * n + 2) for n in range(len(vectors))]
    return documents.insert(
        store, replace(document(text, source), tags=tuple(tags)), ends, [(0, len(vectors))], vectors
    )


def nearest(
    path: Path, question: Vectors, most: int, documents: Sequence[int] | None = None
) -> list[int]:
    """Ids of the sentences nearest to the question by exhaustive search, best first, ties by id."""
    store = Store(path)
    with store.reading():
        every = embeddings.read_for_documents(
            store,
            embeddings.document_ids(store) if documents is None else np.array(documents, np.int64),
        )
    store.close()
    if len(every) == 0:
        return []
    return [
        int(id) for id in every.ids[np.lexsort((every.ids, -(every.vectors @ question)))[:most]]
    ]

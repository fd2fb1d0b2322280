"""Rows of passages and sentences: the text ranges of a document, with a vector a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoders.base import Vectors
from index.errors import CorruptLibraryError
from index.spans import Document
from index.storage import bm25
from index.storage.connection import Store
from index.storage.failpoints import failpoint
from index.storage.schema import checksum, next_id, placeholders


@dataclass(frozen=True, slots=True)
class PassageRow:
    """Character ranges of a passage and of its sentences, in text order, with their vectors."""

    id: int
    document: int
    start: int
    end: int
    sentences: tuple[tuple[int, int], ...]
    vectors: Vectors
    """(len(sentences), dimension)."""


def insert(
    store: Store,
    document: Document,
    sentences: Sequence[tuple[int, int]],
    vectors: NDArray[np.float16],
) -> None:
    """Stores one passage of a stored document: the run of these `sentences`, (n, dimension)."""
    id, start, end = next_id(store.db, "passage"), sentences[0][0], sentences[-1][1]
    values = (document.id, start, end)
    store.db.execute(
        f"INSERT INTO passage VALUES ({placeholders(5)})", (id, *values, checksum(id, *values))
    )
    failpoint("passage inserted")
    bm25.index_passage(store, id, document, start, end)
    first = next_id(store.db, "sentence")
    rows = [
        (first + i, id, *sentence, vectors[i].tobytes()) for i, sentence in enumerate(sentences)
    ]
    store.db.executemany(
        f"INSERT INTO sentence VALUES ({placeholders(6)})", [(*row, checksum(*row)) for row in rows]
    )
    failpoint("sentences inserted")


def load(store: Store, id: int) -> PassageRow:
    """A passage with its sentences and their vectors.

    Raises CorruptLibraryError if a row is missing or does not match its checksum.
    """
    passage = store.db.execute(
        'SELECT id, document, start, "end", checksum FROM passage WHERE id = ?', (id,)
    ).fetchone()
    sentences = store.db.execute(
        'SELECT id, passage, start, "end", vector, checksum FROM sentence'
        " WHERE passage = ? ORDER BY id",
        (id,),
    ).fetchall()
    for name, row in [("passage", passage), *(("sentence", row) for row in sentences)]:
        if row is None or row[-1] != checksum(*row[:-1]):
            raise CorruptLibraryError(
                store.path, f"{name} {row[0] if row else id} does not match its checksum"
            )
    if not sentences:
        raise CorruptLibraryError(store.path, f"passage {id} has no sentences")
    numbers = np.frombuffer(b"".join(vector for *_, vector, _ in sentences), "<f2")
    return PassageRow(
        id=passage[0],
        document=passage[1],
        start=passage[2],
        end=passage[3],
        sentences=tuple((start, end) for _, _, start, end, _, _ in sentences),
        vectors=numbers.astype(np.float32).reshape(len(sentences), -1),
    )


def range_of(store: Store, id: int) -> tuple[int, int, int]:
    """Document, start and end of a stored passage. Its checksum is not compared.

    Raises CorruptLibraryError if the row is missing.
    """
    query = 'SELECT document, start, "end" FROM passage WHERE id = ?'
    row = store.db.execute(query, (id,)).fetchone()
    if row is None:
        raise CorruptLibraryError(store.path, f"passage {id} is missing")
    document, start, end = row
    return document, start, end


def sentences_of_document(store: Store, document: int) -> tuple[list[tuple[int, int]], Vectors]:
    """The ranges of a document's sentences, in text order, and their vectors, a row each.

    Raises CorruptLibraryError as `load` does.
    """
    ids = store.db.execute(
        "SELECT id FROM passage WHERE document = ? ORDER BY id", (document,)
    ).fetchall()
    passages = [load(store, id) for (id,) in ids]
    return [ends for passage in passages for ends in passage.sentences], np.concatenate(
        [passage.vectors for passage in passages]
    )


def passages_of_sentences(store: Store, sentences: Iterable[int]) -> dict[int, int]:
    """Sentence id -> id of its passage; ids that do not exist are left out."""
    ids = list(sentences)
    rows = store.db.execute(
        f"SELECT id, passage FROM sentence WHERE id IN ({placeholders(len(ids))})", ids
    )
    return dict(rows.fetchall())

"""All that is stored of a document, so that it can be removed and put back unchanged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import chunking
from index.spans import Document
from index.storage import documents, library_meta, metadata, passages, source_files
from index.storage.connection import Store
from index.storage.metadata import NO_EDITS, Edits


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A document with its sentences, their vectors and its source file."""

    document: Document
    sentences: list[tuple[int, int]]
    """Character ranges, in text order."""
    vectors: NDArray[np.floating]
    """(len(sentences), dimension)."""
    source_file: bytes | None
    """The file it was read from, if that is stored."""
    edits: Edits = NO_EDITS
    """What a person has set, which the document has already."""


def load(store: Store, document: Document) -> Snapshot:
    """Raises CorruptLibraryError if part of the document is damaged."""
    sentences, vectors = passages.sentences_of_document(store, document.id)
    file = source_files.load(store, document.id)
    return Snapshot(document, sentences, vectors, file, metadata.load(store, document.source))


def insert(store: Store, snapshot: Snapshot) -> None:
    """Stores the document under a new id, in passages of this library's length.

    Replaces a document of the same source. Within `store.writing()`.
    """
    document = snapshot.document
    ranges = chunking.passages(
        document.text, snapshot.sentences, document.markers, library_meta.max_passage_chars(store)
    )
    id, _ = documents.insert_or_replace(
        store, document, snapshot.sentences, ranges, snapshot.vectors
    )
    metadata.save(store, document.source, snapshot.edits)
    if snapshot.source_file is not None:
        source_files.store_bytes(store, id, snapshot.source_file)

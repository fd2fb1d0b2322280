"""The documents that were read last, in memory. They never become stale: ids are not reused, and a
document that a person has edited is of another edition."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.errors import PinciteError, command
from index.spans import Document
from index.storage import documents
from index.storage.connection import Store
from index.storage.metadata import EDITION

MAX_CHARS = 20_000_000
"""Characters of all cached documents, one to four bytes each."""


class DocumentCache:
    """Least recently used documents are dropped first; at least one is kept. Thread-safe."""

    def __init__(
        self, max_chars: int = MAX_CHARS, number: Callable[[int], int] | None = None
    ) -> None:
        """`number` returns the id that a document gets in place of its own."""
        self._max_chars = max_chars
        self._number = number
        self._documents = OrderedDict[tuple[str | None, int], Document]()
        self._chars = 0
        self._lock = threading.Lock()

    def load(self, store: Store, id: int) -> Document:
        """The document of that id, from memory or from `store`.

        A cached document is returned even if it has been deleted since. Raises PinciteError if
        there is no such document, CorruptLibraryError if its checksum does not match.
        """
        key = store.meta(EDITION), id
        with self._lock:
            if key in self._documents:
                self._documents.move_to_end(key)
                return self._documents[key]
        document = documents.load(store, id)
        if document is None:
            raise no_document(store.path, id)
        if self._number is not None:
            document = replace(document, id=self._number(id))
        with self._lock:
            self._add(key, document)
        return document

    def _add(self, key: tuple[str | None, int], document: Document) -> None:
        if key not in self._documents:
            self._documents[key] = document
            self._chars += len(document.text)
        while self._chars > self._max_chars and len(self._documents) > 1:
            _, oldest = self._documents.popitem(last=False)
            self._chars -= len(oldest.text)


def no_document(library: Path, id: int) -> PinciteError:
    """The error for an id that is not in the library (any more)."""
    return PinciteError(
        f"There is no document {id} in {library}; it may have been removed. "
        f"See: {command('list', library)}"
    )

"""One small document, and a library to store it in."""

from __future__ import annotations

import numpy as np

from index.spans import Marker
from index.storage import documents
from index.storage.connection import Store
from tests.conftest import document

DOC = document("Title\n\nOne cat. Two dogs.", marks=(Marker("heading", 0, 5, "Title"),))
SENTENCES, PASSAGES = [(0, 5), (7, 15), (16, 25)], [(0, 3)]
VECTORS = np.eye(3, 4, dtype=np.float32)


def put(store: Store, source: str = "a.txt") -> int:
    """Stores DOC under another source. Its id."""
    with store.writing():
        return documents.insert(
            store, document(DOC.text, source, marks=DOC.markers), SENTENCES, PASSAGES, VECTORS
        )

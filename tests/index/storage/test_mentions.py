"""The passages that have phrases in their text, not in their title alone."""

from __future__ import annotations

from pathlib import Path

from index.library import Library
from index.spans import Document
from index.storage.connection import Store
from index.storage.filters import NO_FILTER, Filter
from index.storage.mentions import passages_with
from tests.conftest import WordEncoder


def test_passages_have_all_phrases_in_their_text(tmp_path: Path) -> None:
    path = tmp_path / "a.pincite"
    with Library.open(path, create=True, encoder=WordEncoder()) as library:
        library.add(Document(0, "b.txt", "Kestrel", "A mill. The old mills burned."))
        library.add(Document(0, "a.txt", "Mill", "Kestrels fly."))
    store = Store(path)
    try:
        with store.reading():
            (found,) = passages_with(store, ["mill", "old mills"], NO_FILTER)
            assert found.sentences == [(0, 7), (8, 29)]
            assert [*passages_with(store, ["kestrel", "mill"], NO_FILTER)] == []
            assert [*passages_with(store, ["mill"], Filter(sources=("a.txt",)))] == []
    finally:
        store.close()

"""The document cache: bounded, least recently used first, for ids that are never reused."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.storage import documents
from index.storage.connection import Store
from index.storage.document_cache import DocumentCache
from tests.support.storage import DOC, put


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the documents that are read from the library, in order."""
    ids: list[int] = []
    load = documents.load

    def counted(store: Store, id: int) -> object:
        ids.append(id)
        return load(store, id)

    monkeypatch.setattr(documents, "load", counted)
    return ids


def test_a_document_is_read_once(store: Store, reads: list[int]) -> None:
    id, cache = put(store), DocumentCache()
    assert cache.load(store, id) is cache.load(store, id)
    assert cache.load(store, id).text == DOC.text
    assert reads == [id]


def test_the_least_recently_used_document_is_dropped(store: Store, reads: list[int]) -> None:
    """Room for two of the three documents."""
    a, b, c = (put(store, name) for name in ("a", "b", "c"))
    cache = DocumentCache(max_chars=2 * len(DOC.text))
    for id in (a, b, a, c, a, b):
        assert cache.load(store, id).id == id
    assert reads == [a, b, c, b]


def test_one_document_is_cached_however_long(store: Store, reads: list[int]) -> None:
    id, cache = put(store), DocumentCache(max_chars=1)
    cache.load(store, id)
    cache.load(store, id)
    assert reads == [id]


def test_an_unknown_id_is_named(store: Store) -> None:
    with pytest.raises(PinciteError, match=r"There is no document 9 in .* See: pincite list"):
        DocumentCache().load(store, 9)

"""Search by words: stems, case, accents, and operators taken as words."""

from __future__ import annotations

from index.storage import bm25
from index.storage.connection import Store
from tests.support.storage import put


def test_words_match_by_stem_without_case_and_accents(
    store: Store,
) -> None:
    put(store)
    for question in ("DOG", "cats?", "dög", '"dogs" OR (', "NEAR cat*", "title"):
        assert [id for id, _ in bm25.search(store, question, 9)] == [1], question
    assert bm25.search(store, "horse", 9) == bm25.search(store, "?!", 9) == []

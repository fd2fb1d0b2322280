"""Search by words: stems, case, accents, and operators taken as words."""

from __future__ import annotations

from index.storage import bm25
from index.storage.connection import Store
from tests.index.storage.test_query_terms import add
from tests.support.storage import put


def test_words_match_by_stem_without_case_and_accents(
    store: Store,
) -> None:
    put(store)
    for question in ("DOG", "cats?", "dög", '"dogs" OR (', "NEAR cat*", "title"):
        assert [id for id, _ in bm25.search(store, question, 9)] == [1], question
    assert bm25.search(store, "horse", 9) == bm25.search(store, "?!", 9) == []


def test_other_ways_of_writing_match(store: Store) -> None:
    add(store, "Norm DIN 4102 costs 1,250 crowns. Write to the co-operative's ﬁre oﬃce.", "1")
    for question in ("DIN4102", "1250", "fire", "office", "co-operative"):
        assert [id for id, _ in bm25.search(store, question, 9)] == [1], question
    assert bm25.search(store, "1251 DIN4103", 9) == []


def test_of_equal_scores_the_first_sources_are_found(store: Store) -> None:
    for number in reversed(range(30)):
        add(store, "A mill and a dog.", f"{number:02}")
    add(store, "A mill mill.", "z")
    found = [id for id, _ in bm25.search(store, "mill", 4)]
    assert found == [31, 30, 29, 28], "the best one, then 00, 01, 02"


def test_a_library_of_format_1_has_ligatures_as_they_stand(store: Store) -> None:
    store.version = 1
    add(store, "The ﬁre brigade.", "1")
    assert bm25.search(store, "fire", 9) == []
    assert len(bm25.search(store, "ﬁre", 9)) == 1


def test_identifiers_that_are_in_many_passages_are_none(store: Store) -> None:
    for number in range(4):
        add(store, f"Form GX-7 and order PO-{number}01.", str(number))
    assert [id for id, _ in bm25.search_identifiers(store, "Form GX7, order PO-301?", 2)] == [4]
    assert len(bm25.search_identifiers(store, "Form GX7, order PO-301?", 4)) == 4
    assert bm25.search_identifiers(store, "Which form?", 4) == []
    assert bm25.search_identifiers(store, "PO-301", 4, document=1) == []

"""The words of a library, and the nearest to a misspelt one."""

from __future__ import annotations

import pytest

from index.storage.connection import Store
from index.storage.vocabulary import edit_distance, max_edits
from tests.index.storage.test_query_terms import add


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("kitten", "sitting", 3),
        ("harbor", "harbour", 1),
        ("abc", "acb", 1),
        ("abcd", "badc", 2),
        ("", "abc", 3),
        ("same", "same", 0),
    ],
)
def test_edit_distance(one: str, other: str, edits: int) -> None:
    assert edit_distance(one, other) == edit_distance(other, one) == edits


def test_longer_words_may_have_more_edits() -> None:
    assert [max_edits("x" * length) for length in (3, 4, 6, 7)] == [0, 1, 1, 2]


def test_words_are_known_by_stem_and_phrases_by_order(store: Store) -> None:
    add(store, "The bakeries open a data base.", "1")
    known = [store.vocabulary.contains(each, store.generation) for each in ("bakery", "data base")]
    assert known == [True, True]
    assert not store.vocabulary.contains("base data", store.generation)
    add(store, "Base data.", "2")
    assert store.vocabulary.contains("base data", store.generation), "after a change"


def test_the_nearest_stem_has_the_same_consonants(store: Store) -> None:
    for number in range(3):
        add(store, f"Super tickets {number}.", f"super {number}")
    add(store, "The summer timetable.", "summer")
    near = store.vocabulary.similar("sumer", store.generation)
    assert near == ["summer", "super"]
    assert store.vocabulary.similar("tcikets", store.generation) == ["ticket"]


@pytest.mark.parametrize(
    ("written", "stems"),
    [
        ("hrbour", ["harbour"]),
        ("hxrbour", ["harbour"]),
        ("hzarbour", ["harbour"]),
        ("hrabour", ["harbour"]),
        ("härbours", ["harbour"]),
        ("haabour", ["harbour"]),
        ("hxrboor", ["harbour"]),
    ],
)
def test_a_stem_is_found_whichever_letter_is_wrong(
    store: Store, written: str, stems: list[str]
) -> None:
    """The second one left out, replaced, preceded by another, exchanged; a later one; two."""
    add(store, "The harbour. The hotel. A labour of love.", "1")
    assert store.vocabulary.similar(written, store.generation) == stems


@pytest.mark.parametrize("word", ["tic", "zebra", "bickets", "boke"])
def test_what_is_too_short_too_far_or_begins_otherwise_has_none(store: Store, word: str) -> None:
    add(store, "Tickets are base metal. Take them.", "1")
    assert store.vocabulary.similar(word, store.generation) == []

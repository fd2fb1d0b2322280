"""The lists of abbreviations fit together, and agree with what the words before a stop say."""

from __future__ import annotations

import pytest

from index.chunking import abbreviations
from index.chunking.words import is_abbreviation

LISTS = {name: words for name, words in vars(abbreviations).items() if isinstance(words, frozenset)}


@pytest.mark.parametrize("name", LISTS)
def test_words_are_in_lower_case_without_their_last_stop(name: str) -> None:
    assert [word for word in LISTS[name] if word != word.lower() or word.endswith(".")] == []
    assert len(LISTS[name]) >= 10


def test_no_word_both_ends_a_sentence_and_does_not() -> None:
    assert not abbreviations.BEFORE_A_NAME & abbreviations.MAY_END
    assert not abbreviations.BEFORE_A_NAME & abbreviations.BEFORE_A_NUMBER
    assert not abbreviations.STARTERS & abbreviations.BEFORE_A_NAME


@pytest.mark.parametrize("word", ["Inc", "INC", "etc", "U.S.C", "e.g", "Ph.D", "Jan", "Mrs", "oz"])
def test_abbreviations(word: str) -> None:
    assert is_abbreviation(word)


@pytest.mark.parametrize("word", ["art", "no", "sat", "ill", "house", "in", "example.org", "1990"])
def test_words(word: str) -> None:
    assert not is_abbreviation(word)

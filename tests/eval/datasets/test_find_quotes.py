"""Quotes are found as whole words, in the documents meant."""

from __future__ import annotations

from eval.datasets.find_quotes import Quote, find_quotes
from index.library import Library
from tests.eval.datasets.harbour import HARBOUR, add_documents


def test_a_quote_is_found_as_whole_words_only(library: Library) -> None:
    harbour = add_documents(library)
    art, part, year, nothing = find_quotes(
        harbour,
        [Quote("art"), Quote("opened it"), Quote("1994", "The mill"), Quote("1994", "sea.txt")],
    )
    assert art == ()
    assert [HARBOUR[gold.start : gold.end] for gold in part] == ["opened it"]
    assert [gold.source for gold in year] == ["docs/mill.txt"]
    assert nothing == ()

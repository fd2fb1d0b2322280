"""Alignment of quoted words: minimal differences, with the edges, against values made by hand."""

from __future__ import annotations

import pytest

from index.search.verbatim_words import words_of
from index.spans import Document
from qa.drafts.alignment import align
from qa.drafts.sources import note

SOURCE = "He ran. The tall captain of the ship sailed north in May. The crew and the cook slept."


@pytest.mark.parametrize(
    ("quoted", "edits"),
    [
        ("The tall captain of the ship", []),
        ("The short captain of the ship", [("short", "tall")]),
        ("The tall captain of the boat", [("boat", "ship")]),
        ("A tall captain of the ship", [("A", "The")]),
        ("The captain of the ship", [("", "tall")]),
        ("The tall old captain of the ship", [("old", "")]),
        ("The tall cap-\ntain of the ship sailed", []),
        ("in May once", [("once", "")]),
    ],
)
def test_edits(quoted: str, edits: list[tuple[str, str]]) -> None:
    words, source = words_of(quoted), words_of(SOURCE)
    found = align(words, frozenset(), source, 0, len(source))
    assert found is not None
    shown = [(words.written(a, b), source.written(c, d)) for a, b, c, d in found.edits]
    assert shown == edits
    assert found.matched == len(words) - sum(bool(draft) for draft, _ in edits)
    start, end = found.characters
    assert SOURCE[start:end].split()[-1].strip(".") in ("ship", "sailed", "May")


def test_words_in_brackets_may_differ_but_others_may_not() -> None:
    source = words_of(SOURCE)
    words = words_of("The tall sailor of the ship")
    marked = align(words, frozenset({2}), source, 0, len(source))
    other = align(words, frozenset({1}), source, 0, len(source))
    assert marked is not None
    assert other is not None
    assert (marked.edits, len(other.edits)) == ((), 1)


def test_no_word_in_common() -> None:
    assert align(words_of("xx yy zz"), frozenset(), words_of(SOURCE), 0, 9) is None


def test_the_text_of_a_footnote() -> None:
    text = "A.[1] B.[^n2]\n\n[1] The first\ngoes on.\n\n[^n2]: The second."
    draft = Document(0, "draft", "draft", text)
    assert note(draft, "1") == "The first\ngoes on."
    assert note(draft, "n2") == "The second."
    assert note(draft, "3") == ""

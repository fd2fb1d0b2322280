"""Comparing words."""

from __future__ import annotations

import doctest

import pytest

from eval.bench.collection import words
from eval.bench.collection.words import holds, meets, normal_words, numbers, quotes

CLAUSE = "This agreement is governed by the laws of Norway, without regard to other laws."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (CLAUSE, True),
        ("… GOVERNED BY THE LAWS OF NORWAY-", True),  # six words, in other case and spacing
        ("governed by the laws of Sweden", False),  # five words in a row
        ("laws of Norway", True),  # shorter than six words, and all of them
        ("laws of Norway, of Norway", False),
        ("", False),
    ],
)
def test_texts_meet_by_six_words_in_a_row(text: str, found: bool) -> None:
    assert meets(text, [CLAUSE]) is found
    assert meets(CLAUSE, [text]) is found
    assert meets(text, []) is False


def test_numbers_are_compared_as_they_are_counted() -> None:
    assert normal_words("The 1,000 boats, a 2.50 fare; 1,0 and 10.0") == [
        *("1000", "boats", "2.5", "fare", "1,0", "and", "10"),
    ]
    assert numbers("2 boats, 12:30") == ["2", "12:30"]
    assert holds("It cost 1,250.00 crowns.", "1250 crowns")
    assert not holds("It cost 1,2500 crowns", "1,250")


@pytest.mark.parametrize(("count", "quoted"), [(7, True), (6, False)])
def test_seven_in_ten_words_in_order_are_a_quotation(count: int, quoted: bool) -> None:
    piece = "one two three four five six seven eight nine ten"
    assert quotes(" ".join(f"{word} x" for word in piece.split()[:count]), piece) is quoted
    assert not quotes(" ".join(reversed(piece.split())), piece)


def test_doctests() -> None:
    assert doctest.testmod(words).failed == 0

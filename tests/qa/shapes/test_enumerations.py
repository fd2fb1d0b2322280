from __future__ import annotations

import pytest

from index.spans import Span
from qa.shapes.enumerations import enumeration_at
from tests.qa.shapes.places import document, span


def items(text: str, words: str, *others: str) -> list[str]:
    source = document(text)
    found = enumeration_at(
        span(source, words), Span(source, 0, len(text)), [span(source, each) for each in others]
    )
    return [item.text for item in found]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (
            "Present: Mr. Al Ross (chair), Ms. Ida Fox and Dr. Uwe Kant.",
            "Ida Fox",
            ["Mr. Al Ross (chair)", "Ms. Ida Fox", "Dr. Uwe Kant"],
        ),
        ("The kiln needs clay, a board, and dry wood.", "a board", ["clay", "a board", "dry wood"]),
        (
            "The donors are Hay & Sons, the Bank and Ms. Ida Fox.",
            "the Bank",
            ["Hay & Sons", "the Bank", "Ms. Ida Fox"],
        ),
        ("It is held on 3 May and on 9 June.", "3 May", ["3 May", "9 June"]),
        (
            "The reasons were the frost, which came early, the lack of seed, and the war.",
            "the frost",
            ["the frost, which came early", "the lack of seed", "the war"],
        ),
        (
            "He pays for the gas, for the light and for the water.",
            "the gas",
            ["the gas", "the light", "the water"],
        ),
        (
            "In 1990 she played in Oslo, Bergen and Trondheim before she retired.",
            "Bergen",
            ["Oslo", "Bergen", "Trondheim"],
        ),
        (
            "Members: Ada Lind, Bo Stern, Carl Moor, Dora Vale",
            "Carl Moor",
            ["Ada Lind", "Bo Stern", "Carl Moor", "Dora Vale"],
        ),
    ],
)
def test_an_enumeration_has_all_its_items(text: str, words: str, expected: list[str]) -> None:
    assert items(text, words) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The mill burned down in 1901.", "1901"),
        ("The miller sold the mill and left.", "the mill"),
        ("My aunt and I paid for the hay and the oats and left.", "hay"),
        ("The hall holds 1,200 people.", "1,200"),
    ],
)
def test_other_sentences_are_none(text: str, words: str) -> None:
    assert items(text, words) == []


def test_the_first_item_begins_where_the_reader_begins_it() -> None:
    text = "At noon the bell is rung, the gate is shut, and the flag is lowered."
    assert items(text, "the gate is shut", "the bell is rung")[0] == "the bell is rung"


def test_what_the_reader_took_as_several_items_is_not_made_longer_to_the_left() -> None:
    text = "Signed on May 5, 2019 by Amber Ltd, a company (the “Buyer”), and Cobalt Inc."
    words = "Amber Ltd, a company (the “Buyer”), and Cobalt Inc"
    assert items(text, words)[:1] != ["May 5"]

"""Plain text bodies: wrapped and flowed lines, lists, columns, quotes, signatures, footers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import PinciteError
from index.formats.mail.body.plain import plain_blocks
from index.formats.mail.message import Block, Body

WRAPPED = """\
The gate of the upper lock is closed from Monday on, because the hinge
is cracked. Barges of more than
40 tonnes wait at the bridge, where the new harbour master,
Mr. Ito, gives out
the numbers.

Bring:
- two lines of thirty metres each, which must not be older than a
  year
- fenders
1. papers
2. money

Kind regards from the office of the harbour
Ines Calloway
12 Quay Street
Upper Valley"""


def texts(text: str, *, flowed: bool = False, delete_space: bool = False) -> list[str]:
    return [block.text for block in plain_blocks(Body(text, False, flowed, delete_space))]


def test_wrapped_sentences_are_whole_and_lists_and_addresses_keep_their_lines() -> None:
    assert texts(WRAPPED) == [
        "The gate of the upper lock is closed from Monday on, because the hinge is cracked. Barges "
        "of more than 40 tonnes wait at the bridge, where the new harbour master, Mr. Ito, gives "
        "out\nthe numbers.",
        "Bring:\n- two lines of thirty metres each, which must not be older than a year\n- fenders"
        "\n1. papers\n2. money",
        "Kind regards from the office of the harbour\nInes Calloway\n12 Quay Street\nUpper Valley",
    ]


def test_lines_that_are_not_wrapped_are_kept() -> None:
    poem = "The barge is long\nthe lock is short\nand both are old"
    assert texts(poem) == [poem]
    fields = (
        "Order number: 77 of the year 2024 and what belongs to it, in all\n"
        "Delivered to: the lock keeper's house at the upper end of the quay\n"
        "Paid on: Monday"
    )
    assert texts(fields) == [fields]


def test_a_hyphen_at_the_end_of_a_line_is_kept() -> None:
    text = (
        "The harbour office asks everybody to keep the long-\nterm berths free until Monday noon."
    )
    assert "long-term berths" in texts(text)[0]


def test_aligned_columns_are_rows() -> None:
    blocks = plain_blocks(Body("Fees:\nBerth        40.00\nWater         3.50   (per day)\nThanks"))
    assert blocks == [
        Block("Fees:"),
        Block("Berth        40.00", "row"),
        Block("Water         3.50   (per day)", "row"),
        Block("Thanks"),
    ]


@pytest.mark.parametrize(
    ("text", "delete_space", "expected"),
    [
        ("The barge \nhas left.\n\nNext.", False, ["The barge has left.", "Next."]),
        ("Das Boots \nhaus ist zu.", True, ["Das Bootshaus ist zu."]),
        ("> The barge \n> has left.\nYes.", False, ["The barge has left.", "Yes."]),
        ("> One \n>> two \n> three.", False, ["One", "two", "three."]),
        (" From here \non.", False, ["From here on."]),
        ("The end \n-- \nAna \nQuay 4", False, ["The end", "Ana Quay 4"]),
    ],
)
def test_flowed_lines_are_joined(text: str, delete_space: bool, expected: list[str]) -> None:
    assert texts(text, flowed=True, delete_space=delete_space) == expected


def test_a_text_that_only_claims_to_be_flowed_is_unwrapped_as_others() -> None:
    assert texts(WRAPPED, flowed=True) == texts(WRAPPED)


def test_quoted_lines_are_quotes_without_their_marks() -> None:
    blocks = plain_blocks(Body("> > The lock?\n>\n> It is open.\n\nThanks\n>50 tonnes\n>From here"))
    assert [(block.text, block.quoted) for block in blocks] == [
        ("The lock?", True),
        ("It is open.", True),
        ("Thanks\n>50 tonnes\n>From here", False),
    ]


def test_signatures_keep_their_lines_and_list_footers_are_notes() -> None:
    signature = "-- \nInes Calloway of the harbour office, who is here from nine until\nfive"
    footer = "_____________________\nquay mailing list\nquay@lists.example.org"
    blocks = plain_blocks(Body(f"Words.\n{signature}\n{footer}"))
    assert blocks == [
        Block("Words."),
        Block("Ines Calloway of the harbour office, who is here from nine until\nfive"),
        Block("quay mailing list\nquay@lists.example.org", "note"),
    ]


def test_hard_spaces_are_plain_so_that_a_retyped_quotation_is_found() -> None:
    assert texts("Open at 9:12\u202fAM for 40\u00a0tonnes.") == ["Open at 9:12 AM for 40 tonnes."]


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(PinciteError, match="more than 200,000 lines"):
        plain_blocks(Body("a\n" * 200_001))


words = st.lists(st.sampled_from(("The", "oak", "barge,", "40", "left.", "quay")), min_size=1)
paragraphs = st.lists(words.map(" ".join), min_size=1, max_size=4)


@settings(deadline=None)
@given(paragraphs=paragraphs, width=st.integers(1, 3), depth=st.integers(0, 2))
def test_flowed_texts_are_what_they_were_before(
    paragraphs: list[str], width: int, depth: int
) -> None:
    """Encodes paragraphs as RFC 3676 says, at any place between words."""
    marks = ">" * depth + " " * bool(depth)
    lines = []
    for paragraph in paragraphs:
        parts = paragraph.split()
        chunks = [" ".join(parts[i : i + width]) for i in range(0, len(parts), width)]
        lines += [f"{marks}{chunk} " for chunk in chunks[:-1]] + [f"{marks}{chunks[-1]}", marks]
    blocks = plain_blocks(Body("\n".join(lines), flowed=True))
    if any(line.endswith(" ") for line in lines if line != marks):
        assert [block.text for block in blocks] == paragraphs
        assert {block.quoted for block in blocks} == {depth > 0}


@settings(deadline=None)
@given(st.text(alphabet="ab>-_ .:|\n\t", max_size=300), st.booleans())
def test_no_word_is_lost(text: str, flowed: bool) -> None:
    blocks = plain_blocks(Body(text, flowed=flowed))
    kept = "".join(character for block in blocks for character in block.text if character in "ab")
    assert kept == "".join(character for character in text if character in "ab")

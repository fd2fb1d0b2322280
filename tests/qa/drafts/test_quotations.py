"""What is a quotation in a draft, and what is not."""

from __future__ import annotations

import pytest

from index.spans import Document, Marker
from qa.drafts.quotations import find_quotations


def found(text: str, *markers: Marker) -> list[str]:
    draft = Document(0, "draft", "draft", text, markers)
    return [quotation.span.text for quotation in find_quotations(draft)]


@pytest.mark.parametrize(
    "text",
    [
        "He said “one two three” there.",
        'He said "one two three" there.',
        "He said 'one two three' there.",
        "He said ‘one two three’ there.",
        "He said «one two three» there.",
        "He said „one two three“ there.",
        "(“one two three”)",
    ],
)
def test_marks(text: str) -> None:
    assert found(text) == ["one two three"]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("‘the members’ votes don’t count’, he said.", ["the members’ votes don’t count"]),
        ("“she said ‘yes, we can’ to me” once", ["she said ‘yes, we can’ to me"]),
        ("A 5\" pipe of 3\" width is no quotation", []),
        ("The captain's and the owner's and the mate's share", []),
        ("“two words” are a term", []),
        ("“never closed in this paragraph at all\n\nnext one", []),
        ("“of two paragraphs, the first\n\n“and the second one”",
         ["of two paragraphs, the first", "and the second one"]),
        ("> one two three\n> four five\n\nsix", ["> one two three\n> four five\n"]),
        ("“a b c” and \"d e f\" and ‘g h i’", ["a b c", "d e f", "g h i"]),
    ],
)  # fmt: skip
def test_cases(text: str, quoted: list[str]) -> None:
    assert found(text) == quoted


def test_blocks_that_a_reader_marked() -> None:
    text = "Before.\n\nThese words are quoted.\n\nAfter."
    assert found(text, Marker("quote", 9, 32, "")) == ["These words are quoted."]


def test_a_paragraph_behind_a_colon_may_be_one() -> None:
    text = "The rule:\n\none two three four five six seven eight\n\nnine ten"
    (quotation,) = find_quotations(Document(0, "draft", "draft", text))
    assert (quotation.span.text[:9], quotation.is_marked) == ("one two t", False)


def test_a_paragraph_that_is_set_in_may_be_one() -> None:
    nine = "one two three four five\n    six seven eight nine"
    for text, quoted in (
        (f"The rule reads\n\n    {nine}\n\nand ends.", [nine]),
        (f"The rule reads\n\n\t{nine}\n\nand ends.", [nine]),
        (f"The rule reads\n\n  {nine[:20]}\n\nand ends.", []),  # too short
        (f"The rule reads\n\n    {nine}\nand ends.", []),  # its last line is not
        (f"The rule reads\n\n    - {nine}\n\nand ends.", []),
        (f"The rule reads\n\n    (a) {nine}\n\nand ends.", []),
        (f"    {nine}\n\n    {nine}\n\nand ends.", []),  # so the draft writes its paragraphs
        (f"The rule reads\n\n    “{nine}”\n\nand ends.", [nine]),
    ):
        assert found(text) == quoted, text


def test_segments_and_brackets() -> None:
    text = "“[T]he rule … of [that party] . . . ends [...] here”"
    (quotation,) = find_quotations(Document(0, "draft", "draft", text))
    assert [list(each.words.forms) for each in quotation.segments] == [
        ["the", "rule"], ["of", "that", "party"], ["ends"], ["here"],
    ]  # fmt: skip
    assert [sorted(each.marked) for each in quotation.segments] == [[], [1, 2], [], []]
    first = quotation.segments[0].words
    assert text[first.starts[0] : first.ends[0]] == "[T]he"

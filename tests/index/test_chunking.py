from __future__ import annotations

import textwrap
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunking import MAX_PASSAGE_CHARS, MAX_SENTENCE_CHARS, passages, sentences
from index.ingest.readers import read_document
from index.spans import Marker


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        (
            "Dr. Ito met Prof. Lee at 5 p.m. in Washington.",
            ["Dr. Ito met Prof. Lee at 5 p.m. in Washington."],
        ),
        ("He paid $3.50. She left.", ["He paid $3.50.", "She left."]),
        ("A heading\nA line. Another one.", ["A heading", "A line.", "Another one."]),
        ("  \n\t\n", []),
        ("", []),
        ("No end", ["No end"]),
        ("Windows\r\nlines.\r\n", ["Windows", "lines."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert words(text) == expected


PARAGRAPH = (
    "The committee met on Tuesday in the old town hall, which had been restored the year before. It agreed on three points, and put off "
    "the fourth. Nobody was surprised by that, since the fourth had been put off at every meeting for eleven years."
)


def test_a_file_wrapped_at_a_fixed_width_is_read_across_its_line_ends() -> None:
    wrapped = textwrap.fill(PARAGRAPH, 72) + "\n\n" + textwrap.fill(PARAGRAPH, 72)
    assert [text.replace("\n", " ") for text in words(wrapped)] == words(PARAGRAPH) * 2


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_wrapped_file_may_have_no_blank_lines(line_end: str) -> None:
    wrapped = line_end.join(textwrap.wrap(PARAGRAPH, 60, initial_indent="  ") * 3)
    assert [" ".join(text.split()) for text in words(wrapped)] == words(PARAGRAPH) * 3


def test_a_windows_line_end_is_one_line_end() -> None:
    long = "\r\n".join(["A line that is a whole sentence of its own, and no short one."] * 12)
    assert passage_texts(long) == [long]


def test_lines_that_could_have_gone_on_are_sentences() -> None:
    assert words("Milk\nTwo dozen eggs from the farm\nBread\nButter, if there is any") == [
        "Milk",
        "Two dozen eggs from the farm",
        "Bread",
        "Butter, if there is any",
    ]


def test_a_list_in_a_wrapped_file_keeps_its_items_apart() -> None:
    text = (
        textwrap.fill(PARAGRAPH, 72)
        + "\n\n- the first item of a list, which is nearly as long as the others\n- the second item\n"
    )
    assert "- the second item" in words(text)


def test_what_has_no_sentence_end_is_cut_at_a_space() -> None:
    text = "word " * 1000
    found = sentences(text)
    assert max(end - start for start, end in found) <= MAX_SENTENCE_CHARS
    assert "".join(text[a:b].replace(" ", "") for a, b in found) == "word" * 1000


@given(st.text(alphabet="aB .!?\n\r\t\f\u2028é🦉-1", max_size=400))
def test_sentences_are_ordered_disjoint_and_hold_every_character_that_is_not_white(
    text: str,
) -> None:
    found = sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(before[1] <= here[0] for before, here in pairwise(found))
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())


def passage_texts(text: str, marks: tuple[Marker, ...] = ()) -> list[str]:
    found = sentences(text)
    return [text[found[a][0] : found[b - 1][1]] for a, b in passages(text, found, marks)]


def test_a_paragraph_is_a_passage_and_short_ones_go_together() -> None:
    long = PARAGRAPH + " " + PARAGRAPH
    assert passage_texts(f"{long}\n\n{long}") == [long, long]
    assert passage_texts("Short one.\n\nShort two.") == ["Short one.\n\nShort two."]


def test_a_heading_begins_a_passage_and_stays_with_its_text() -> None:
    document = read_document(
        "a.md", f"# One\n\n{PARAGRAPH}\n\n## Two\n\nShort.\n\n## Three\n\nAlso short.".encode()
    )
    assert passage_texts(document.text, document.markers) == [
        f"One\n\n{PARAGRAPH}",
        "Two\n\nShort.",
        "Three\n\nAlso short.",
    ]


def test_a_long_paragraph_is_cut_evenly_between_sentences() -> None:
    text = " ".join(f"This is sentence number {i} of a very long paragraph." for i in range(60))
    parts = passage_texts(text)
    assert " ".join(parts) == text
    assert max(map(len, parts)) <= MAX_PASSAGE_CHARS
    assert max(map(len, parts)) < 1.3 * min(map(len, parts))


@given(
    st.lists(
        st.sampled_from(
            [
                "Short.",
                "A sentence of some length, as they often are in texts of this kind." * 3,
                "\n\n",
                "x" * 1500,
            ]
        ),
        max_size=60,
    ),
    st.sampled_from([100, 600, MAX_PASSAGE_CHARS, 10_000]),
)
def test_passages_cover_all_sentences_in_order_and_are_bounded(
    parts: list[str], longest: int
) -> None:
    text = " ".join(parts)
    found = sentences(text)
    groups = passages(text, found, longest=longest)
    assert [i for a, b in groups for i in range(a, b)] == list(range(len(found)))
    assert all(found[b - 1][1] - found[a][0] <= longest or b - a == 1 for a, b in groups)


def test_shorter_passages_keep_shorter_paragraphs_apart() -> None:
    text = f"{'a' * 160}.\n\n{'b' * 160}.\n\n{'c' * 160}."
    found = sentences(text)
    assert (
        passages(text, found)
        == passages(text, found, longest=MAX_PASSAGE_CHARS)
        == [(0, 2), (2, 3)]
    )
    assert passages(text, found, longest=600) == [(0, 1), (1, 2), (2, 3)]
    assert passages(text, found, longest=4800) == [(0, 3)]

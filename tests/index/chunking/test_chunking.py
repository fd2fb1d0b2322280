"""Sentences and passages as character ranges, and texts that are wrapped at a fixed width."""

from __future__ import annotations

import textwrap
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunking import MAX_PASSAGE_CHARS, MAX_SENTENCE_CHARS, passages, sentences
from index.formats.extract import ExtractedText
from index.ingest.readers import read_document
from index.spans import BlockKind, Marker


def sentence_texts(text: str) -> list[str]:
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
        (
            "Moe v. Lie, No. 3. The end.Next one.[1]",
            ["Moe v. Lie, No. 3.", "The end.", "Next one.[1]"],
        ),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentence_texts(text) == expected


PARAGRAPH = (
    "The committee met on Tuesday in the old town hall, which had been restored the year before. "
    "It agreed on three points, and put off the fourth. Nobody was surprised by that, since the "
    "fourth had been put off at every meeting for eleven years."
)


def test_wrapped_lines_are_joined() -> None:
    wrapped = textwrap.fill(PARAGRAPH, 72) + "\n\n" + textwrap.fill(PARAGRAPH, 72)
    assert [text.replace("\n", " ") for text in sentence_texts(wrapped)] == sentence_texts(
        PARAGRAPH
    ) * 2


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_wrapped_text_need_not_have_blank_lines(line_end: str) -> None:
    wrapped = line_end.join(textwrap.wrap(PARAGRAPH, 60, initial_indent="  ") * 3)
    assert [" ".join(text.split()) for text in sentence_texts(wrapped)] == sentence_texts(
        PARAGRAPH
    ) * 3


def test_a_windows_line_end_is_one_line_end() -> None:
    long = "\r\n".join(["A line that is a whole sentence of its own, and no short one."] * 12)
    assert passage_texts(long) == [long]


def test_lines_with_room_for_the_next_word_are_sentences() -> None:
    assert sentence_texts("Milk\nTwo dozen eggs from the farm\nBread\nButter, if there is any") == [
        "Milk",
        "Two dozen eggs from the farm",
        "Bread",
        "Butter, if there is any",
    ]


def test_list_items_in_wrapped_text_are_not_joined() -> None:
    text = (
        textwrap.fill(PARAGRAPH, 72)
        + "\n\n- the first item of a list, which is nearly as long as the others"
        + "\n- the second item\n"
    )
    assert "- the second item" in sentence_texts(text)


def test_text_without_sentence_ends_is_cut_at_a_space() -> None:
    text = "word " * 1000
    ranges = sentences(text)
    assert max(end - start for start, end in ranges) <= MAX_SENTENCE_CHARS
    assert "".join(text[a:b].replace(" ", "") for a, b in ranges) == "word" * 1000


def test_a_long_sentence_is_cut_behind_a_clause_if_there_is_one() -> None:
    clause = "the tenant keeps the stairs, the yard and the well in good order; "
    text = "The parties agree that " + clause * 60 + "and nothing else."
    parts = sentence_texts(text)
    assert {part[-6:] for part in parts[:-1]} == {"order;"}
    assert all(MAX_SENTENCE_CHARS // 2 < len(part) <= MAX_SENTENCE_CHARS for part in parts[:-1])


@pytest.mark.parametrize("kind", ["heading", "row", "contents"])
def test_a_marked_heading_row_or_entry_is_one_sentence(kind: BlockKind) -> None:
    text = "He left. Then\n\nArea: 3 ha. Use: none. Owner: Moe\nand Lie\n\nit rained. All day."
    start, end = text.index("Area"), text.index("\n\nit")
    ranges = sentences(text, [Marker(kind, start, end, "")])
    assert [text[a:b] for a, b in ranges] == [
        *("He left.", "Then", text[start:end], "it rained.", "All day."),
    ]


@pytest.mark.parametrize("kind", ["quote", "note"])
def test_no_sentence_runs_into_or_out_of_a_quote_or_note(kind: BlockKind) -> None:
    text = "The dam was raised after the flood of the\n\nyear 1954. See the map of the\n\nvalley."
    start, end = text.index("year"), text.index("\n\nvalley")
    assert sentence_texts(text) == [
        "The dam was raised after the flood of the\n\nyear 1954.",
        *("See the map of the", "valley."),
    ]
    ranges = sentences(text, [Marker(kind, start, end, "")])
    assert [text[a:b] for a, b in ranges] == [
        "The dam was raised after the flood of the",
        *("year 1954.", "See the map of the", "valley."),
    ]


@given(
    st.lists(st.sampled_from(["A b.", "c d", "\n\n", " ", "(a)", "of the", "1."]), max_size=30),
    st.lists(
        st.tuples(
            st.sampled_from(["heading", "row", "contents", "quote", "note", "page"]),
            st.integers(0, 80),
            st.integers(0, 30),
        ),
        max_size=6,
    ),
)
def test_any_markers_leave_the_sentences_ordered_and_complete(
    parts: list[str], marks: list[tuple[BlockKind, int, int]]
) -> None:
    text = "".join(parts)
    size = len(text)
    markers = [Marker(k, min(a, size), min(a + n, size), "") for k, a, n in marks]
    ranges = sentences(text, markers)
    assert all(before[1] <= here[0] for before, here in pairwise(ranges))
    assert "".join("".join(text[a:b].split()) for a, b in ranges) == "".join(text.split())
    groups = passages(text, ranges, markers)
    assert [i for a, b in groups for i in range(a, b)] == list(range(len(ranges)))


@given(st.text(alphabet="aB .!?\n\r\t\f\u2028é🦉-1", max_size=400))
def test_sentences_are_ordered_and_disjoint_and_cover_all_but_white_space(
    text: str,
) -> None:
    ranges = sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in ranges)
    assert all(before[1] <= here[0] for before, here in pairwise(ranges))
    assert "".join("".join(text[a:b].split()) for a, b in ranges) == "".join(text.split())


def passage_texts(text: str, markers: tuple[Marker, ...] = ()) -> list[str]:
    ranges = sentences(text)
    return [text[ranges[a][0] : ranges[b - 1][1]] for a, b in passages(text, ranges, markers)]


def test_a_paragraph_is_a_passage_and_short_ones_are_joined() -> None:
    long = PARAGRAPH + " " + PARAGRAPH
    assert passage_texts(f"{long}\n\n{long}") == [long, long]
    assert passage_texts("Short one.\n\nShort two.") == ["Short one.\n\nShort two."]


def test_a_heading_starts_a_passage_with_the_text_below_it() -> None:
    document = read_document(
        "a.md", f"# One\n\n{PARAGRAPH}\n\n## Two\n\nShort.\n\n## Three\n\nAlso short.".encode()
    )
    assert passage_texts(document.text, document.markers) == [
        f"One\n\n{PARAGRAPH}",
        "Two\n\nShort.",
        "Three\n\nAlso short.",
    ]


def passages_of(extract: ExtractedText) -> list[str]:
    return passage_texts(extract.text, tuple(extract.markers))


def test_rows_stay_with_the_paragraph_above_the_table_and_with_each_other() -> None:
    extract = ExtractedText()
    extract.add(PARAGRAPH + " " + PARAGRAPH)
    extract.add("Table 1. Fees for berths.")
    rows = [f"berth: {number}; fee: {number + 7} crowns; water: yes" for number in range(12)]
    for row in rows:
        extract.row(row)
    extract.add(PARAGRAPH + " " + PARAGRAPH)
    assert passages_of(extract) == [
        PARAGRAPH + " " + PARAGRAPH,
        "\n\n".join(["Table 1. Fees for berths.", *rows]),
        PARAGRAPH + " " + PARAGRAPH,
    ]


def test_rows_below_a_heading_stay_with_it_and_long_tables_are_split_evenly() -> None:
    extract = ExtractedText()
    extract.add("Fees", heading=True)
    for number in range(60):
        extract.row(f"berth: {number}; fee: {number + 7} crowns; water: yes")
    parts = passages_of(extract)
    assert parts[0].startswith("Fees\n\nberth: 0;")
    assert 2 <= len(parts) == -(-len(extract.text) // MAX_PASSAGE_CHARS)
    assert "\n\n".join(parts) == extract.text


def test_a_table_of_contents_is_apart_from_the_text() -> None:
    extract = ExtractedText()
    for entry in ("1. Rent 3", "2. Repairs 4", "3. Notice 6"):
        extract.add(entry, kind="contents")
    extract.add("The tenant pays.")
    assert passages_of(extract) == ["1. Rent 3\n\n2. Repairs 4\n\n3. Notice 6", "The tenant pays."]


def test_a_page_break_in_a_sentence_parts_neither_it_nor_its_passage() -> None:
    text = "The mill was sold to a baker, who kept it until the war."
    extract = ExtractedText()
    extract.page("1")
    extract.add(text, page_breaks=[(20, "2")])
    assert sentences(extract.text, extract.markers) == [(0, len(text))]
    assert passages_of(extract) == [text]


def test_a_long_paragraph_is_split_evenly_between_sentences() -> None:
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
def test_passages_cover_all_sentences_in_order_within_the_maximum(
    parts: list[str], max_chars: int
) -> None:
    text = " ".join(parts)
    ranges = sentences(text)
    groups = passages(text, ranges, max_chars=max_chars)
    assert [i for a, b in groups for i in range(a, b)] == list(range(len(ranges)))
    assert all(ranges[b - 1][1] - ranges[a][0] <= max_chars or b - a == 1 for a, b in groups)


def test_a_smaller_maximum_joins_fewer_paragraphs() -> None:
    text = f"{'a' * 160}.\n\n{'b' * 160}.\n\n{'c' * 160}."
    ranges = sentences(text)
    assert (
        passages(text, ranges)
        == passages(text, ranges, max_chars=MAX_PASSAGE_CHARS)
        == [(0, 2), (2, 3)]
    )
    assert passages(text, ranges, max_chars=600) == [(0, 1), (1, 2), (2, 3)]
    assert passages(text, ranges, max_chars=4800) == [(0, 3)]

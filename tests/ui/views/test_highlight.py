"""Marks, paragraphs and excerpts of a document: no character is lost, moved or invisible."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.spans import Document, Marker, Span
from ui.views.excerpt import blocks, window
from ui.views.highlight import marked, visible
from ui.views.paragraphs import paragraphs

TEXTS = st.text(st.sampled_from("ab é<&\"'\n\r\u0301👩👧.-"), min_size=1, max_size=60)


def doc(text: str, *markers: Marker) -> Document:
    return Document(1, "a.txt", "A", text, markers)


def words(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


@given(st.data())
def test_marks_move_no_character(data: st.DataObject) -> None:
    text = data.draw(TEXTS)
    edges = st.integers(0, len(text))
    start, end = sorted((data.draw(edges), data.draw(edges)))
    a = data.draw(st.integers(0, len(text) - 1))
    b = data.draw(st.integers(a + 1, len(text)))
    c = data.draw(st.integers(a, b - 1))
    d = data.draw(st.integers(c + 1, b))
    document = doc(text)
    html = marked(start, end, Span(document, a, b), Span(document, c, d))
    assert words(html) == text[start:end]
    in_sentence = "".join(re.findall(r'<mark class="sentence">(.*?)</mark>', html, re.DOTALL))
    assert words(in_sentence) == text[max(a, start) : max(min(b, end), max(a, start))]
    in_answer = "".join(re.findall(r'<strong class="span">(.*?)</strong>', html, re.DOTALL))
    assert words(in_answer) == text[max(c, start) : max(min(d, end), max(c, start))]


def test_marks_follow_offsets_into_a_grapheme() -> None:
    document = doc("cafe\u0301 bar")
    assert marked(0, 9, Span(document, 0, 4)) == '<mark class="sentence">cafe</mark>\u0301 bar'


def test_no_character_stays_invisible() -> None:
    hidden = (
        chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in ("Cc", "Cf")
    )
    left = {character for character in hidden if character in visible(f"a{character}b")}
    printed = (
        "ARABIC",
        "SYRIAC",
        "KAITHI",
        "EGYPTIAN",
        "MUSICAL",
        "SHORTHAND",
    )  # they have a shape, or give their neighbours one
    assert {c for c in left if not unicodedata.name(c, "").startswith(printed)} == set(
        "\t\n\r\u00ad"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", "a␀b"),
        ("a\x7fb", "a␡b"),
        ("a\u202eb", "aU+202Eb"),
        ("a\u200bb", "aU+200Bb"),
        ("pay\u200dpal", "payU+200Dpal"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\tb\nc", "a\tb\nc"),
    ],
)
def test_signs_for_invisible_characters(text: str, shown: str) -> None:
    assert words(visible(text)) == shown


def test_a_sign_names_its_character() -> None:
    assert 'title="U+202E RIGHT-TO-LEFT OVERRIDE"' in visible("\u202e")


@given(TEXTS)
def test_paragraphs_contain_every_visible_character(text: str) -> None:
    result = list(paragraphs(text, 0, len(text)))
    assert re.sub(r"\s", "", "".join(text[a:b] for a, b, _ in result)) == re.sub(r"\s", "", text)
    assert all(not re.search(r"\n\s*\n", text[a:b]) for a, b, _ in result)


def set_paragraphs(text: str) -> list[tuple[str, bool]]:
    return [(text[a:b], lines) for a, b, lines in paragraphs(text, 0, len(text))]


LINE_58 = "It was the best of times, it was the worst of times, it was"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_become_paragraphs(end: str) -> None:
    verse = f"roses are red{end}violets are blue"
    assert set_paragraphs(verse) == [(verse, True)]
    wrapped = f"{LINE_58}{end}{LINE_58}{end}the end."
    assert set_paragraphs(wrapped) == [(wrapped, False)]
    assert set_paragraphs(f"{wrapped}{end}{wrapped}") == [(wrapped, False), (wrapped, False)]
    assert set_paragraphs(f"{wrapped}{end} {end}{verse}") == [(wrapped, False), (verse, True)]
    long = LINE_58 * 3
    assert set_paragraphs(f"{long}{end}{long}") == [(long, False), (long, False)]
    assert set_paragraphs("one line") == [("one line", False)]
    assert set_paragraphs(f" {end}{end} ") == []


def test_a_short_document_is_shown_whole() -> None:
    document = doc("One. Two.")
    shown = window(Span(document, 5, 9))
    assert (shown.start, shown.end, shown.before, shown.after) == (0, 9, 0, 0)


def test_a_long_document_is_cut_between_paragraphs() -> None:
    text = "\n\n".join(f"Paragraph {number:04d}. {'word ' * 20}".strip() for number in range(2000))
    start = text.index("Paragraph 1000")
    shown = window(Span(doc(text), start, start + 14), size=10_000)
    part = text[shown.start : shown.end]
    assert part.startswith("Paragraph ")
    assert text[shown.start - 2 : shown.start] == text[shown.end - 2 : shown.end] == "\n\n"
    assert 6_000 <= len(part) <= 14_000
    assert part.index("Paragraph 1000") > 3_000
    assert shown.before + len(part) + shown.after == len(text)


@given(
    st.integers(0, 29_999),
    st.integers(1, 3_000),
    st.sampled_from(["x", "e\u0301", "word ", "line\n"]),
)
def test_a_window_contains_its_span_and_cuts_no_grapheme(
    start: int, length: int, piece: str
) -> None:
    text = piece * (30_000 // len(piece))
    start = min(start, len(text) - 1)
    span = Span(doc(text), start, min(start + length, len(text)))
    shown = window(span, size=5_000)
    assert shown.start <= span.start < span.end <= shown.end
    assert shown.end - shown.start <= 5_000 + 4_000 + length
    for cut in {shown.start, shown.end} - {0, len(text), span.start, span.end}:
        assert not unicodedata.combining(text[cut])


def test_blocks_name_headings_and_pages() -> None:
    text = "Top\n\nOne.\n\nNext\n\nTwo.\n\nThree."
    document = doc(
        text,
        Marker("page", 0, 0, "1"),
        Marker("heading", 0, 3, "Top"),
        Marker("page", 11, 11, "2"),
        Marker("heading", 11, 15, "Next"),
    )
    result = [
        (block.kind, block.label if block.kind == "page" else text[block.start : block.end])
        for block in blocks(document, 0, len(text))
    ]
    assert result == [
        ("page", "1"),
        ("heading", "Top"),
        ("paragraph", "One."),
        ("page", "2"),
        ("heading", "Next"),
        ("paragraph", "Two."),
        ("paragraph", "Three."),
    ]


@given(st.lists(st.tuples(st.sampled_from("AB C\n"), st.booleans()), min_size=1, max_size=40))
def test_blocks_contain_every_visible_character_once(pieces: list[tuple[str, bool]]) -> None:
    text = "".join(piece for piece, _ in pieces)
    markers = [
        Marker("heading", i, i + 1, piece)
        for i, (piece, heading) in enumerate(pieces)
        if heading and piece.strip()
    ]
    result = blocks(doc(text, *markers), 0, len(text))
    assert "".join(text[b.start : b.end] for b in result).translate(
        {10: "", 32: ""}
    ) == text.translate({10: "", 32: ""})

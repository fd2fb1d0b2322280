"""Paragraphs by leading, indentation, short lines and words; words at line ends; page ends."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.formats.extract import ExtractedText
from index.formats.pdf import assembly
from index.formats.pdf.layout import joining, paragraphs
from index.formats.pdf.layout.blocks import page_blocks
from index.formats.pdf.layout.page import Block, Line, PageLines, Word, line_of
from index.formats.pdf.reader import read_pdf
from index.ingest.readers import read_document
from index.spans import Span
from tests.support.draw_pdfs import Page, pdf_pages
from tests.support.flow_pdfs import FILLER, flow


def line(text: str, y: float = 0.0, x: float = 0.0) -> Line:
    return line_of([Word(0, 1, (x, y, x + 5 * len(text), y + 10), text)])


def column(*texts: str, leading: float = 12) -> list[str]:
    """The paragraphs of lines, one below the other; leading spaces indent a line."""
    lines = [
        line(text.strip(), -leading * number, 5 * (len(text) - len(text.lstrip())))
        for number, text in enumerate(texts)
    ]
    return [" ".join(each.text for each in paragraph) for paragraph in paragraphs.paragraphs(lines)]


def blocks(*pages: Page) -> list[str]:
    return read_pdf(pdf_pages(*pages)).text.split("\n\n")


@pytest.mark.parametrize("leading", [12, 15, 24, 30])
def test_paragraphs_at_any_leading(leading: float) -> None:
    page = Page()
    top = flow(page, f"{FILLER} {FILLER} {FILLER}", leading=leading, width=70)
    flow(page, FILLER, top=top - leading, leading=leading, width=70)
    assert blocks(page) == [f"{FILLER} {FILLER} {FILLER}", FILLER]


def test_space_between_paragraphs_parts_them() -> None:
    page = Page()
    top = flow(page, FILLER, width=70)
    flow(page, FILLER, top=top - 8, width=70)
    assert blocks(page) == [FILLER, FILLER]


def test_an_indented_line_begins_a_paragraph() -> None:
    assert column(
        "   The first paragraph goes on over its",
        "first line and ends where its right edge",
        "   A second one begins here, below the",
        "first, without any space between them.",
    ) == [
        "The first paragraph goes on over its first line and ends where its right edge",
        "A second one begins here, below the first, without any space between them.",
    ]


def test_a_line_in_small_letters_belongs_to_the_open_line_above_it() -> None:
    assert column("The warden of the", "gate was paid in grain, and", "slept in the tower.") == [
        "The warden of the gate was paid in grain, and slept in the tower."
    ]


def test_list_items_are_paragraphs_and_numbers_in_a_sentence_are_not() -> None:
    assert column(
        "The tenant pays within ninety",
        "(90) days of the notice, which is:",
        "(a) given in writing; and",
        "(b) delivered by hand to the owner.",
    ) == [
        "The tenant pays within ninety (90) days of the notice, which is:",
        "(a) given in writing; and",
        "(b) delivered by hand to the owner.",
    ]


def test_underlines_of_dashes_do_not_part_lines() -> None:
    page = Page()
    page.text(72, 700, "The word owner means the person named on the first").text(
        72, 692, "  -----"
    )
    page.text(72, 684, "Schedule of this lease and the heirs of that person.")
    assert blocks(page) == [
        "The word owner means the person named on the first Schedule of this lease and the heirs "
        "of that person."
    ]


@given(
    st.lists(
        st.tuples(st.floats(0, 500), st.floats(0, 700), st.text("ab .", min_size=1)), max_size=30
    )
)
def test_every_line_is_in_one_paragraph(drawn: list[tuple[float, float, str]]) -> None:
    lines = [
        line_of([Word(i, i + 1, (x, y, x + 9 * len(text), y + 10), text)])
        for i, (x, y, text) in enumerate(drawn)
    ]
    read = [each for paragraph in paragraphs.paragraphs(lines) for each in paragraph]
    assert read == lines


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["exam\x1fined"], ["examined"]),
        (["a long\x1fterm loan"], ["a long-term loan"]),
        (["twenty\x1fyear-old"], ["twenty-year-old"]),
        (["ice\x1ffree", "ice-free"], ["ice-free", "ice-free"]),
        (["mill\x1fstone", "a millstone"], ["millstone", "a millstone"]),
        (["mill\x1fstone", "a mill-stone"], ["mill-stone", "a mill-stone"]),
    ],
)
def test_hyphens_at_line_ends_go_by_the_words_of_the_document(
    texts: list[str], expected: list[str]
) -> None:
    assert joining.close_hyphens(texts) == expected


def test_superscripts_are_powers_or_marks_of_notes() -> None:
    words = ["area", "450", "m", "2", "mass", "10", "6", "g", "owned", "4,500", "2", "here"]
    raised, glued = {3, 6, 10}, {3, 6, 10}
    drawn = line_of(
        [
            Word(i, i + 1, (20 * i, 0, 20 * i + 9, 10), text, i in glued, i in raised)
            for i, text in enumerate(words)
        ]
    )
    page = PageLines(0, "1", 600, 800)
    dropped = page.losses
    text = joining.line_text(drawn, frozenset("2"), dropped)
    assert text == "area 450 m² mass 10⁶ g owned 4,500 here"
    assert dropped == {"note marks left out": 1}
    assert "4,500 ²" in joining.line_text(drawn, frozenset(), dropped)


def test_a_sentence_over_a_page_end_is_one_block_on_two_pages() -> None:
    first, second = Page(), Page()
    flow(first, f"{FILLER} The barn was sold to a shipowner from", width=70)
    first.text(72, 60, "1 The barn had burned before.", 7)
    flow(second, f"Bergen, who paid 77 crowns. {FILLER}", width=70)
    document = read_document("a.pdf", pdf_pages(first, second))
    assert document.text.split("\n\n") == [
        FILLER,
        "1 The barn had burned before.",
        f"The barn was sold to a shipowner from Bergen, who paid 77 crowns. {FILLER}",
    ]
    start = document.text.index("The barn was")
    assert Span(document, start, document.text.index("crowns")).place == "pages 1–2"
    note = document.text.index("1 The barn")
    assert Span(document, note, note + 10).place == "page 1"
    assert [mark.label for mark in document.marked("page")] == ["1", "2"]


def test_a_word_over_a_page_end_is_joined() -> None:
    first, second = Page(), Page()
    flow(first, f"{FILLER} The rolls were kept by the sex-", width=70)
    flow(second, f"ton of the abbey. {FILLER}", width=70)
    assert blocks(first, second) == [
        f"{FILLER} The rolls were kept by the sexton of the abbey. {FILLER}"
    ]


def test_a_title_at_a_page_end_is_not_joined() -> None:
    first, second = Page(), Page()
    flow(first, FILLER, width=70)
    first.text(72, 500, "Of the barns")
    flow(second, FILLER, width=70)
    assert blocks(first, second) == [FILLER, "Of the barns", FILLER]


def test_notes_as_large_as_the_text_are_notes() -> None:
    page = Page()
    flow(page, f"The bailiff counted the sheep* on the common. {FILLER}", width=70)
    page.text(72, 80, "* Goats were counted with them.")
    extract = read_pdf(pdf_pages(page))
    assert [extract.text[m.start : m.end] for m in extract.markers if m.kind == "note"] == [
        "* Goats were counted with them."
    ]


texts = st.text("ab. \x1f", min_size=1, max_size=12).filter(lambda text: bool(text.strip(" \x1f")))


@given(st.lists(st.tuples(texts, st.integers(0, 2), st.sampled_from(["text", "note", "heading"]))))
def test_every_block_is_on_its_page(drawn: list[tuple[str, int, str]]) -> None:
    page, made = 0, []
    for text, step, kind in drawn:
        page += step
        made.append(Block(kind, text, page, (0, 0, 100, 10), 10.0, is_full=True))  # type: ignore[arg-type]
    extract = ExtractedText()
    assembly.add_blocks(extract, made, [str(number) for number in range(page + 2)])
    pages = [marker for marker in extract.markers if marker.kind == "page"]
    assert [marker.label for marker in pages] == [str(number) for number in range(page + 2)]
    assert [marker.start for marker in pages] == sorted(marker.start for marker in pages)
    kept = re.sub(r"[\s-]", "", extract.text)
    assert sorted(kept) == sorted(re.sub(r"[\s\x1f-]", "", "".join(text for text, _, _ in drawn)))


def test_blocks_of_an_empty_page() -> None:
    assert page_blocks(PageLines(0, "1", 600, 800)) == []

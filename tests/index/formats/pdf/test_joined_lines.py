"""Lines that go on across a gap, a page end, a change of letters; labels that stand alone."""

from __future__ import annotations

from index.formats.pdf.reader import read_pdf
from tests.index.formats.pdf.test_paragraphs import blocks, column
from tests.support.draw_pdfs import Page, pdf_pages
from tests.support.flow_pdfs import FILLER, flow


def test_numbers_of_sections_at_a_line_start_are_part_of_the_sentence() -> None:
    assert column(
        "The toll is due at the gate, as Sections 3.1, 3.2 and",
        "3.4 say, and is paid in grain under Section 7(b)",
        "(2) of the roll; and",
        "3.5 The warden weighs the grain and writes it down.",
    ) == [
        "The toll is due at the gate, as Sections 3.1, 3.2 and 3.4 say, and is paid in grain under "
        "Section 7(b) (2) of the roll; and",
        "3.5 The warden weighs the grain and writes it down.",
    ]


def test_a_list_within_an_indented_sentence_goes_on_at_the_left_edge() -> None:
    assert column(
        "     The work of the gate is (a) to weigh, (b) to write,",
        "(c) to count the carts, and to bar the gate at dusk.",
    ) == [
        "The work of the gate is (a) to weigh, (b) to write, (c) to count the carts, and to bar "
        "the gate at dusk."
    ]


def test_a_paragraph_that_ends_with_the_goes_on_below_a_gap_and_in_bold() -> None:
    page = Page()
    page.text(72, 700, "The grain is weighed in the tower, under the eyes of the warden and of")
    page.text(72, 687, "two men of the village, and the sum is written down by the")
    page.text(72, 640, "Clerk of the gate, who keeps the roll in the chest of the")
    page.bold(72, 627, "Upper Tower.")
    page.bold(72, 600, "The Lower Gate")
    page.text(72, 587, "It is shut in winter, for no cart can pass the ford before the thaw.")
    first, *rest = blocks(page)
    assert first.endswith(
        "written down by the Clerk of the gate, who keeps the roll in the chest of the Upper Tower."
    )
    assert rest[0] == "The Lower Gate"


def test_labels_and_lines_of_a_signature_are_paragraphs() -> None:
    page = Page()
    for number, words in enumerate(
        ["ELM MILL LTD.", "By: /s/ Anna Moe", "Name: Anna Moe", "Title: Miller", "BROOK INC."]
    ):
        page.text(300, 700 - 13 * number, words)
    assert blocks(page) == [
        "ELM MILL LTD.",
        "By: /s/ Anna Moe",
        "Name: Anna Moe",
        "Title: Miller",
        "BROOK INC.",
    ]


def test_the_last_line_of_a_paragraph_above_cells_is_part_of_it() -> None:
    page = Page().text(72, 700, "All letters go to these places, or to those that a party may name")
    page.text(72, 688, "to the others by letter")
    for number, (label, place) in enumerate([("Mill", "Elm Road"), ("Inn", "Gate Lane")]):
        page.text(72, 664 - 12 * number, label).text(300, 664 - 12 * number, place)
    assert blocks(page)[0].endswith("may name to the others by letter")


def test_a_full_line_at_a_page_end_goes_on_overleaf() -> None:
    page = Page()
    top = flow(page, FILLER, width=70)
    page.text(
        72, top - 20, "8.3 The trade of the mill, with all that is done in the good name of the Elm"
    )
    overleaf = Page().text(72, 740, "Mill Company, breaks no law of the county.")
    flow(overleaf, FILLER, top=700, width=70)
    assert blocks(page, overleaf)[1] == (
        "8.3 The trade of the mill, with all that is done in the good name of the Elm Mill "
        "Company, breaks no law of the county."
    )


def test_a_note_that_goes_on_overleaf_stays_apart_from_the_text() -> None:
    page, overleaf = Page(), Page()
    flow(page, f"{FILLER} And then the")
    flow(page, "1 The grafts came by ship, as the roll says on its", top=110, size=7)
    flow(overleaf, f"frost came. {FILLER} Yet some")
    flow(overleaf, "fourth leaf, where the cellarer counts them.", top=110, size=7)
    last = Page()
    flow(last, f"trees lived. {FILLER}")
    extract = read_pdf(pdf_pages(page, overleaf, last))
    notes = [extract.text[m.start : m.end] for m in extract.markers if m.kind == "note"]
    assert notes == [
        "1 The grafts came by ship, as the roll says on its",
        "fourth leaf, where the cellarer counts them.",
    ]
    assert "And then the frost came." in extract.text
    assert "Yet some trees lived." in extract.text

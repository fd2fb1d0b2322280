"""Columns, margins and labels are read in the order in which people read them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from index.formats.pdf.layout import columns, drop_caps, rows
from index.formats.pdf.layout.page import Line, Word, line_of
from index.formats.pdf.reader import read_pdf
from tests.support.draw_pdfs import Page, pdf_pages
from tests.support.flow_pdfs import FILLER, flow


def blocks(*pages: Page) -> list[str]:
    return read_pdf(pdf_pages(*pages)).text.split("\n\n")


def line(x: float, y: float, text: str, height: float = 10) -> Line:
    return line_of([Word(0, 1, (x, y, x + 5 * len(text), y + height), text)])


def test_short_columns_are_read_one_after_the_other() -> None:
    page = Page()
    flow(page, "The elders met in the barn and chose a new warden.", 72, 700, 26)
    flow(page, "The miller told them that the weir needs forty oak piles.", 320, 700, 26)
    assert blocks(page) == [
        "The elders met in the barn and chose a new warden.",
        "The miller told them that the weir needs forty oak piles.",
    ]


def test_four_columns() -> None:
    page = Page()
    starts = ("Adam carts hay.", "Berta bakes bread.", "Carl casts bells.", "Dora dyes cloth.")
    for number, words in enumerate(starts):
        flow(page, f"{words} {FILLER}", 40 + 136 * number, 720, 24, 11, 9)
    assert blocks(page) == [f"{words} {FILLER}" for words in starts]


def test_a_heading_across_the_columns_divides_them() -> None:
    page = Page()
    texts = ["Pears keep best. ", "Apples are pressed. ", "Plums are dried. ", "Nuts are sold. "]
    flow(page, texts[0] + FILLER, 72, 740, 40)
    flow(page, texts[1] + FILLER, 320, 740, 40)
    page.bold(72, 620, "What was brought home in the wet and windy harvest of that year", 14)
    flow(page, texts[2] + FILLER, 72, 590, 40)
    flow(page, texts[3] + FILLER, 320, 590, 40)
    assert [block.partition(" ")[0] for block in blocks(page)] == [
        "Pears",
        "Apples",
        "What",
        "Plums",
        "Nuts",
    ]


def test_a_gap_for_a_figure_does_not_end_a_column() -> None:
    page = Page()
    flow(page, f"Before the figure. {FILLER}", 72, 740, 40)
    page.text(72, 540, "Figure 4. The press.", 8)
    flow(page, f"After the figure. {FILLER}", 72, 500, 40)
    flow(page, f"In the other column. {FILLER} {FILLER}", 320, 740, 40)
    order = [block[:8] for block in blocks(page)]
    assert order == ["Before t", "Figure 4", "After th", "In the o"]


def test_notes_in_the_margin_come_after_the_text() -> None:
    page = Page()
    text = f"{FILLER} {FILLER} {FILLER}"
    flow(page, text, 180, 720, 60)
    flow(page, "Age of the trees", 72, 695, 12, 9, 8)
    extract = read_pdf(pdf_pages(page))
    assert extract.text.split("\n\n") == [text, "Age of the trees"]
    assert [marker.kind for marker in extract.markers] == ["page", "note"]


def test_labels_stand_before_the_paragraphs_beside_them() -> None:
    page = Page()
    top = 700.0
    terms = {
        "Notice": "Either side may end the lease with notice of three months, given in writing.",
        "Deposit": "The tenant pays a deposit of 900 crowns before the keys are handed over.",
        "Heating": "The landlord heats the house from October to April by day and by night.",
    }
    for label, text in terms.items():
        page.text(72, top, label)
        top = flow(page, text, 180, top, 40) - 8
    assert blocks(page) == [part for pair in terms.items() for part in pair]


def test_a_label_and_its_value_are_a_row() -> None:
    page = Page()
    for number, (label, value) in enumerate(
        [("Boat", "Sea Thrift"), ("Length", "11 metres"), ("Home port", "Elmford")]
    ):
        page.text(72, 700 - 20 * number, label).text(400, 700 - 20 * number, value)
    extract = read_pdf(pdf_pages(page))
    assert extract.text.split("\n\n") == [
        "Boat: Sea Thrift",
        "Length: 11 metres",
        "Home port: Elmford",
    ]
    assert [marker.kind for marker in extract.markers[1:]] == ["row"] * 3


def test_labels_with_colons_stand_before_values_of_several_lines() -> None:
    page = Page()
    page.rows(
        [72, 200],
        700,
        [
            ("Name:", "Anna Moe"),
            ("Office:", "Warden of the gate and of the\nlower mill"),
            ("Pay:", "Rye"),
        ],
    )
    assert blocks(page) == [
        "Name: Anna Moe",
        "Office: Warden of the gate and of the lower mill",
        "Pay: Rye",
    ]


def test_blocks_for_two_signatures_are_columns() -> None:
    page = Page()
    for x, name in ((72, "Ada Lund"), (330, "Bo Dahl")):
        for number, words in enumerate([f"By: {name}", "Title: Warden", "Date: 3 May 1990"]):
            page.text(x, 700 - 14 * number, words)
    text = read_pdf(pdf_pages(page)).text
    assert text.index("Ada Lund") < text.index("Warden") < text.index("Bo Dahl")


def test_a_list_label_drawn_apart_belongs_to_its_item() -> None:
    page = Page()
    for number, words in enumerate(["the keys of the barn;", "the rope of the bell."]):
        page.text(72, 700 - 14 * number, f"({'ab'[number]})").text(110, 700 - 14 * number, words)
    assert blocks(page) == ["(a) the keys of the barn;", "(b) the rope of the bell."]


def test_a_large_capital_belongs_to_its_word() -> None:
    page = Page().text(72, 676, "E", 40)
    page.text(102, 700, "very baker of the lane had a mark of his own, which he")
    page.text(102, 687, "pressed into the crust before the bread was baked, and")
    page.text(72, 661, "which the warden of the guild kept in a book.")
    assert blocks(page) == [
        "Every baker of the lane had a mark of his own, which he pressed into the crust before the "
        "bread was baked, and which the warden of the guild kept in a book."
    ]


def test_lines_beside_a_large_capital_begin_where_it_does() -> None:
    lines = [line(0, 60, "O", 40), line(8, 88, "nce"), line(8, 76, "upon"), line(0, 40, "a time")]
    read = drop_caps.with_drop_caps(lines)
    assert [each.text for each in read] == ["Once", "upon", "a time"]
    assert [each.box[0] for each in read] == [0, 0, 0]


def test_a_word_across_the_page_is_not_in_the_text() -> None:
    page = Page().text(100, 640, "SAMPLE", 90)
    flow(page, f"{FILLER} {FILLER} {FILLER}")
    assert blocks(page) == [f"{FILLER} {FILLER} {FILLER}", "SAMPLE"]


Drawn = list[tuple[float, float, str]]


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 700), st.text("ab .:", min_size=1))))
def test_every_line_is_in_one_segment(drawn: Drawn) -> None:
    lines = [
        line_of([Word(i, i + 1, (x, y, x + 9 * len(text), y + 10), text)])
        for i, (x, y, text) in enumerate(drawn)
    ]
    lines = rows.with_labels(lines)
    read = [
        word.start
        for segment in columns.segments(lines)
        for each in segment.lines
        for word in each.words
    ]
    assert sorted(read) == list(range(len(drawn)))

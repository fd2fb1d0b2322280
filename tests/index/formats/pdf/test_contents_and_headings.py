"""Tables of contents are marked as such; headings by size, weight, and number."""

from __future__ import annotations

import pytest

from index.formats.extract import ExtractedText
from index.formats.pdf.headings import is_numbered_heading, mark_headings
from index.formats.pdf.layout.page import Block
from index.formats.pdf.parts import PageParts
from index.formats.pdf.reader import read_pdf
from index.formats.pdf.render import highlight_boxes
from index.formats.pdf.tables.contents import find_contents, mark_contents
from index.spans import Document, Span
from tests.support.draw_pdfs import Page, pdf_pages

TEXT = "The keeper of the lamp sleeps by day and fills it with oil before the sun has set."


def marked(extract: ExtractedText, kind: str) -> list[str]:
    return [extract.text[m.start : m.end] for m in extract.markers if m.kind == kind]


def texts(page: Page, top: float, count: int = 3) -> Page:
    for number in range(count):
        page.text(72, top - 14 * number, TEXT)
    return page


def test_entries_with_dots_are_contents_and_the_chapters_headings() -> None:
    page = Page().bold(72, 740, "Contents", 16)
    for y, title, number in ((710, "1 The lamp", 3), (696, "2 The oil and its price", 9)):
        page.text(72, y, f"{title} {'.' * 100} {number}")
    page.text(72, 682, "3 What the keeper does in a storm that lasts longer than his")
    page.text(84, 670, f"bread {'. ' * 60} 12")
    page.bold(72, 600, "1 The lamp", 14)
    extract = read_pdf(pdf_pages(texts(page, 580)))
    assert marked(extract, "contents") == [
        "1 The lamp 3",
        "2 The oil and its price 9",
        "3 What the keeper does in a storm that lasts longer than his bread 12",
    ]
    assert marked(extract, "heading") == ["Contents", "1 The lamp"]


def test_page_numbers_at_the_right_below_a_title_are_contents_and_go_on_overleaf() -> None:
    first, second = Page().bold(72, 740, "Table of Contents", 14), Page()
    entries = [
        (f"Section {n} {word}", 2 * n) for n, word in enumerate(("Lamp", "Oil", "Bell", "Boat"), 1)
    ]
    for number, (title, at) in enumerate(entries):
        page = first if number < 2 else second
        y = 700 - 16 * (number % 2)
        page.text(72, y, title).text(500, y, str(at))
    extract = read_pdf(pdf_pages(first, texts(second, 500)))
    assert marked(extract, "contents") == [f"{title} {at}" for title, at in entries]


def test_entries_without_page_numbers_are_contents_if_they_come_again() -> None:
    blocks = [
        Block("text", text, 0, (0, 0, 0, 0), 10)
        for text in ("CONTENTS", "1. Lamp", "2. Oil and wick", "3. Bell", "4. Fog", "1. Lamp", TEXT,
                     "2. OIL AND WICK. The oil is bought in May.", "3. Bell", "4. Fog")
    ]  # fmt: skip
    mark_contents(blocks)
    assert [block.kind for block in blocks] == ["text", *["contents"] * 4, *["text"] * 5]


def test_a_column_of_numbers_and_sums_with_dots_are_no_contents() -> None:
    page = Page().text(72, 740, "Lamp oil").text(72, 720, "Year").text(200, 720, "Barrels")
    for number, barrels in enumerate((40, 12, 66, 7)):
        page.text(72, 702 - 18 * number, str(1900 + number)).text(
            200, 702 - 18 * number, str(barrels)
        )
    assert marked(read_pdf(pdf_pages(page)), "contents") == []
    assert find_contents([]) == []


def test_prices_behind_dots_are_rows_of_a_label_and_its_value() -> None:
    page = texts(Page().bold(72, 740, "Fare of the inn", 16), 600)
    fare = [("Herring with potatoes", "12 kr"), ("Ale, the jug", "4 kr"), ("Bed", "25 kr")]
    for number, (food, price) in enumerate(fare):
        page.text(72, 710 - 16 * number, f"{food} {'.' * (80 - len(food))} {price}")
    data = pdf_pages(page)
    extract = read_pdf(data)
    assert marked(extract, "row") == [f"{food}: {price}." for food, price in fare]
    document = Document(1, "a.pdf", "", extract.text, tuple(extract.markers))
    for number, row in enumerate(document.marked("row")):
        (box,) = highlight_boxes(data, Span(document, row.start, row.end))[0]
        assert round(box[0]) == 72
        assert box[1] < 710 - 16 * number < box[3]
    assert marked(extract, "contents") == []


def test_numbered_bold_and_large_lines_are_headings() -> None:
    page = Page().text(72, 750, "Rules of the light", 18)
    page.text(72, 720, "ARTICLE IV").text(72, 704, "3.2 Oil and Wick")
    texts(page, 680).bold(72, 620, "Who may climb the tower")
    texts(page, 600).text(72, 540, "DUTIES AT NIGHT")
    texts(page, 520)
    assert marked(read_pdf(pdf_pages(page)), "heading") == [
        "Rules of the light",
        "ARTICLE IV",
        "3.2 Oil and Wick",
        "Who may climb the tower",
        "DUTIES AT NIGHT",
    ]


def test_lists_bold_paragraphs_and_signatures_are_no_headings() -> None:
    page = texts(Page(), 740)
    page.text(72, 680, "1 Lift the glass.").text(72, 664, "2 Trim the wick.").text(
        72, 648, "3 Pour."
    )
    for y, words in (
        (620, TEXT),
        (606, "Nobody else may touch it, and the"),
        (592, "glass is his to clean."),
    ):
        page.bold(72, y, words)
    page.bold(72, 560, "LIGHTHOUSE BOARD").text(72, 540, "By: Ann Reed").text(
        72, 520, "Name: Ann Reed"
    )
    assert marked(read_pdf(pdf_pages(texts(page, 480, 9))), "heading") == []


@pytest.mark.parametrize(
    "text", ["3.2 Term", "ARTICLE IV", "Section 5.", "Exhibit A", "12. Notices and Law", "IV. Fees"]
)
def test_a_number_and_a_title_are_a_heading(text: str) -> None:
    assert is_numbered_heading(text)


@pytest.mark.parametrize(
    "text",
    ["2 Cut the threads.", "3.2 Term. The term of this lease is ten years from today.",
     "9.00 Opening", "Section 5 applies to every tenant who has signed it", "1874 Hof",
     "Article of faith"],
)  # fmt: skip
def test_a_number_and_a_sentence_are_no_heading(text: str) -> None:
    assert not is_numbered_heading(text)


def test_two_items_of_a_list_are_no_headings() -> None:
    page = texts(Page(), 740)
    page.text(90, 680, "1. Lamp").text(90, 662, "2. Oil of the Whale")
    extract = read_pdf(pdf_pages(texts(page, 640)))
    assert marked(extract, "heading") == []
    page = texts(Page().text(72, 760, "1. Lamp"), 740)
    page.text(72, 680, "2. Oil of the Whale")
    extract = read_pdf(pdf_pages(texts(page, 660)))
    assert marked(extract, "heading") == ["1. Lamp", "2. Oil of the Whale"]


def test_the_name_of_an_article_joins_its_number() -> None:
    blocks = [
        Block("text", "ARTICLE 2", 0, (250, 100, 350, 110), 10, bold=True),
        Block("text", "THE OIL", 0, (250, 86, 350, 96), 10, bold=True),
        *[Block("text", TEXT, 0, (72, 0, 540, 80), 10)] * 4,
    ]
    mark_headings(blocks)
    assert [(block.kind, block.text) for block in blocks[:2]] == [
        ("heading", ""),
        ("heading", "ARTICLE 2 THE OIL"),
    ]


def test_parts_of_a_page_begin_empty() -> None:
    assert PageParts().files == []

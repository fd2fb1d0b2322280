"""Tables of PDF pages become rows; what only looks like one does not."""

from __future__ import annotations

import pytest

from index.formats.extract import ExtractedText
from index.formats.pdf.reader import read_pdf
from index.formats.pdf.render import highlight_boxes
from index.spans import Document, Span
from tests.support.draw_pdfs import Page, pdf_pages

SEA = [
    ["Ship", "Berth", "Draught"],
    ["Alma", "7", "4.2 m"],
    ["Bris", "12", "3.9 m"],
    ["Cora", "", "5.0 m"],
]


def rows(extract: ExtractedText) -> list[str]:
    return [extract.text[m.start : m.end] for m in extract.markers if m.kind == "row"]


def read(*pages: Page) -> ExtractedText:
    return read_pdf(pdf_pages(*pages))


def test_aligned_columns_are_a_table_with_empty_cells_in_place() -> None:
    page = Page().rows([72, 200, 300], 700, SEA)
    page.text(72, 600, "All ships lie at the long quay until the ice has gone from the sound.")
    extract = read(page)
    assert rows(extract) == [
        "Ship: Alma; Berth: 7; Draught: 4.2 m.",
        "Ship: Bris; Berth: 12; Draught: 3.9 m.",
        "Ship: Cora; Draught: 5.0 m.",
    ]
    assert extract.text.endswith("gone from the sound.")


def test_columns_may_be_close_to_one_another() -> None:
    table = [["No", "Bells", "Cast"], ["1", "2", "1701"], ["2", "3", "1702"], ["3", "4", "1703"]]
    assert rows(read(Page().rows([72, 94, 130], 700, table))) == [
        "No: 1; Bells: 2; Cast: 1701.",
        "No: 2; Bells: 3; Cast: 1702.",
        "No: 3; Bells: 4; Cast: 1703.",
    ]


def test_numbers_at_the_right_belong_to_the_name_at_the_left() -> None:
    page = Page()
    for y, cells in zip(range(700, 620, -18), SEA, strict=False):
        page.text(72, y, cells[0])
        page.text(200 if cells[1] == "Berth" else 225 - 6 * len(cells[1]), y, cells[1])
        page.text(300, y, cells[2])
    assert rows(read(page))[0] == "Ship: Alma; Berth: 7; Draught: 4.2 m."


def test_lines_of_a_cell_are_joined_and_its_neighbours_stay_apart() -> None:
    table = [
        ["Part", "What is done", "Cost"],
        ["Wheel", "Greased with tallow by\nthe miller and his son", "30 kr"],
        ["Sluice", "Raised", "5 kr"],
        ["Stones", "Dressed with a pick\nwhen they are blunt", "80 kr"],
    ]
    assert rows(read(Page().rows([72, 160, 330], 700, table))) == [
        "Part: Wheel; What is done: Greased with tallow by the miller and his son; Cost: 30 kr.",
        "Part: Sluice; What is done: Raised; Cost: 5 kr.",
        "Part: Stones; What is done: Dressed with a pick when they are blunt; Cost: 80 kr.",
    ]


def test_cells_centred_in_their_row_are_one_row() -> None:
    page = Page().rows([72, 160, 330], 700, [["Part", "What is done", "Cost"]], bold_first=True)
    for y, part, cost in ((676, "Wheel", "30 kr"), (636, "Stones", "80 kr")):
        page.text(72, y, part).text(330, y, cost)
        page.text(160, y + 6, f"The {part.lower()} is greased by").text(
            160, y - 6, "the old miller"
        )
    assert rows(read(page)) == [
        "Part: Wheel; What is done: The wheel is greased by the old miller; Cost: 30 kr.",
        "Part: Stones; What is done: The stones is greased by the old miller; Cost: 80 kr.",
    ]


def test_names_on_two_lines_are_whole() -> None:
    page = Page().text(300, 700, "Price per").text(72, 688, "Room").text(200, 688, "Beds")
    page.text(300, 688, "night")
    page.rows([72, 200, 300], 670, [["Heron", "2", "64"], ["Otter", "3", "81"], ["Elk", "1", "40"]])
    assert rows(read(page))[0] == "Room: Heron; Beds: 2; Price per night: 64."


def test_a_currency_stands_with_its_sum() -> None:
    table = [
        ["", "2021", "2020"],
        ["Sales", "412", "390"],
        ["Rent", "40", "38"],
        ["Left", "372", "352"],
    ]
    page = Page().rows([72, 220, 330], 700, table)
    for y in (682, 646):
        page.text(200, y, "$").text(310, y, "$")
    assert rows(read(page)) == [
        "Sales; 2021: $ 412; 2020: $ 390.",
        "Rent; 2021: 40; 2020: 38.",
        "Left; 2021: $ 372; 2020: $ 352.",
    ]


def test_a_drawn_grid_is_a_table_with_spanned_cells_repeated() -> None:
    page = Page().rows(
        [75, 175, 255],
        700,
        [["Month", "Calls", "Tonnes"], ["May", "14", "230"], ["June", "", "410"]],
    )
    page.grid([70, 170, 250, 330], [714, 694, 676, 656])
    page.text(75, 642, "The figures for July were lost.").line(70, 636, 330, 636)
    page.line(70, 656, 70, 636).line(330, 656, 330, 636)
    assert rows(read(page)) == [
        "Month: May; Calls: 14; Tonnes: 230.",
        "Month: June; Tonnes: 410.",
        "The figures for July were lost.",
    ]


def test_names_over_several_columns_are_part_of_the_names_below() -> None:
    page = Page().bold(75, 700, "Stop").bold(175, 700, "Weekdays")
    page.bold(175, 682, "First").bold(255, 682, "Last")
    page.rows([75, 175, 255], 664, [["Lund", "6:10", "22:40"], ["Vik", "6:25", "22:55"]])
    page.grid([70, 170, 250, 330], [676, 658, 640])
    page.line(70, 714, 330, 714).line(170, 694, 330, 694).line(250, 694, 250, 676)
    for x in (70, 170, 330):
        page.line(x, 714, x, 676)
    assert rows(read(page)) == [
        "Stop: Lund; Weekdays First: 6:10; Weekdays Last: 22:40.",
        "Stop: Vik; Weekdays First: 6:25; Weekdays Last: 22:55.",
    ]


def test_rows_without_lines_between_them_are_told_by_their_numbers() -> None:
    page = Page().rows([75, 175, 255], 700, SEA)
    page.grid([70, 170, 250, 330], [714, 696, 640])
    assert rows(read(page))[:2] == [
        "Ship: Alma; Berth: 7; Draught: 4.2 m.",
        "Ship: Bris; Berth: 12; Draught: 3.9 m.",
    ]


def test_labels_and_values_in_a_grid_get_no_names() -> None:
    page = Page().rows([75, 205], 700, [["Owner", "Hanne Moe"], ["Breed", "Dala"], ["Age", "9"]])
    page.grid([70, 200, 330], [714, 696, 678, 660])
    assert rows(read(page)) == ["Owner: Hanne Moe.", "Breed: Dala.", "Age: 9."]


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_that_goes_on_over_the_page_end_keeps_its_names(repeated: bool) -> None:
    first, rest = [SEA[0], *[["Alma", str(n), "4 m"] for n in range(20, 30)]], SEA[1:]
    below = [SEA[0], *rest] if repeated else rest
    lower = Page().rows([75, 205, 305], 740, below)
    lower.text(72, 600, "The harbour master signs this list every evening before the lamp is lit.")
    extract = read(
        Page().text(72, 720, "These ships were at the quay in the last week of the winter.")
        .rows([75, 205, 305], 300, first), lower,
    )  # fmt: skip
    assert len(rows(extract)) == 13
    assert rows(extract)[10] == "Ship: Alma; Berth: 7; Draught: 4.2 m."
    second = [marker.start for marker in extract.markers if marker.kind == "page"][1]
    assert extract.text[second:].startswith("Ship: Alma; Berth: 7;")


def test_typewriter_columns_are_a_table_and_justified_text_is_not() -> None:
    lines = [
        "                  1998       1999",
        "Grain stored     4,210      3,987",
        "Flour sold      12,440     14,032",
        "Wages           (3,100)    (3,350)",
    ]
    prose = [
        "The mill was let to the  brothers  Vik for the whole of  the year, who",
        "paid their rent in flour  and  kept the sluice in repair at their  own",
        "expense, as the lease  demands  of them.  The wheel was new in spring,",
        "and it has run since  without  a fault, but for a week of frost at the",
    ]
    page = Page()
    for number, words in enumerate([*lines, "", "", *prose]):
        page.text(60, 740 - 12 * number, words, font="F3")
    assert rows(read(page)) == [
        "Grain stored; 1998: 4,210; 1999: 3,987.",
        "Flour sold; 1998: 12,440; 1999: 14,032.",
        "Wages; 1998: (3,100); 1999: (3,350).",
    ]


NO_TABLES = {
    "signatures": (
        [72, 320],
        [["For the seller", "For the buyer"], ["By: /s/ Ann Reed", "By: /s/ Tom Holt"],
         ["Name: Ann Reed", "Name: Tom Holt"], ["Title: Owner", "Title: Smith"]],
    ),
    "addresses": (
        [72, 320],
        [["Hilltop Farm", "Mrs. Eva Strand"], ["14 Brook Road", "22 Mill Street"],
         ["Ambleside", "Kendal"], ["England", "Wales"]],
    ),
    "labels": (
        [72, 320],
        [["Tenant:", "Lotte Brandt"], ["House:", "Kirkgata 4"], ["Rent:", "310 crowns"],
         ["Begin:", "1 May"]],
    ),
    "values": (
        [72, 400],
        [["Customer no.", "44-871"], ["Tariff", "Green 12"], ["Reading", "18,402 kWh"],
         ["Born", "12 May 1984"]],
    ),
    "numbers": (
        [72, 400],
        [["Customer", "Lotte"], ["Meter", "44-871"], ["Reading", "18,402 kWh"], ["Price", "0.31"],
         ["Total", "57 crowns"]],
    ),
    "clauses": (
        [72, 110],
        [["1.1", "Lessee means the person who signs"], ["1.2", "Rent means the sum named below"],
         ["1.3", "House means the house at the ford"], ["1.4", "Day means a day of work"]],
    ),
    "prose": (
        [72, 240, 410],
        [["The baker opens at five", "The smith works each day", "The potter sells on the"],
         ["and closes when all his", "but Sunday, when he sits", "square, where her bowls"],
         ["bread has been sold and", "by the river with a rod", "stand in long rows on a"],
         ["the oven has gone cold.", "and thinks of the fire.", "plank between two tubs."]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_TABLES)
def test_other_text_in_columns_is_no_table(name: str) -> None:
    columns, cells = NO_TABLES[name]
    extract = read(Page().rows(columns, 700, cells, pitch=13))
    assert not any("; " in row or " | " in row for row in rows(extract))
    for cell in (cell for row in cells for cell in row):
        assert cell.split()[0] in extract.text


def test_no_word_of_a_table_is_lost_or_read_twice() -> None:
    page = Page().rows([72, 200, 300], 700, SEA).text(72, 750, "Ships at the quay")
    page.grid([70, 190, 290, 390], [714, 696, 678, 660, 640])
    page.text(72, 600, "Their captains eat at the inn, where the mate of the Alma sings.")
    words = read(page).text.split()
    assert [words.count(name) for name in ("Bris;", "Cora;", "captains", "Ships")] == [1, 1, 1, 1]


def test_a_row_is_marked_where_its_cells_stand() -> None:
    page = Page().rows([72, 200, 300], 700, SEA).text(72, 600, "All ships lie at the quay.")
    data = pdf_pages(page)
    extract = read_pdf(data)
    document = Document(1, "a.pdf", "", extract.text, tuple(extract.markers))
    start = extract.text.index("Ship: Bris")
    (box,) = highlight_boxes(data, Span(document, start, extract.text.index("\n", start)))[0]
    assert 660 < box[1] < 664
    assert (round(box[0]), round(box[2])) == (72, 325)


def test_a_page_with_thousands_of_lines_is_read() -> None:
    page = Page().text(72, 700, "A map of the valley.")
    page.drawn += [
        f"{x % 600} {y} m {x % 600 + 9} {y} l S"
        for x, y in ((7 * i, i % 700) for i in range(9_000))
    ]
    page.drawn += [
        f"{x} {y % 700} m {x} {y % 700 + 9} l S"
        for x, y in ((i % 600, 7 * i) for i in range(9_000))
    ]
    assert read(page).text == "A map of the valley."


def test_a_single_row_on_the_next_page_belongs_to_the_table() -> None:
    names, rows = ["Year", "Oak", "Ash"], [["1901", "400", "90"], ["1902", "350", "80"]]
    first = Page().text(72, 720, "The trees of the dale.")
    first.rows([80, 180, 280], 100, [names, *rows]).grid([72, 172, 272, 372], [112, 94, 76, 58])
    second = Page().rows([80, 180, 280], 700, [["1903", "310", "70"]])
    second.grid([72, 172, 272, 372], [712, 694]).text(72, 600, "All trees were counted in May.")
    text = read_pdf(pdf_pages(first, second)).text
    assert "Year: 1903; Oak: 310; Ash: 70." in text

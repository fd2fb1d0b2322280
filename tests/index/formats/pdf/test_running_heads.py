"""Running heads, page numbers and line numbers are left out and counted; titles are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import pytest
from pypdfium2 import PdfDocument

from index.formats.pdf.layout import line_numbers
from index.formats.pdf.layout.heads import edges, flow_numbers, recurrence, running_heads
from index.formats.pdf.layout.page import Line, PageLines, Word, line_of
from index.formats.pdf.page_text import read_page
from index.formats.pdf.reader import read_pdf
from tests.support import head_pdfs
from tests.support.draw_pdfs import Page, pdf_pages
from tests.support.flow_pdfs import FILLER, flow

LOST = 0.0005
"""Words of the text; 0.00005 on 400 layouts, 0.0068 before a row was looked at as a whole."""

LEFT = 0.02
"""Words of running heads; 0.009 on 400 layouts."""

TEXTS = [f"On day {word} we rested. {FILLER}" for word in ("one", "two", "three", "four", "five")]


def line(x: float, y: float, text: str) -> Line:
    words = []
    for number, word in enumerate(text.split()):
        words.append(Word(number, number + 1, (x, y, x + 5 * len(word), y + 10), word))
        x += 5 * len(word) + (8 if word.isdecimal() else 3)
    return line_of(words)


def test_heads_and_page_numbers_are_left_out() -> None:
    pages = []
    for number, text in enumerate(TEXTS):
        page = Page().text(72, 770, "Annals of the valley" if number % 2 else "Third volume", 8)
        page.text(500, 770, str(17 + number), 8)
        flow(page, text, top=700 - 5 * number)
        pages.append(page.text(290, 30, f"Page {number + 1} of 5", 8))
    extract = read_pdf(pdf_pages(*pages))
    assert extract.text.split("\n\n") == TEXTS
    assert extract.losses == {"running heads skipped": 5, "page numbers skipped": 10}


def test_what_a_browser_prints_around_a_page_is_left_out() -> None:
    page = Page().text(30, 775, "3/14/21, 9:05 AM", 8).text(270, 775, "The common", 8)
    flow(page, FILLER)
    page.text(30, 20, "https://elm.example/common.html", 8).text(560, 20, "1/1", 8)
    extract = read_pdf(pdf_pages(page))
    assert extract.text == FILLER
    assert extract.losses == {"running heads skipped": 3, "page numbers skipped": 1}


def test_titles_that_count_on_are_kept() -> None:
    pages = []
    for number, text in enumerate(TEXTS):
        page = Page().bold(72, 740, f"Chapter {number + 1}", 16)
        flow(page, text, top=700)
        pages.append(page)
    extract = read_pdf(pdf_pages(*pages))
    assert extract.text.split("\n\n") == [
        part for number, text in enumerate(TEXTS, 1) for part in (f"Chapter {number}", text)
    ]
    assert not extract.losses


@pytest.mark.parametrize(
    "day", ["{} May 2021", "Elmford, {}. Mai 2021", "May {}, 2021", "{}.5.2021"]
)
def test_dates_of_letters_that_follow_day_by_day_are_kept(day: str) -> None:
    pages = []
    for number, text in enumerate(TEXTS[:3]):
        page = Page().text(72, 770, day.format(3 + number))
        flow(page, text, top=700)
        pages.append(page)
    extract = read_pdf(pdf_pages(*pages))
    assert all(day.format(3 + number) in extract.text for number in range(3))


def test_the_date_of_a_letter_is_kept_where_it_stands_first() -> None:
    pages = []
    for number, text in enumerate(TEXTS[:3]):
        page = Page().text(72, 770, "3 May 2021").text(290, 30, f"Page {number + 1} of 3", 8)
        flow(page, text, top=700)
        pages.append(page)
    extract = read_pdf(pdf_pages(*pages))
    assert extract.text.split("\n\n") == ["3 May 2021", *TEXTS[:3]]
    assert extract.losses["running heads skipped"] == 2


@pytest.mark.parametrize("foot", ["Report | {} | May 2021", "Page {}, May 2021", "May 2021 {}"])
def test_feet_with_a_month_and_the_number_of_the_page_are_left_out(foot: str) -> None:
    pages = []
    for number, text in enumerate(TEXTS[:3]):
        page = Page().text(72, 30, foot.format(3 + number))
        flow(page, text, top=700)
        pages.append(page)
    assert "May" not in read_pdf(pdf_pages(*pages)).text


def test_the_same_form_on_every_page_is_kept() -> None:
    form = ["Name of the boat", "Name of the owner", "Length of the boat", "Home of the boat"]
    form += ["Number of the berth", "Day of the launch", "Weight of the anchor", "Signed by"]
    pages = [Page() for _ in range(3)]
    for page in pages:
        for number, words in enumerate(form):
            page.text(72, 700 - 14 * number, words)
    text = read_pdf(pdf_pages(*pages)).text
    assert [text.count(words) for words in form] == [3] * len(form)


def test_page_numbers_in_the_middle_of_a_page_are_found_by_counting() -> None:
    page = Page()
    top = 740.0
    for number, text in enumerate(TEXTS[:4]):
        top = flow(page, text, top=top, width=60) - 16
        page.text(290, top, f"-{number + 2}-")
        top -= 30
    extract = read_pdf(pdf_pages(page))
    assert extract.text.split("\n\n") == TEXTS[:4]
    assert extract.losses == {"page numbers skipped": 4}


def test_a_sentence_goes_on_after_a_number_in_the_middle_of_a_page() -> None:
    page = Page()
    starts = ["and the weir broke.", "the miller came.", "sons had gone to sea."]
    ends = ["At last the gate", "Then", "His"]
    top = 740.0
    for number, (start, end) in enumerate(zip(["The end.", *starts], [*ends, ""], strict=True)):
        if number:
            page.text(290, top - 16, str(number + 4))
        top = flow(page, f"{start} {FILLER} {FILLER} {end}", top=top - 46, width=60)
    text = read_pdf(pdf_pages(page)).text
    assert all(f"{end} {start}" in text for start, end in zip(starts, ends, strict=True))


@pytest.mark.parametrize(
    "labels", ["1234", ["1951", "1952", "1953", "1954"], ["I", "II", "III", "IV"]]
)
def test_numbers_that_head_parts_of_a_page_are_kept(labels: Sequence[str]) -> None:
    page = Page()
    top = 740.0
    for label, text in zip(labels, TEXTS, strict=False):
        page.text(290, top, label)
        top = flow(page, text, top=top - 24, width=60) - 16
    assert read_pdf(pdf_pages(page)).text.split("\n\n")[::2] == list(labels)


@pytest.mark.parametrize(
    ("text", "value"), [("7", "7"), ("- 12 -", "12"), ("Page 3 of 9", "3"), ("xiv", "xiv")]
)
def test_what_a_page_number_looks_like(text: str, value: str) -> None:
    match = flow_numbers.NUMBER.fullmatch(text)
    assert match is not None
    assert match["number"] == value


@pytest.mark.parametrize("text", ["12 May", "Chapter 3", "4.2", "$5"])
def test_what_a_page_number_does_not_look_like(text: str) -> None:
    assert flow_numbers.NUMBER.fullmatch(text) is None


def test_keys_of_lines_have_no_digits() -> None:
    assert flow_numbers.line_key("Page 2of 6 ...") == flow_numbers.line_key("PAGE 3 of 6")


def numbered(texts: Sequence[str], first: int = 1, step: int = 1) -> list[Line]:
    return [
        line(50, 700 - 20 * number, f"{first + step * number} {text}")
        for number, text in enumerate(texts)
    ]


def test_line_numbers_are_taken_from_the_text() -> None:
    lines = numbered(["The tenant had", "stopped the wheel", "without asking"], first=8)
    rest, count = line_numbers.without_line_numbers(lines)
    assert [each.text for each in rest] == ["The tenant had", "stopped the wheel", "without asking"]
    assert count == 3


def test_the_numbers_of_a_list_are_kept() -> None:
    lines = numbered(["Lift the beam.", "Cut the threads.", "Wind the cloth."])
    assert line_numbers.without_line_numbers(lines) == (lines, 0)


def test_numbers_of_every_fifth_line() -> None:
    page = Page()
    for number, words in enumerate(f"{FILLER} {FILLER} {FILLER} {FILLER}".split(". "), 1):
        page.text(100, 740 - 20 * number, words.lower())
        if number % 2 == 0:
            page.text(60, 740 - 20 * number, str(number), 8)
    extract = read_pdf(pdf_pages(page))
    assert extract.losses == {"line numbers skipped": 6}
    assert not any(character.isdigit() for character in extract.text)


def test_pages_come_out_in_order_and_once() -> None:
    pages = [PageLines(number, str(number), 600, 800) for number in range(40)]
    assert [page.number for page in running_heads.without_running_heads(pages)] == list(range(40))


LAYOUTS = [
    (head_pdfs.HEADS[n % 5], head_pdfs.FEET[n % 10], head_pdfs.BODIES[3 * n % 8]) for n in range(20)
]


def words_of(texts: Iterable[str]) -> Counter[str]:
    return Counter(" ".join(texts).split())


def test_tables_that_reach_the_edge_of_pages_are_kept_and_heads_are_not() -> None:
    lost = left = words = heads = 0
    for head, foot, body in LAYOUTS:
        sheets = head_pdfs.sheets(1, head, foot, body, count=7)
        pdf = PdfDocument(pdf_pages(*[sheet.page for sheet in sheets]))
        read = (read_page(pdf[number], number, "") for number in range(len(pdf)))
        pages = running_heads.without_running_heads(read)
        for sheet, page in zip(sheets, pages, strict=True):
            found = words_of(line.text for line in page.lines)
            expected = words_of(sheet.body)
            lost += (expected - found).total()
            left += (found - expected).total()
            words += expected.total()
            heads += words_of(sheet.heads).total()
    assert lost / words < LOST
    assert left / heads < LEFT


def table_page(number: int, *rows: Sequence[str], last: str = "") -> PageLines:
    lines = [
        line(60 + 90 * column, 700 - 14 * at, cell)
        for at, row in enumerate(rows)
        for column, cell in enumerate(row)
    ]
    lines += [line(300, 40, last)] if last else []
    return PageLines(number, str(number), 612, 792, lines)


@pytest.mark.parametrize(
    ("feet", "left"),
    [
        (["2-9", "3-1", "3-2", "3-3"], []),
        (["Page 3 of 9", "Page 4 of 9", "Page 5 of 9", "Page 6 of 9"], []),
        (["iv", "v", "vi", "vii"], []),
        (["40", "17", "52", "8"], ["40", "17", "52", "8"]),
        (["40", "41", "52", "8"], ["40", "41", "52", "8"]),
        (["2021", "2021", "2021", "2021"], ["2021", "2021", "2021", "2021"]),
        (["Total 4 of 9", "Total 8 of 9", "Total 2 of 9", "Total 5 of 9"], None),
    ],
)
def test_a_number_at_the_foot_is_a_page_number_if_it_counts_the_pages(
    feet: Sequence[str], left: Sequence[str] | None
) -> None:
    pages = [
        table_page(number, (f"{word} of oak",), (f"{word} of ash",), last=foot)
        for number, (word, foot) in enumerate(
            zip(("Weir", "Mill", "Toll", "Dam"), feet, strict=True)
        )
    ]
    found = [
        page.lines[2].text
        for page in running_heads.without_running_heads(pages)
        if len(page.lines) > 2
    ]
    assert found == list(feet if left is None else left)


def test_the_pages_on_which_a_line_recurs() -> None:
    texts = ["The weir 3 of oak", "The weir 4 of oak", "The weir 9 of oak", "The mill 6 of oak"]
    first, *others = [edges.seen(table_page(n, (text,))) for n, text in enumerate(texts)]
    assert recurrence.recurrences(first.edges[0], first.page, others, 10.0) == {1}
    assert edges.edge_number("Page 3 of 9") == edges.EdgeNumber("page9of9", (3, 9))
    assert edges.edge_number("xiv") == edges.EdgeNumber("r", (14,))
    assert [edges.edge_number(text) for text in ("1,200", "4.2", "Mill")] == [None] * 3


def test_no_cell_is_taken_from_a_row() -> None:
    rows = [("2017", "22,500", "3,000"), ("2018", "22,500", "9,500"), ("2019", "4,000", "3,000")]
    pages = [table_page(number, rows[number % 3], *rows) for number in range(9)]
    left = [[each.text for each in page.lines] for page in pages]
    found = list(running_heads.without_running_heads(pages))
    assert [[each.text for each in page.lines] for page in found] == left

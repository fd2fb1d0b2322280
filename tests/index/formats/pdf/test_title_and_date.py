"""Title, author and date of a PDF come from its properties or from its words."""

from __future__ import annotations

import pytest

from index.formats.pdf.layout.page import Block
from index.formats.pdf.metadata.describe import title_of
from index.formats.pdf.reader import read_pdf
from index.formats.written_date import date_of, date_of_text
from index.ingest.readers import read_document
from tests.support.draw_pdfs import Page, pdf_pages

TEXT = "The weir was built of oak and holds the water back from the lower meadows in a dry summer."


def page(*lines: str, size: float = 10) -> Page:
    drawn = Page().text(72, 740, lines[0], size)
    for number, words in enumerate(lines[1:]):
        drawn.text(72, 700 - 30 * number, words)
    return drawn.text(72, 300, TEXT).text(72, 286, TEXT).text(72, 272, TEXT)


@pytest.mark.parametrize(
    "stated",
    ["", "untitled", "Microsoft Word - weir-final.docx", "PowerPoint Presentation", "Layout 1",
     "weir_2.indd", "C:/docs/weir.doc", "Microsoft PowerPoint - Presentation2", "Document1",
     "(unspecified)", "https://example.org/weir"],
)  # fmt: skip
def test_a_title_made_up_by_a_program_gives_way_to_the_largest_line(stated: str) -> None:
    info = f"/Title ({stated.replace('(', chr(92) + '(').replace(')', chr(92) + ')')})"
    assert read_pdf(pdf_pages(page("Oak weirs of the dale", size=20), info=info)).title == (
        "Oak weirs of the dale"
    )


@pytest.mark.parametrize("stated", ["Weirs", "Microsoft Word - Weirs", "A report on weirs, 1999"])
def test_a_title_that_says_something_is_kept(stated: str) -> None:
    extract = read_pdf(pdf_pages(page("Oak weirs", size=20), info=f"/Title ({stated})"))
    assert extract.title == stated.removeprefix("Microsoft Word - ")


def test_the_title_of_a_plain_contract_is_the_line_that_names_it() -> None:
    drawn = page("Exhibit 10.4", size=10)
    drawn.text(250, 720, "OAK AND SONS, INC.").text(250, 690, "LEASE OF THE WEIR")
    assert read_pdf(pdf_pages(drawn)).title == "LEASE OF THE WEIR"


def test_a_page_of_running_text_has_no_title() -> None:
    assert read_pdf(pdf_pages(Page().text(72, 700, TEXT).text(72, 686, TEXT))).title == ""
    assert title_of([Block("text", f"and so on. {TEXT}", 0, (0, 0, 9, 9), 9)]) == ""


def test_titles_on_several_lines_are_whole() -> None:
    drawn = Page().text(72, 740, "The weirs and sluices of the", 20).text(72, 716, "upper dale", 20)
    assert read_pdf(pdf_pages(page_below(drawn))).title == "The weirs and sluices of the upper dale"


def test_a_numbered_heading_below_does_not_belong_to_the_title() -> None:
    drawn = Page().text(72, 740, "The weirs of the dale", 20).text(72, 716, "1. Sluices", 20)
    assert read_pdf(pdf_pages(page_below(drawn))).title == "The weirs of the dale"


def page_below(drawn: Page) -> Page:
    return drawn.text(72, 600, TEXT).text(72, 586, TEXT).text(72, 572, TEXT)


@pytest.mark.parametrize(
    ("stated", "author"),
    [
        ("anonymous", ""),
        ("openpyxl", ""),
        ("Microsoft Office User", ""),
        ("Eva Strand", "Eva Strand"),
    ],
)
def test_an_author_made_up_by_a_program_is_none(stated: str, author: str) -> None:
    made = "/CreationDate (D:20230518093000) /ModDate (D:20230518093000)"
    data = pdf_pages(page("Oak"), info=f"/Author ({stated}) {made}")
    document = read_document("a.pdf", data)
    assert (document.author, document.date) == (author, "")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("12 April 1974", "1974-04-12"),
        ("London, 3rd March 2020", "2020-03-03"),
        ("Tuesday, March 3, 2020", "2020-03-03"),
        ("Date: 3 March 2020", "2020-03-03"),
        ("Invoice date: 2021-05-03", "2021-05-03"),
        ("Oslo, den 3. Mai 2020", "2020-05-03"),
        ("le 3 mars 2020", "2020-03-03"),
        ("Datum: 03.05.2020", "2020-05-03"),
        ("Last updated: April 6, 2007", "2007-04-06"),
        ("Dated as of March 27, 2006", "2006-03-27"),
        ("This Lease is made and entered into as of October 29, 1999 by the owner.", "1999-10-29"),
        ("This Lease is made this 1st day of June, 2017 by and between both.", "2017-06-01"),
        ("THIS LEASE is dated as of the 14th day of November 2017.", "2017-11-14"),
        ("This Lease, dated as of the fifth day of May, 1999, is by both.", "1999-05-05"),
        ("This lease shall be effective from 1 January 2010.", "2010-01-01"),
        ("Minutes of the weir board of 18 June 2025", "2025-06-18"),
        ("Written by the keeper. Final version of 14 November 2024.", "2024-11-14"),
        ("THIS LEASE is dated for reference the 1st day of February, 2020.", "2020-02-01"),
        ("May 2019", "2019-05"),
        ("Date: 4/28/2004", "2004-04-28"),
        ("Date: 3/4/2004", "2004"),
        ("Date of birth 12 May 1984", ""),
        ("Delivery is due on 12 May 1984.", ""),
        ("This Lease amends the lease dated May 1, 1998 of the weir.", ""),
        ("The lease made under the Act dated 3 May 1890 is void.", ""),
        ("31 February 2020", ""),
        ("The weir that was approved on 4 May 1999 by the board is of oak.", ""),
        ("Customer 12 of 40, room 1984", ""),
    ],
)  # fmt: skip
def test_the_date_is_the_one_that_the_document_states(words: str, expected: str) -> None:
    made = "/CreationDate (D:20230518093000)"
    assert read_pdf(pdf_pages(page("Lease of the weir", words), info=made)).date == expected


def test_a_document_signed_at_its_end_has_that_date() -> None:
    texts = [TEXT] * 6
    signed = "In witness whereof both have executed this lease on 4 May 1999."
    assert date_of([*texts, signed], 1, 2) == "1999-05-04"
    assert date_of([*texts, "Date: 4 May 1999", "Date: 4 May 1999"], 1, 2) == "1999-05-04"
    assert date_of([*texts, "Date: 4 May 1999", "Date: 5 May 1999"], 1, 2) == ""
    assert date_of([], 0, 0) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WEIR BOARD\nPRESS RELEASE\nFor immediate release: 7 May 2021\n\nNew", "2021-05-07"),
        ("The weir is mended\n\n*Elmford, 8 May 2021*\n\nThe water is back.", "2021-05-08"),
        ("Report of the Keeper of Weirs, Elmford\n9 May 2021\n\nSummary", "2021-05-09"),
        ("NOTICE\n\nThe lease ends on 31 May 2021.", ""),
        ("NOTICE\n\nThe lease ends on\n31 May 2021", ""),
        ("Offers must reach the keeper by Monday, 31 May 2021.", ""),
        ("This letter must be answered no later than 3 June 2021.", ""),
        ("Letter to all members: dues are payable by 3 June 2021", ""),
        ("The report says that the weir was shut on 3 June 2021.", ""),
        ("Report for the year ended 31 May 2021", ""),
        ("Report on the flood of 31 May 2021", ""),
        ("Dear Eva,\n\nthe meeting is over before 3 June 2021", ""),
        ("Bericht gültig bis zum 3. Juni 2021", ""),
    ],
)
def test_the_date_of_a_text_is_no_day_on_which_something_ends(text: str, expected: str) -> None:
    assert date_of_text(text) == expected

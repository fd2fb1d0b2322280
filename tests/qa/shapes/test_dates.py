from __future__ import annotations

import pytest

from qa.shapes.dates import Date, document_date, find_date, stated_date
from tests.qa.shapes.places import document, span


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Minutes of 18 June 2025", (2025, 6, 18)),
        ("on the 3rd of May, 1999", (1999, 5, 3)),
        ("March 4, 2021", (2021, 3, 4)),
        ("2024-11-05T09:00:00Z", (2024, 11, 5)),
        ("12/31/2020", (2020, 12, 31)),
        ("05/04/2020", (2020, 4, 5)),
        ("offer_2019_07_30", (2019, 7, 30)),
        ("April 2021", (2021, 4, 0)),
        ("handbook2024", (2024, 0, 0)),
        ("room 2200, 20245 items", None),
        ("", None),
    ],
)
def test_the_first_date_of_a_text(text: str, date: Date | None) -> None:
    assert find_date(text) == date


@pytest.mark.parametrize(
    ("title", "source", "stored", "text", "date"),
    [
        ("Minutes, 2 May 2021", "a.txt", "2021-06-01", "", (2021, 5, 2)),
        ("Fares", "fares-2019.xlsx", "2026-01-01T00:00:00Z", "", (2019, 0, 0)),
        ("Report 2019", "a.pdf", "2020-03-01", "", (2020, 3, 1)),
        ("Rules", "a.txt", "", "In force from 7 July 2017.", (2017, 7, 7)),
        ("Rules", "a.txt", "", "Founded in 1907.", None),
        ("Notice", "a.txt", "", "The lease ends on 7 July 2027.", None),
        ("Notice", "a.txt", "", "Pay by 7 July 2027. Written on 1 May 2026.", (2026, 5, 1)),
    ],
)
def test_the_date_of_a_document(
    title: str, source: str, stored: str, text: str, date: Date | None
) -> None:
    words = text or "Words."
    assert document_date(document(words, title=title, source=source, date=stored)) == date


def test_a_message_has_a_date_of_its_own() -> None:
    box = document(
        "# Offer\n| From: Al\n| Date: Mon, 03 Mar 2025\n\nIt costs £5.\n"
        "# Re: Offer\n| From: Bo\n| Date: Fri, 11 Apr 2025\n\nThank you for £4.",
        date="2025",
    )
    assert stated_date(span(box, "£5")) == (2025, 3, 3)
    assert stated_date(span(box, "£4")) == (2025, 4, 11)

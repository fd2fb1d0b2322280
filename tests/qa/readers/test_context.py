"""The words that are read before a passage, and that no answer contains."""

from __future__ import annotations

import pytest

from index.spans import Document, Marker, Span
from qa.readers.context import context


@pytest.mark.parametrize(
    ("source", "title", "expected"),
    [
        ("/a/UsioInc_2019-EX-10.PDF", "Affiliate Agreement", "Affiliate Agreement UsioInc. Fees. "),
        ("affiliate_agreement.pdf", "Affiliate Agreement", "Affiliate Agreement. Fees. "),
        ("x.zip!/b/rent.txt", "", "rent. Fees. "),
        ("007.txt", "", "Fees. "),
    ],
)
def test_title_file_name_and_section(source: str, title: str, expected: str) -> None:
    document = Document(
        0, source, title, "Fees\n\nThey are due.", (Marker("heading", 0, 4, "Fees"),)
    )
    assert context(Span(document, 6, 19)) == expected


def test_it_is_short() -> None:
    document = Document(0, "a.txt", "word " * 90, "They are due.")
    assert len(context(Span(document, 0, 13))) <= 92

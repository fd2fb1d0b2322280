"""Marks in a text: exact, in each other, and escaped."""

from __future__ import annotations

import re
from html import unescape

import pytest

from index.errors import PinciteError
from index.spans import Document
from ui.pages.document.marking import Marking
from ui.views.addresses import Mark, document_address, parse_marks

TEXT = "It was <b>built</b> in 1905.\r\nIt fell."
DOCUMENT = Document(3, "a.txt", "A", TEXT)


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html)).replace("␍", "\r")


def test_marks_and_hits_are_in_each_other_at_their_offsets() -> None:
    mark = Mark(TEXT.index("1905"), TEXT.index("1905") + 4, 0, TEXT.index("\r"))
    html = Marking(TEXT, [mark], [(TEXT.index("05."), TEXT.index("05.") + 3)]).html(0, len(TEXT))
    assert html == (
        '<mark class="sentence">It was &lt;b&gt;built&lt;/b&gt; in </mark>'
        '<mark class="sentence"><strong class="span" id="mark-1" tabindex="-1">19</strong></mark>'
        '<mark class="sentence"><strong class="span"><mark class="hit" data-hit="25" id="hit-25">'
        '05</mark></strong></mark><mark class="sentence"><mark class="hit" data-hit="25">.</mark>'
        "</mark>&#13;\nIt fell."
    )
    assert plain(html) == TEXT


def test_a_part_of_a_mark_is_marked_without_its_number() -> None:
    html = Marking(TEXT, [Mark(0, 8, 0, 8)]).html(3, 12)
    assert html.startswith('<mark class="sentence"><strong class="span">was &lt;</strong></mark>b')


def test_the_address_of_a_document_names_its_marks_and_its_text() -> None:
    marks = [Mark(0, 2, 0, 5), Mark(3, 5, 3, 5), Mark(0, 2, 0, 5)]
    assert document_address(DOCUMENT, marks) == (
        f"document/3?mark=0-2-0-5&mark=3-5-3-5&text={DOCUMENT.hash[:16]}"
    )
    assert document_address(DOCUMENT) == document_address(3) == "document/3"
    assert parse_marks(["0-2-0-5", "3-5", "0-2-0-5"], DOCUMENT) == tuple(marks[:2])


@pytest.mark.parametrize("value", ["", "5", "5-5", "9-3", "0-2-4-4", "0-999", "-1-2", "٠-٢", "a-b"])
def test_a_mark_outside_the_text_is_refused(value: str) -> None:
    with pytest.raises(PinciteError, match="marks no words of this text"):
        parse_marks([value], DOCUMENT)

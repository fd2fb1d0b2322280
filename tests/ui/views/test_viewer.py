"""The HTML of the document around a source, of the numbered sources, and of errors."""

from __future__ import annotations

import doctest
import re

import pytest

from index.errors import PinciteError
from index.spans import Document, Hit, Passage, Span
from qa.citations import cite
from qa.types import AnswerCandidate, Occurrence
from tests.ui.views.parse_html import text
from tests.ui.views.samples import CLOSED, DOCUMENT, SECOND, WIDTH, answer
from ui.views import answer as answer_view
from ui.views import templating
from ui.views.errors import error_card
from ui.views.sources import Source, sources


def test_doctests() -> None:
    assert doctest.testmod(templating).failed == 0


def test_sources_are_numbered_as_citations_are() -> None:
    result = answer(WIDTH, CLOSED)
    listed = sources(result)
    assert [(source.number, source.pinned.text) for source in listed] == [
        (1, "31 metres"),
        (2, "It was closed in 1950."),
    ]
    assert [(citation.number, citation.quote) for citation in cite(result)] == [
        (source.number, source.pinned.text) for source in listed if source.answer
    ]


def test_a_passage_that_is_not_quoted_is_marked_at_its_most_relevant_sentence() -> None:
    year = Occurrence(Span(DOCUMENT, 68, 72), Span(DOCUMENT, 51, 73), SECOND)
    listed = sources(answer(AnswerCandidate((year,), 0.8, {})))
    assert [source.sentence.text for source in listed] == [
        "It was closed in 1950.",
        "The arch is 31 metres wide.",
    ]


def test_the_viewer_shows_the_document_with_both_marks() -> None:
    best = WIDTH.occurrences[0]
    shown = answer_view.viewer(Source(1, best.passage, best.sentence, best.span))
    assert text(shown, ".document-text p") == [
        "It was built in 1905. The arch is 31 metres wide.",
        "It was closed in 1950.",
    ]
    assert text(shown, "mark.sentence strong.span") == ["31 metres"]
    assert text(shown, ".cut") == []


@pytest.mark.slow
def test_the_viewer_says_how_much_of_a_novel_it_leaves_out() -> None:
    lines = "\n\n".join(f"Line {number:06d} of the novel." for number in range(50_000))
    novel = Document(2, "novel.txt", "A novel", lines)
    start = novel.text.index("Line 025000")
    span = Span(novel, start, start + 25)
    passage = Passage(span, 0.1, 1, 1, (Hit(span, 0.5),))
    shown = answer_view.viewer(Source(1, passage, span, span))
    left_out = [
        int(number.replace(",", ""))
        for number in re.findall(r"not shown \(([\d,]+) characters\)", shown)
    ]
    assert len(novel.text) == 1_349_998
    assert len(shown) < 120_000
    assert sum(left_out) == pytest.approx(len(novel.text) - 40_000, abs=4_000)


def test_an_error_shows_the_remedy_apart() -> None:
    shown = error_card(PinciteError("The page is empty. Ask something. Anything."))
    assert text(shown, ".lead") == ["The page is empty."]
    assert text(shown, ".detail") == ["Ask something. Anything."]
    assert text(error_card(PinciteError("a.pincite is damaged")), ".lead") == [
        "a.pincite is damaged"
    ]

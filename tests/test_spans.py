from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.spans import Mark, Span, content_hash
from tests.conftest import document

TEXT = "Title\n\nOne. Two.\f Three."
DOC = document(TEXT, marks=(Mark("heading", 0, 5, "Title"), Mark("page", 0, 0, "1"), Mark("page", 17, 17, "2")))


def test_text_is_the_slice() -> None:
    assert Span(DOC, 7, 11).text == "One."


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3), (0, len(TEXT) + 1)])
def test_a_range_outside_the_document_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"has {len(TEXT)} characters"):
        Span(DOC, start, end)


def test_place_names_page_and_section() -> None:
    assert Span(DOC, 7, 11).place == "page 1 · Title"
    assert Span(DOC, 18, 24).place == "page 2 · Title"
    assert Span(document("One."), 0, 4).place == ""


@given(st.integers(0, 23), st.integers(1, 24), st.integers(0, 23), st.integers(1, 24))
def test_overlap_and_containment_are_those_of_sets_of_characters(a: int, m: int, b: int, n: int) -> None:
    if a + m > len(TEXT) or b + n > len(TEXT):
        return
    one, two = Span(DOC, a, a + m), Span(DOC, b, b + n)
    first, second = set(range(a, a + m)), set(range(b, b + n))
    assert one.overlaps(two) == bool(first & second)
    assert one.contains(two) == (second <= first)


def test_hash_is_of_the_utf8_text() -> None:
    assert document("Grüße 🦉").hash == content_hash("Grüße 🦉") == hashlib.sha256("Grüße 🦉".encode()).hexdigest()

"""Spans: text, place, headings, overlap; content hashes."""

from __future__ import annotations

import hashlib
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.spans import Marker, Span, content_hash
from tests.conftest import document

TEXT = "Title\n\nOne. Two.\f Three."
DOC = document(
    TEXT,
    marks=(
        Marker("heading", 0, 5, "Title"),
        Marker("page", 0, 0, "1"),
        Marker("page", 17, 17, "2"),
    ),
)


def test_the_text_is_a_slice_of_the_document() -> None:
    assert Span(DOC, 7, 11).text == "One."


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (4, 3), (0, len(TEXT) + 1)])
def test_a_range_outside_of_the_document_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=f"has {len(TEXT)} characters"):
        Span(DOC, start, end)


def test_place_names_page_and_section() -> None:
    assert Span(DOC, 7, 11).place == "page 1 · Title"
    assert Span(DOC, 18, 24).place == "page 2 · Title"
    assert Span(document("One."), 0, 4).place == ""


MARKS = st.tuples(
    st.sampled_from(["page", "heading"]), st.integers(0, 24), st.text("abc", min_size=1, max_size=2)
)


@given(st.lists(MARKS, max_size=12), st.integers(0, 23))
def test_page_and_section_are_those_of_the_last_marker_before(
    drawn: list[tuple[Literal["page", "heading"], int, str]], start: int
) -> None:
    marks = tuple(
        Marker(kind, at, at, label) for kind, at, label in sorted(drawn, key=lambda mark: mark[1])
    )
    span = Span(document(TEXT, marks=marks), start, start + 1)
    labels: dict[str, str] = {mark.kind: mark.label for mark in marks if mark.start <= start}
    assert (span.page, span.section) == (labels.get("page"), labels.get("heading"))


@given(
    st.sets(st.integers(0, 24), max_size=12),
    st.integers(0, 23),
    st.integers(1, 24),
    st.integers(0, 24),
)
def test_a_span_is_a_heading_if_a_heading_contains_it(
    cuts: set[int], start: int, size: int, page: int
) -> None:
    ends = sorted(cuts)
    headings = [Marker("heading", a, b, "x") for a, b in zip(ends[::2], ends[1::2], strict=False)]
    marks = tuple(sorted([*headings, Marker("page", page, page, "1")], key=lambda mark: mark.start))
    end = min(start + size, len(TEXT))
    if start < end:
        expected = any(heading.start <= start and end <= heading.end for heading in headings)
        assert Span(document(TEXT, marks=marks), start, end).is_heading == expected


def test_a_marker_is_found_by_binary_search() -> None:
    class Counted(int):
        comparisons = 0

        def __lt__(self, other: int) -> bool:
            Counted.comparisons += 1
            return int(self) < other

        def __gt__(self, other: int) -> bool:
            Counted.comparisons += 1
            return int(self) > other

    text = "a" * 50_000
    marks = tuple(Marker("heading", Counted(at), at, str(at)) for at in range(50_000))
    assert Span(document(text, marks=marks), 31_415, 31_416).section == "31415"
    assert 0 < Counted.comparisons < 20


@given(st.integers(0, 23), st.integers(1, 24), st.integers(0, 23), st.integers(1, 24))
def test_overlap_and_containment_equal_those_of_character_sets(
    a: int, m: int, b: int, n: int
) -> None:
    if a + m > len(TEXT) or b + n > len(TEXT):
        return
    one, two = Span(DOC, a, a + m), Span(DOC, b, b + n)
    first, second = set(range(a, a + m)), set(range(b, b + n))
    assert one.overlaps(two) == bool(first & second)
    assert one.contains(two) == (second <= first)


def test_the_hash_is_of_the_utf8_text() -> None:
    assert (
        document("Grüße 🦉").hash
        == content_hash("Grüße 🦉")
        == hashlib.sha256("Grüße 🦉".encode()).hexdigest()
    )

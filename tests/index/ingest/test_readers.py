"""Files to documents: formats by suffix, the limits of a text, and refusals."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import PinciteError
from index.ingest.readers import SUFFIXES, read_document
from index.spans import Marker
from tests.support import make_files

MARKDOWN = b"""---
title: "Front matter"
---
# A *fine* heading

One paragraph, softly
wrapped, with `code`, a [link](http://example.org) and ![a picture](p.png).

- first item
- second item

| Year | Acts |
|------|------|
| 2022 | 17   |

## Below

    code block
"""


@pytest.mark.parametrize(
    ("suffix", "made"),
    [(".docx", make_files.docx), (".odt", make_files.odt), (".rtf", make_files.rtf)],
)
def test_the_date_in_the_words_counts_more_than_that_of_saving(
    suffix: str, made: Callable[[str], bytes]
) -> None:
    saved = read_document(f"a{suffix}", made("The toll is due on 3 May 1999.")).date
    assert "1999" not in saved
    assert not saved.endswith("T00:00:00Z")
    assert read_document(f"a{suffix}", made("Elmford, 3 May 1999")).date == "1999-05-03"


def test_markdown_is_read_without_markup() -> None:
    document = read_document("notes.md", MARKDOWN)
    assert document.title == "Front matter"
    assert document.text.split("\n\n") == [
        "A fine heading",
        "One paragraph, softly wrapped, with code, a link and a picture.",
        "first item",
        "second item",
        "Year: 2022; Acts: 17.",
        "Below",
        "code block",
    ]


def test_headings_are_markers_in_the_text() -> None:
    document = read_document("notes.md", MARKDOWN)
    assert [
        (mark.label, document.text[mark.start : mark.end]) for mark in document.marked("heading")
    ] == [
        ("A fine heading", "A fine heading"),
        ("Below", "Below"),
    ]


def test_the_title_is_the_first_heading_or_the_file_name() -> None:
    assert read_document("a.md", b"# One\n\nText.").title == "One"
    assert read_document("plans.md", b"Text.").title == "plans"


HTML = """<html><head><title>Page</title><style>p {color: red}</style></head><body>
<nav><a href="/">Home</a> <a href="/about">About us</a></nav>
<article><h1>The bridge</h1>
<p>The bridge was <b>opened</b> in 1931 by the mayor,<br>who cut a ribbon of red silk.</p>
<h2>Costs</h2><p>It cost two million crowns, which the town paid back over forty years of tolls.</p>
<table><tr><th>Year</th><th>Toll</th></tr><tr><td>1931</td><td>2 crowns</td></tr></table></article>
<footer>All rights reserved</footer><script>alert("x")</script></body></html>"""


def test_the_main_text_of_html_is_read() -> None:
    document = read_document("bridge.html", HTML.encode())
    assert document.title == "The bridge"
    assert document.text.split("\n\n") == [
        "The bridge",
        "The bridge was opened in 1931 by the mayor,\nwho cut a ribbon of red silk.",
        "Costs",
        "It cost two million crowns, which the town paid back over forty years of tolls.",
        "Year: 1931; Toll: 2 crowns.",
    ]
    assert [mark.label for mark in document.marked("heading")] == ["The bridge", "Costs"]


def test_a_short_page_is_read_whole() -> None:
    assert (
        read_document("tiny.html", b"<p>Tiny page.</p><script>no()</script>").text == "Tiny page."
    )


def test_the_charset_of_html_is_used() -> None:
    page = (
        '<html><head><meta charset="koi8-r"></head>'
        "<body><p>Привет, большой мир, как дела сегодня?</p></body></html>"
    )
    assert "Привет" in read_document("a.htm", page.encode("koi8-r")).text


def test_plain_text_is_unchanged_and_form_feeds_are_pages() -> None:
    document = read_document("rfc.txt", b"One.\r\n\fTwo.\n\f\n")
    assert document.text == "One.\r\n\fTwo.\n\f\n"
    assert document.markers == (Marker("page", 0, 0, "1"), Marker("page", 7, 7, "2"))


@pytest.mark.parametrize(
    ("source", "data", "reason"),
    [
        ("a.xyz", b"text", "cannot read .xyz"),
        ("README", b"\0\1", "it has no suffix, and its content is of no known format"),
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b" \n\t ... \n", "there are no words in it"),
        ("a.html", b"<!-- nothing -->", "there are no words in it"),
        ("a.md", b"---\n", "there are no words in it"),
        ("a.txt", b"\x02\x01\x01\0\0\0", "this is not text"),
        ("a.txt", b"\x89PNG\r\n", "its content is a PNG picture"),
    ],
)
def test_errors_name_the_file_and_the_reason(source: str, data: bytes, reason: str) -> None:
    with pytest.raises(PinciteError, match=f"{source}: {reason}"):
        read_document(source, data)


@given(st.sampled_from(SUFFIXES), st.one_of(st.text().map(str.encode), st.binary()))
def test_any_bytes_are_read_or_refused(suffix: str, data: bytes) -> None:
    try:
        document = read_document(f"any{suffix}", data)
    except PinciteError:
        return
    for mark in document.markers:
        assert 0 <= mark.start <= mark.end <= len(document.text)
        assert (
            mark.kind != "heading"
            or " ".join(document.text[mark.start : mark.end].split())[:300] == mark.label
        )


def test_the_label_of_a_very_long_heading_is_cut() -> None:
    document = read_document("a.md", b"# " + b"On and on " * 1_000 + b"\n\nAt last.")
    assert document.text == f"{'On and on ' * 1_000}".rstrip() + "\n\nAt last."
    assert [(mark.end, mark.label) for mark in document.markers] == [(9_999, "On and on " * 30)]

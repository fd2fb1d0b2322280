"""HTML and Markdown."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.formats import html, limits, txt
from index.formats.extract import ExtractedText
from index.formats.markdown import reader as markdown

SENTENCE = "The river Ilm drives 11 mills & one saw."


def test_html_elements_become_blocks() -> None:
    extract = ExtractedText()
    html.blocks(
        extract,
        "<div>One <b>bold</b><p>two<br>lines</p>three<ul><li>a<li>b</ul>"
        "<h2>H <i>x</i></h2>tail<script>no</script></div>",
    )
    assert extract.text.split("\n\n") == [
        "One bold",
        "two\nlines",
        "three",
        "a",
        "b",
        "H x",
        "tail",
    ]
    assert [marker.label for marker in extract.markers] == ["H x"]


def test_deeply_nested_html_is_refused() -> None:
    with pytest.raises(PinciteError, match="nested more than 250 deep"):
        html.refuse_deep("<div>" * (limits.MAX_HTML_DEPTH + 1))
    html.refuse_deep("<p>" * 5_000 + "<br>" * 5_000 + "<div></div>" * 5_000)
    assert txt.read_txt(b"<div>" * 2_000).text.startswith("<div>")


def test_markdown_front_matter_has_title_author_and_date() -> None:
    extract = markdown.read_markdown(b"---\ntitle: 'T'\nauthor: Ann\ndate: 2020-01-02\n---\nText.")
    assert (extract.title, extract.author, extract.date, extract.text) == (
        "T",
        "Ann",
        "2020-01-02",
        "Text.",
    )



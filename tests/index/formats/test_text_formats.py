"""HTML and Markdown."""

from __future__ import annotations

from index.formats.markdown import reader as markdown

SENTENCE = "The river Ilm drives 11 mills & one saw."


def test_markdown_front_matter_has_title_author_and_date() -> None:
    extract = markdown.read_markdown(b"---\ntitle: 'T'\nauthor: Ann\ndate: 2020-01-02\n---\nText.")
    assert (extract.title, extract.author, extract.date, extract.text) == (
        "T",
        "Ann",
        "2020-01-02",
        "Text.",
    )

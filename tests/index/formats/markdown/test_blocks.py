"""Parts of the Markdown reader: the rule of footnotes and HTML blocks."""

from __future__ import annotations

from markdown_it import MarkdownIt

from index.formats.extract import ExtractedText
from index.formats.markdown.footnotes import REFERENCE, add_footnote_rule
from index.formats.markdown.html_blocks import HtmlBlocks


def test_definitions_end_where_another_block_begins() -> None:
    parser = MarkdownIt("commonmark")
    add_footnote_rule(parser)
    markdown = "[^a]: one\ntwo\n\n    three\n[^b]: four\n# Head\n\n    [^c]: code\n"
    tokens = parser.parse(markdown)
    notes = [(each.info, each.content) for each in tokens if each.type == "footnote"]
    assert notes == [("a", "one\ntwo\n\nthree"), ("b", "four")]
    assert "code_block" in [each.type for each in tokens]
    assert REFERENCE.findall("x[^a] [^b c] [^]") == ["a"]


def test_html_is_added_block_by_block() -> None:
    extract = ExtractedText()
    html = HtmlBlocks(extract)
    html.add_block("<p>One<p>two <unknown> <!-- no --><style>x</style>")
    html.add_block("<table><tr><td>a")
    assert html.is_in_table
    html.add_text("b")
    html.finish()
    assert not html.is_in_table
    assert extract.text.split("\n\n") == ["One", "two <unknown>", "a b"]

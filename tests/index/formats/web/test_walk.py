"""Elements to blocks: paragraphs, headings, notes, pictures, words neither glued nor split."""

from __future__ import annotations

import pytest

from index.formats.extract import ExtractedText
from index.formats.html import add_chapter
from index.formats.web.blocks import Block, Context, with_prefix
from index.formats.web.parse import parse_page
from index.formats.web.walk import Walker
from tests.index.formats.web.support import losses, marked, read, texts


def test_blocks_end_where_an_element_begins_or_ends() -> None:
    extract = ExtractedText()
    add_chapter(
        extract,
        "<div>One <b>bold</b><p>two<br>lines</p>three<ul><li>a<li>b</ul>"
        "<h2>H <i>x</i></h2>tail<script>no</script></div>",
    )
    assert extract.text.split("\n\n") == [
        *("One bold", "two\nlines", "three", "a", "b", "H x", "tail")
    ]
    assert [marker.label for marker in extract.markers] == ["H x"]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>fam<b>ous</b> <span>w</span><span>ord</span>", ["famous word"]),
        ("<a href=a>One</a><a href=b>Two</a> here", ["One Two here"]),
        ("<p><span>Price</span><span>14 marks</span><span>No</span><span>tice</span>",
         ["Price 14 marks Notice"]),
        ("<p><x-tag>One</x-tag><x-tag>two</x-tag>three", ["One two three"]),
        ("<p>One<div>two</div>three", ["One", "two", "three"]),
        ("<span style='display:block'>One</span><span style='display:block'>two</span>",
         ["One", "two"]),
        ("<p>so&shy;ft and w&#8203;ide &nbsp; 4&#8239;m", ["soft and wide 4 m"]),
        ("<p>One<br><br>two<br/>three<hr>four", ["One", "two\nthree", "four"]),
        ("<p>a\n  b\tc", ["a b c"]),
        ("<p>3.<wbr>50 for super<wbr/>market<wbr >s", ["3.50 for supermarkets"]),
        ("<p>One<embed src=a.swf>two<source>three<track kind=x/>four", ["Onetwothreefour"]),
        ("<p>now<meter value=3>3 of 5</meter><progress>70 %</progress>", ["now 3 of 5 70 %"]),
        ("<a href=x><div>One</div></a><a href=x><div>two</div></a><p>Text is here.",
         ["One", "two", "Text is here."]),
    ],
)  # fmt: skip
def test_words_are_neither_glued_nor_split(markup: str, expected: list[str]) -> None:
    assert texts(f"<h1>T</h1>{markup}<p>End of the page.")[1:-1] == expected


def test_headings_are_kept_wherever_they_are() -> None:
    markup = (
        "<header><h1>Boats</h1></header><section><h2>Sails<a class=anchor href='#s'>#</a></h2>"
        "<p>Text one.</p></section><div role=heading aria-level=3>Oars</div><p>Text two.</p>"
        "<table><tr><td><h3>Nets<br>and hooks</h3><p>Text three.</p></td></tr></table>"
        "<details><summary>How deep?</summary>Ten metres.</details>"
        "<h2><a href=x>Linked</a></h2><h2><div>In a box</div></h2>"
    )
    assert marked(markup, "heading") == [
        *("Boats", "Sails", "Oars", "Nets and hooks", "How deep?", "Linked", "In a box")
    ]


def test_a_heading_that_is_not_closed_does_not_swallow_the_page() -> None:
    text = "The boat is built of larch and oak. " * 20
    assert marked(f"<h2>Boats<p>{text}</p><p>{text}</p>", "heading") == ["Boats"]


def test_preformatted_text_keeps_its_lines() -> None:
    code = "for i in range(3):\n    print(i)\n\ndone"
    assert read(f"<p>Run:</p><pre><code>{code}</code></pre>").text == f"Run:\n\n{code}"


def test_notes_and_their_marks() -> None:
    markup = (
        "<p>The mill<sup><a href='#n1'>1</a></sup> has 3 wheels<sup class=reference>[2]</sup>.</p>"
        "<section class=footnotes><ol><li id=n1><p>Built in 1810. <a href='#r1'>↩</a></p></ol>"
        "</section><p>End.</p>"
    )
    assert texts(markup) == ["The mill[1] has 3 wheels[2].", "1. Built in 1810.", "End."]
    assert marked(markup, "note") == ["1. Built in 1810."]


def test_the_mark_of_a_note_is_not_glued_to_its_text() -> None:
    """As LibreOffice writes notes."""
    note = "<div id='sdfootnote1'><p><a name='s1' href='#a1'>{}</a>{}</p></div>"
    assert texts(note.format("1", "Rowing boats only.")) == ["1 Rowing boats only."]
    assert texts(note.format("1", "\n Rowing.")) == ["1 Rowing."]
    assert texts(note.format("Oars", "men rowed.")) == ["Oarsmen rowed."]
    assert texts("<p><a href='#x'>Oars</a>men rowed.</p>") == ["Oarsmen rowed."]


def test_classes_and_styles_of_inline_elements() -> None:
    """Equal elements are read alike, whatever stood before them."""
    markup = (
        "<style>.b { display: block } .u { vertical-align: super }</style>"
        "<p>A<span class=b>block</span> 10<span class=u>6</span> <i>it</i><i>alic</i>"
        "<span class=x>span</span> 2<sup class=x>3</sup><sup>th</sup> <sup>4</sup>He"
        "<span class=b>again</span> 10<span class=u>7</span></p>"
    )
    assert texts(markup) == ["A", "block", "10⁶ italicspan 2³th 4He", "again", "10⁷"]


def test_a_table_of_contents_is_marked() -> None:
    markup = "<nav id=toc><ul><li><a href='#a'>Sails</a></ul></nav><h1 id=a>Sails</h1><p>Text."
    assert marked(markup, "contents") == ["Sails"]
    whole = "<div class=toc><h2>Sails</h2><p>They are white.</p><h2>Masts</h2><p>Of pine.</p></div>"
    assert marked(whole, "contents") == []


def test_spans_of_code_are_not_set_apart() -> None:
    code = "<span>boat</span><span>.</span><span>Sail</span>"
    assert texts(f"<p>See <code>{code}</code>.<pre>{code}(<span>2</span>)</pre>") == [
        *("See boat.Sail.", "boat.Sail(2)"),
    ]


def test_pictures_and_media_are_counted_and_described() -> None:
    markup = (
        "<p>Before <img src=a.png alt='The plan of the upper lock'> after.</p><img alt=logo>"
        "<figure><img alt='The lock in winter'><figcaption>The lock in winter</figcaption></figure>"
        "<img width=1 height=1><video>Old browser</video><iframe src=x>Old</iframe>"
        "<svg><title>icon</title><text>Depth</text><text>Width</text></svg>"
    )
    assert texts(markup) == [
        "Before after.",
        "The plan of the upper lock",
        "The lock in winter",
        "Depth\nWidth",
    ]
    assert losses(markup) == {
        "pictures skipped": 3,
        "embedded media files skipped": 1,
        "embedded pages skipped": 1,
    }


def test_text_for_browsers_without_frames_or_scripts() -> None:
    frames = "<frameset><frame src=a><noframes><body><p>The kiln is old.</p></body></noframes>"
    assert (texts(frames), losses(frames)) == (["The kiln is old."], {"frames skipped": 1})
    scripts = (
        "<p>Text.<noscript>Please enable JavaScript.</noscript><noscript><p>A fact.</noscript>"
    )
    assert texts(scripts) == ["Text.", "A fact."]
    assert losses(scripts) == {"texts for browsers without scripts left out": 1}


def test_a_list_number_stands_before_the_first_text_only() -> None:
    assert with_prefix("1.", "One") == ("1. One", "")
    assert with_prefix("1.", "(a) One") == ("(a) One", "")
    assert with_prefix("2.", "Wait.") == ("2. Wait.", "")
    assert with_prefix("1.", "") == ("", "1.")


def test_printed_pages_begin_within_paragraphs() -> None:
    page = parse_page("<p>One <span epub:type=pagebreak title=12></span>two.</p>")
    assert page is not None
    (block,) = Walker(is_page=False).read(page, Context())
    assert isinstance(block, Block)
    assert (block.text, block.page_breaks) == ("One two.", [(4, "12")])

"""Books: chapters in the order of the spine, contents, notes, metadata, protection."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.formats.epub import read_epub
from tests.support import make_files

CONTAINER = (
    '<?xml version="1.0"?><!DOCTYPE container SYSTEM "c.dtd"><container xmlns="urn:oasis:c">'
    '<rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)
PACKAGE = """<?xml version="1.0"?><!DOCTYPE package SYSTEM "oeb1.dtd">
<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="dc" xmlns:opf="o">
<dc:title>The ferry&#8212;a life</dc:title><dc:creator opf:role="aut">Ann Roe</dc:creator>
<dc:creator opf:role="ill">Ed Pen</dc:creator><dc:creator opf:role="aut">Bo Lind</dc:creator>
<dc:date opf:event="modification">2020-01-01</dc:date>
<dc:date opf:event="publication">1999-05-06T00:00:00Z</dc:date></metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="two" href="text/b%20two.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/../text/One.xhtml" media-type="application/xhtml+xml"/>
<item id="plate" href="plate.svg" media-type="image/svg+xml"/>
</manifest><spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="two" linear="no"/>
<itemref idref="plate"/><itemref idref="lost"/></spine></package>"""
PAGE = '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "x"><html>{}</html>'
ONE = PAGE.format(
    "<head><title/><style/></head><body><p class='t'>The boat</p><p>He sold it in 1704.<a "
    "epub:type='noteref' href='#n1'>1</a> <span epub:type='pagebreak' title='9'/>So it ends.</p>"
    "<aside epub:type='footnote' id='n1'><p>For nine crowns.</p></aside></body>"
)
NAV = PAGE.format(
    "<body><nav epub:type='toc'><h2>Contents</h2><ol><li><a href='text/one.xhtml'>The boat</a>"
    "</li><li><a href='text/b%20two.xhtml#x'>The inn</a></li></ol></nav></body>"
)
ENTRIES = {
    "META-INF/container.xml": CONTAINER,
    "OPS/book.opf": PACKAGE,
    "OPS/nav.xhtml": NAV,
    "OPS/text/one.xhtml": ONE,
    "OPS/text/b two.xhtml": PAGE.format("<body><h1>The inn</h1><p>It had a bell.</p></body>"),
    "OPS/plate.svg": "<svg/>",
}


def encryption(algorithm: str) -> str:
    return (
        '<encryption xmlns="e"><EncryptedData xmlns="x"><EncryptionMethod Algorithm='
        f'"{algorithm}"/><CipherData><CipherReference URI="OPS/text/one.xhtml"/></CipherData>'
        "</EncryptedData></encryption>"
    )


def test_chapters_are_in_the_order_of_the_spine_with_headings_and_contents() -> None:
    extract = read_epub(make_files.zipped(ENTRIES))
    assert extract.text.split("\n\n") == [
        *("Contents", "The boat", "The inn"),
        *("The boat", "He sold it in 1704.[1] So it ends.", "For nine crowns."),
        *("The inn", "It had a bell."),
    ]
    kinds = [
        (marker.kind, extract.text[marker.start : marker.end] or marker.label)
        for marker in extract.markers
    ]
    assert kinds == [
        ("heading", "Contents"),
        ("contents", "The boat"),
        ("contents", "The inn"),
        ("heading", "The boat"),
        ("page", "9"),
        ("note", "For nine crowns."),
        ("heading", "The inn"),
    ]
    page = next(marker for marker in extract.markers if marker.kind == "page")
    assert extract.text[page.start :].startswith("So it ends.")
    assert +extract.losses == {
        "pages with only a picture skipped": 1,
        "chapters missing": 1,
        "pictures skipped": 1,
    }


def test_pages_that_the_book_does_not_lead_to_are_counted() -> None:
    package = PACKAGE.replace('<itemref idref="one"/>', "")
    extract = read_epub(make_files.zipped({**ENTRIES, "OPS/book.opf": package}))
    assert "He sold it" not in extract.text
    assert extract.losses["pages outside the reading order skipped"] == 1


def test_title_authors_and_date_of_publication() -> None:
    extract = read_epub(make_files.zipped(ENTRIES))
    assert (extract.title, extract.author, extract.date) == (
        "The ferry—a life",
        "Ann Roe, Bo Lind",
        "1999-05-06",
    )


def test_a_table_of_a_chapter_has_the_names_of_its_columns() -> None:
    table = "<table><tr><th>Year</th><th>Toll</th></tr><tr><td>1931</td><td>2</td></tr></table>"
    chapter = PAGE.format(f"<body>{table}</body>")
    extract = read_epub(make_files.zipped({**ENTRIES, "OPS/text/one.xhtml": chapter}))
    assert "Year: 1931; Toll: 2." in extract.text.split("\n\n")


def test_a_protected_book_is_refused_but_not_for_its_fonts() -> None:
    entries = {**ENTRIES, "META-INF/encryption.xml": encryption("http://x/2001/04/xmlenc#aes128")}
    with pytest.raises(PinciteError, match=r"protected \(DRM\): its text is encrypted"):
        read_epub(make_files.zipped(entries))
    fonts = encryption("http://www.idpf.org/2008/embedding")
    assert read_epub(make_files.zipped({**ENTRIES, "META-INF/encryption.xml": fonts})).title


def test_entities_of_a_package_are_not_read() -> None:
    bomb = PACKAGE.replace(
        'SYSTEM "oeb1.dtd"', '[<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "x">]'
    ).replace("a life", "&b;&c;")
    assert read_epub(make_files.zipped({**ENTRIES, "OPS/book.opf": bomb})).title == "The ferry—"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("META-INF/container.xml", "<container/>", "does not name a package document"),
        ("META-INF/container.xml", "", "is not valid XML"),
        ("OPS/book.opf", "not xml", "is not valid XML"),
        ("OPS/text/one.xhtml", b"\0\1\2\3", "this is not text"),
    ],
)
def test_damaged_books_are_refused(name: str, content: str | bytes, reason: str) -> None:
    with pytest.raises(PinciteError, match=reason):
        read_epub(make_files.zipped({**ENTRIES, name: content}))


def test_a_book_without_a_spine_is_read_in_the_order_of_its_parts() -> None:
    package = PACKAGE.partition("<spine>")[0] + "</package>"
    text = read_epub(make_files.zipped({**ENTRIES, "OPS/book.opf": package})).text
    assert text.index("It had a bell.") < text.index("He sold it")

"""Styles of Word documents: inheritance."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from index.formats.office.docx.styles import NumberReference, Styles
from index.formats.office.markup import localised
from tests.index.formats.office.builders import W

STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="House"><w:name w:val="House"/>
 <w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="Body"><w:name w:val="Body"/><w:basedOn w:val="House"/>
 <w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Topic"><w:name w:val="Topic"/>
 <w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/>
 <w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style>
<w:style w:type="paragraph" w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>
 <w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="4"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="Mark"><w:name w:val="footnote reference"/>
 <w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="table" w:styleId="Grid"><w:name w:val="Grid"/>
 <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>
</w:styles>"""


@pytest.fixture
def styles() -> Styles:
    return Styles(localised(fromstring(STYLES)))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("berschrift1", True),
        ("House", True),
        ("Body", False),
        ("Topic", True),
        ("TOC1", False),
        ("A", False),
        ("Normal", False),
        ("Heading2", True),
        ("Nowhere", False),
    ],
)
def test_headings_are_known_by_name_or_outline_level(
    styles: Styles, style: str, expected: bool
) -> None:
    assert styles.is_heading(style) is expected


def test_what_is_inherited(styles: Styles) -> None:
    assert [id for id, _ in styles.chain("A")] == ["A", "B"], "a circle ends"
    assert styles.default_paragraph == "Normal"
    assert styles.numbering("Normal") == NumberReference("4", 1, "Normal")
    assert styles.numbering("Topic") is None
    assert styles.raised("Mark") == "superscript"
    assert styles.has_bold_first_row("Grid")
    assert not styles.has_bold_first_row("Normal")


def test_a_document_without_styles() -> None:
    styles = Styles(None)
    assert (styles.default_paragraph, styles.name("X"), styles.is_hidden("X")) == ("", "x", False)

"""Automatic numbers of Word paragraphs."""

from __future__ import annotations

import pytest

from index.formats.office.docx.numbering import Numbering
from index.formats.office.docx.reader import read_docx
from index.formats.office.docx.styles import Styles
from tests.index.formats.office.builders import abstract, item, num, para, row, table, word

LEGAL = abstract(1, "decimal %1.", "decimal %1.%2", "lowerLetter (%3)", "lowerRoman (%4)")


def texts(body: str, numbering: str, styles: str = "") -> list[str]:
    return read_docx(word(body, numbering=numbering, styles=styles)).text.split("\n\n")


def test_clauses_count_by_level_and_begin_again_below_a_new_clause() -> None:
    body = "".join(
        item(text, 1, level)
        for text, level in [
            ("Hire", 0),
            ("Rates", 1),
            ("by day", 2),
            ("by week", 2),
            ("Rebates", 1),
            ("for clubs", 2),
            ("Return", 0),
            ("Place", 1),
        ]
    )
    assert texts(body, LEGAL + num(1, 1)) == [
        "1. Hire",
        "1.1 Rates",
        "(a) by day",
        "(b) by week",
        "1.2 Rebates",
        "(a) for clubs",
        "2. Return",
        "2.1 Place",
    ]


def test_lists_of_one_definition_go_on_unless_an_override_starts_them_again() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride>'
    numbering = LEGAL + num(1, 1) + num(2, 1) + num(3, 1, override)
    body = item("a", 1) + para("Between.") + item("b", 2) + item("c", 3) + item("d", 3)
    assert texts(body, numbering) == ["1. a", "Between.", "2. b", "4. c", "5. d"]


def test_an_override_may_define_a_level_anew() -> None:
    level = (
        '<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="3"/>'
        '<w:numFmt w:val="upperRoman"/><w:lvlText w:val="Part %1:"/></w:lvl></w:lvlOverride>'
    )
    assert texts(item("Oars", 1), LEGAL + num(1, 1, level)) == ["Part III: Oars"]


def test_a_level_without_an_item_above_counts_as_if_there_were_one() -> None:
    body = item("below", 1, 1) + item("top", 1) + item("below", 1, 1)
    assert texts(body, LEGAL + num(1, 1)) == ["1.1 below", "2. top", "2.1 below"]


def test_a_level_that_never_restarts_counts_on() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="1">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperLetter"/>'
        '<w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/><w:lvlText w:val="%2."/></w:lvl>'
        "</w:abstractNum>"
    ) + num(1, 1)
    body = item("x", 1) + item("y", 1, 1) + item("z", 1) + item("w", 1, 1)
    assert texts(body, numbering) == ["A. x", "1. y", "B. z", "2. w"]


def test_legal_numbering_writes_all_levels_in_digits() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="1">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/>'
        '<w:lvlText w:val="Article %1"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="Section %1.%2"/></w:lvl>'
        "</w:abstractNum>"
    ) + num(1, 1)
    body = item("Scope", 1) + item("Ships", 1, 1)
    assert texts(body, numbering) == ["Article I Scope", "Section 1.1 Ships"]


def test_bullets_are_no_words_but_literal_words_are() -> None:
    numbering = abstract(1, "bullet \uf0b7") + num(1, 1) + abstract(2, "none Note:") + num(2, 2)
    assert texts(item("tea", 1) + item("Dry it.", 2), numbering) == ["tea", "Note: Dry it."]


STYLES = """
<w:style w:type="paragraph" w:styleId="Clause"><w:name w:val="Clause"/>
 <w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:basedOn w:val="Clause"/>
 <w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Plain"><w:name w:val="Plain"/><w:basedOn w:val="Clause"/>
 <w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/>
 <w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:type="numbering" w:styleId="House"><w:name w:val="House"/>
 <w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
"""


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ('<w:pStyle w:val="Clause"/>', "1. Text"),
        ('<w:pStyle w:val="Sub"/>', "1.1 Text"),
        ('<w:pStyle w:val="Plain"/>', "Text"),
        ('<w:pStyle w:val="Clause"/><w:numPr><w:numId w:val="0"/></w:numPr>', "Text"),
        ('<w:pStyle w:val="Clause"/><w:numPr><w:ilvl w:val="2"/></w:numPr>', "(a) Text"),
        ('<w:numPr><w:numId w:val="77"/></w:numPr>', "Text"),
    ],
)
def test_numbers_come_from_styles_unless_the_paragraph_says_otherwise(
    properties: str, expected: str
) -> None:
    assert texts(para("Text", properties), LEGAL + num(1, 1), STYLES) == [expected]


def test_a_style_has_the_level_that_names_it_and_headings_keep_their_numbers() -> None:
    numbering = (
        LEGAL + num(1, 1) + '<w:abstractNum w:abstractNumId="2">'
        '<w:lvl w:ilvl="1"><w:start w:val="7"/><w:numFmt w:val="decimal"/>'
        '<w:pStyle w:val="Heading2"/><w:lvlText w:val="§ %2"/></w:lvl></w:abstractNum>' + num(2, 2)
    )
    extract = read_docx(
        word(para("Rent", '<w:pStyle w:val="Heading2"/>'), numbering=numbering, styles=STYLES)
    )
    assert [marker.label for marker in extract.markers] == ["§ 7 Rent"]
    assert extract.title == "Rent"


def test_a_list_style_is_followed_to_its_definition() -> None:
    numbering = (
        LEGAL
        + '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="House"/></w:abstractNum>'
        + num(1, 1)
        + num(5, 5)
    )
    assert texts(item("Text", 5), numbering, STYLES) == ["1. Text"]


def test_numbers_count_through_table_cells_and_not_for_deleted_paragraphs() -> None:
    deleted = (
        '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        '<w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
        '<w:del w:id="2"><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>'
    )
    cells = table(
        row(f"<w:tc>{item('', 1)}</w:tc>", "oar"), row(f"<w:tc>{item('', 1)}</w:tc>", "sail")
    )
    assert texts(item("first", 1) + deleted + cells + item("last", 1), LEGAL + num(1, 1)) == [
        "1. first",
        "2. | oar.",
        "3. | sail.",
        "4. last",
    ]


def test_a_document_without_lists_has_no_numbers() -> None:
    assert Numbering(None, Styles(None)).label(None, "Normal") == ""

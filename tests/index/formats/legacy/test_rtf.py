"""RTF: text, code pages, tables, notes; hidden and deleted text is counted."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.formats.legacy.rtf import read_rtf
from index.formats.legacy.rtf_codes import LOST, SKIPPED, iso_date
from index.formats.legacy.rtf_fonts import Fonts, field_symbol
from index.formats.legacy.rtf_table import RtfTable
from index.formats.legacy.rtf_tokens import Brace, Sign, Word, tokens

SOURCE = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Helvetica;}
{\f1\fcharset204 Arial Cyr;}}
{\colortbl;\red0;}{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}}
{\info{\title The \'fcbung}{\author Ann}{\creatim\yr2020\mo3\dy4}}
{\header\pard Contract KV-22\par}{\headerf\pard Contract KV-22\par}
\pard\s1 Mills in K\'f6ln\par
\pard The mill \b grinds\b0  50 {\f1 \'cf\'f0\'e8} \u8364\'80 and \u-10179?\u-8704? \{done\}.
{\footnote\pard {\super\chftn} Told by Ann.}\par
{\v hidden words}Shown {\deleted gone }words.{\*\unknown secret}\par
{\listtext 1.\tab}First clause.\par
\trowd\cellx1000\cellx2000\pard\intbl Year\cell Toll\cell\row
\trowd\cellx1000\cellx2000\pard\intbl 1931\cell 2 crowns\cell\row
\trowd\cellx1000\clvmrg\cellx2000\pard\intbl 1932\cell\cell\row
\pard {\field{\*\fldinst HYPERLINK "http://x"}{\fldrslt The site}} is up.\par
{\pict\pngblip 8950}{\bin4 }}}x}After.
}"""


def test_rtf_is_read() -> None:
    extract = read_rtf(SOURCE)
    assert extract.text.split("\n\n") == [
        "Contract KV-22",
        "Mills in Köln",
        "The mill grinds 50 При € and 😀 {done}.",
        "Told by Ann.",
        "Shown words.",
        "1. First clause.",
        "Year: 1931; Toll: 2 crowns.",
        "Year: 1932; Toll: 2 crowns.",
        "The site is up.",
        "After.",
    ]
    assert (extract.title, extract.author, extract.date) == ("The übung", "Ann", "2020-03-04")
    assert extract.losses == {
        "hidden passages left out": 1,
        "tracked deletions left out": 1,
        "pictures skipped": 1,
    }
    kinds = [(marker.kind, marker.label) for marker in extract.markers if marker.kind != "row"]
    assert kinds == [("heading", "Mills in Köln"), ("note", "")]


def test_text_edit_of_macos_writes_line_ends_as_paragraphs() -> None:
    source = (
        b"{\\rtf1\\ansi\\cocoartf2709{\\fonttbl\\f0\\fswiss Helvetica;}\n\\pard\\f0 One.\\\nTwo.}"
    )
    assert read_rtf(source).text == "One.\n\nTwo."


def test_what_is_not_rtf_is_refused() -> None:
    with pytest.raises(PinciteError, match="this is not RTF"):
        read_rtf(b"{\\html words}")
    with pytest.raises(PinciteError, match="nested too deeply"):
        read_rtf(b"{\\rtf1" + b"{" * 2_000 + b"words")


def test_raised_text_and_notes_that_other_readers_may_skip() -> None:
    source = (
        rb"{\rtf1 450{\super 2} guests in 60 m\super 2\nosupersub  and H{\sub 2}O."
        rb"{\*\footnote\chftn\pard Told by Ann.\par}\par After.}"
    )
    extract = read_rtf(source)
    text = "450^2 guests in 60 m² and H2O."
    assert extract.text.split("\n\n") == [text, "Told by Ann.", "After."]
    assert [marker.kind for marker in extract.markers] == ["note"]


def test_tokens_tell_coded_braces_from_those_of_groups() -> None:
    assert list(tokens(rb"{\*\b0 x\'7d\*\i" + b"\n" + rb"{" + b"\r\n" + rb"\*\x\bin2 }}\~}")) == [
        *(Brace(True), Word("b", 0, True), b"x", b"}", Word("i", None, False)),
        *(Brace(True), Word("x", None, True), Sign("~"), Brace(False)),
    ]
    assert not SKIPPED & LOST.keys()


def test_a_mark_within_a_group_skips_nothing() -> None:
    source = rb"{\rtf1 See {\field{\*\fldinst HYPERLINK x}{\fldrslt \*\cs12 the mill}}.}"
    assert read_rtf(source).text == "See the mill."


def test_symbols_are_characters() -> None:
    fonts = (
        rb"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset2 Symbol;}{\f2\fcharset2 Mill"
        rb"{\*\falt x}marks;}{\f3\cpg1251 Cyr;}}"
    )
    field = rb'{\field{\*\fldinst SYMBOL 183 \\f "Symbol" \\s 12}{\fldrslt\f1}}'
    source = rb"{\rtf1%s{\f1 a}b \u-3917? {\f3 \'cf} %s {\f2 a}.}" % (fonts, field)
    extract = read_rtf(source)
    assert extract.text == "αb ≥ П • a."
    assert field_symbol("SYMBOL 0x61 \\\\f Symbol") == ("α", 0)
    assert field_symbol("SYMBOL 233") == ("é", 0)
    assert field_symbol('SYMBOL 1 \\\\f "Symbol"') == ("", 1)
    assert field_symbol("PAGE") == ("", 0)
    assert Fonts().symbol_font(1) == ""


def test_drawn_text_of_old_versions_is_read_and_pictures_are_counted() -> None:
    source = (
        rb"{\rtf1 Before.\par {\*\do\dobxpage{\dptxbxtext\pard Drawn.\par}}After.\par"
        rb"{\*\shppict{\pict\pngblip 89}}{\nonshppict{\pict\wmetafile8 01}}"
        rb"{\shp{\*\shpinst{\shptxt Boxed.\par}}{\shprslt{\*\do{\dptxbxtext Boxed.\par}}}}End.}"
    )
    extract = read_rtf(source)
    assert extract.text.split("\n\n") == ["Before.", "After.", "Drawn.", "End.", "Boxed."]
    assert extract.losses == {"pictures skipped": 1}


def test_marks_of_list_items_are_left_out_and_numbers_stay() -> None:
    items = (
        rb"{\listtext\f1 o\tab}First.\par {\pntext\'b7\tab}Second.\par {\listtext b)\tab}Third.\par"
    )
    text = read_rtf(rb"{\rtf1\ansi " + items + rb" \bullet\tab Fourth.}").text
    assert text.split("\n\n") == ["First.", "Second.", "b) Third.", "Fourth."]


def test_the_date_is_that_of_the_last_change() -> None:
    info = rb"{\info{\creatim\yr1999\mo2\dy3}{\revtim\yr%d\mo9\dy19}{\printim\yr2020\mo1\dy1}}"
    for year, expected in ((2013, "2013-09-19"), (1601, "1999-02-03")):
        extract = read_rtf(rb"{\rtf1{\info{\title Title}}%s Words.}" % (info % year))
        assert (extract.date, extract.title) == (expected, "")
    assert iso_date({"yr": 2015, "mo": 0, "dy": 6}) == iso_date({}) == ""


def test_cells_over_several_columns_have_the_names_of_all() -> None:
    def row(*cells: tuple[int, bytes]) -> bytes:
        edges = b"".join(rb"\cellx%d" % edge for edge, _ in cells)
        texts = b"".join(rb"\intbl %s\cell" % text for _, text in cells)
        return rb"\trowd" + edges + texts + rb"\row"

    names = row((2000, b"Mill"), (4000, b"Corn"), (6000, b"Flour"), (8000, b"Years"))
    first = row((2010, b"North"), (3990, b"12 t"), (6000, b"9 t"), (8005, b"1931"))
    wide = row((2000, b"South"), (6000, b"not measured"), (8000, b"1932"))
    text = read_rtf(rb"{\rtf1 " + names + first + wide + rb"\pard }").text
    assert text.split("\n\n") == [
        "Mill: North; Corn: 12 t; Flour: 9 t; Years: 1931.",
        "Mill: South; Corn: not measured; Flour: not measured; Years: 1932.",
    ]


def test_merged_cells_are_repeated() -> None:
    table = RtfTable()
    for texts, merged in ((("a", "", "b"), ("", "left", "")), (("", "c", "d"), ("above", "", ""))):
        table.define_row()
        for place, direction in enumerate(merged):
            table.merge(direction)
            table.define_cell(1000 * place)
        for text in texts:
            table.add_cell(text)
        table.end_row()
    assert table.take_rows() == ([["a", "a", "b"], ["a", "c", "d"]], True)
    assert table.take_rows() == ([], False)


def test_rows_without_edges_have_a_column_for_each_cell() -> None:
    table = RtfTable()
    for edges, texts in (((900, 500), ("a", "b")), ((), ("c", "d", "e"))):
        table.define_row()
        for edge in edges:
            table.define_cell(edge)
        for text in texts:
            table.add_cell(text)
        table.end_row()
    assert table.take_rows() == ([["a", "b"], ["c", "d", "e"]], False)

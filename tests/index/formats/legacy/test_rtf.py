"""RTF: text, code pages, tables, notes; hidden and deleted text is counted."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.formats.legacy.rtf import read_rtf

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

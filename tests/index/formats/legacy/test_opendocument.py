"""OpenDocument spreadsheets and presentations."""

from __future__ import annotations

import pytest

from index.errors import PinciteError
from index.formats.legacy.odp import read_fodp, read_odp
from index.formats.legacy.ods import read_fods, read_ods
from index.formats.legacy.opendocument import read_fodt
from index.formats.zip_package import pack
from tests.support.make_open_document import flat, fodt

SHEET = """<office:automatic-styles><style:style style:name="h">
<style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:spreadsheet><table:table table:name="Tolls">
<table:table-column table:number-columns-repeated="2"/>
<table:table-column table:visibility="collapse"/>
<table:table-header-rows><table:table-row>
{year}{toll}{note}<table:table-cell table:number-columns-repeated="16381"/></table:table-row>
</table:table-header-rows>
<table:table-row><table:table-cell><text:p>1931</text:p></table:table-cell>
<table:table-cell table:number-rows-spanned="2"><office:annotation><text:p>In winter.</text:p>
</office:annotation><text:p>2<text:s/>crowns</text:p></table:table-cell>
<table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>1932</text:p></table:table-cell>
<table:covered-table-cell/></table:table-row>
<table:table-row table:visibility="filter"><table:table-cell><text:p>1933</text:p>
</table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>
</table:table>
<table:table table:name="Old" table:style-name="h"><table:table-row>{year}</table:table-row>
</table:table></office:spreadsheet>"""

PAGE = """<office:presentation><draw:page>
<draw:frame><draw:text-box><text:p>Body.</text:p></draw:text-box></draw:frame>
<draw:frame presentation:class="title"><draw:text-box><text:p>Mills</text:p></draw:text-box>
</draw:frame><draw:g><draw:custom-shape><text:p>In a group.</text:p></draw:custom-shape></draw:g>
<draw:frame><draw:image/></draw:frame>
<presentation:notes><draw:frame><draw:text-box><text:p>Speak <text:span>up</text:span>.</text:p>
<text:p><text:page-number>1</text:page-number></text:p></draw:text-box></draw:frame>
</presentation:notes></draw:page></office:presentation>"""


def cell(text: str) -> str:
    return f"<table:table-cell><text:p>{text}</text:p></table:table-cell>"


def test_a_spreadsheet_is_read_as_shown() -> None:
    source = SHEET.format(year=cell("Year"), toll=cell("Toll"), note=cell("Note"))
    extract = read_fods(flat("spreadsheet", source))
    assert extract.text.split("\n\n") == [
        "Tolls",
        "Year: 1931; Toll: 2 crowns.",
        "Year: 1932; Toll: 2 crowns.",
        "Comment on B2, 2 crowns: In winter.",
    ]
    assert {what: count for what, count in extract.losses.items() if count} == {
        "hidden sheets skipped": 1,
        "hidden rows skipped": 1,
        "cells of hidden columns skipped": 2,
    }


def test_a_presentation_has_its_titles_first() -> None:
    extract = read_fodp(flat("presentation", PAGE))
    assert extract.text.split("\n\n") == ["Mills", "Body.", "In a group.", "Speak up."]
    assert extract.losses == {"pictures skipped": 1}
    assert [marker.kind for marker in extract.markers] == ["page", "heading", "note"]


def test_a_sheet_has_limits() -> None:
    row = f'<table:table-row table:number-rows-repeated="900">{cell("x")}</table:table-row>'
    body = f"<office:spreadsheet><table:table>{row * 300}</table:table></office:spreadsheet>"
    with pytest.raises(PinciteError, match="it has a sheet of more than 200,000 rows"):
        read_fods(flat("spreadsheet", body))


def test_hidden_slides_raised_text_and_made_up_titles_of_a_presentation() -> None:
    slides = """<office:automatic-styles><style:style style:name="h">
<style:drawing-page-properties presentation:visibility="hidden"/></style:style>
<style:style style:name="r"><style:text-properties style:text-position="30% 58%"/></style:style>
</office:automatic-styles><office:presentation><draw:page><draw:frame presentation:class="title">
<draw:text-box><text:p>Mills</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box>
<text:p>450<text:span text:style-name="r">2</text:span> mills of 60 m<text:span
text:style-name="r">2</text:span>.</text:p></draw:text-box></draw:frame></draw:page>
<draw:page draw:style-name="h"><draw:frame><draw:text-box><text:p>Old.</text:p></draw:text-box>
</draw:frame></draw:page></office:presentation>"""
    extract = read_fodp(flat("presentation", slides))
    assert extract.text.split("\n\n") == ["Mills", "450^2 mills of 60 m²."]
    assert (extract.title, extract.losses["hidden slides skipped"]) == ("Mills", 1)


def test_equal_values_side_by_side_are_not_one_merged_cell() -> None:
    rows = [("Week", "Rain", "Snow", "Frost"), ("0", "0", "0", "0"), ("1", "no", "no", "no")]
    merged = (
        '<table:table-row><table:table-cell table:number-columns-spanned="4">'
        "<text:p>Days of rain</text:p></table:table-cell>"
        '<table:covered-table-cell table:number-columns-repeated="3"/></table:table-row>'
    )
    body = "".join(
        f"<table:table-row>{''.join(cell(text) for text in row)}</table:table-row>" for row in rows
    )
    sheet = "<office:spreadsheet><table:table>{}{}</table:table></office:spreadsheet>"
    plain = ["Week: 0; Rain: 0; Snow: 0; Frost: 0.", "Week: 1; Rain: no; Snow: no; Frost: no."]
    for title, expected in (("", plain), (merged, ["Days of rain", *plain])):
        extract = read_fods(flat("spreadsheet", sheet.format(title, body)))
        assert extract.text.split("\n\n") == expected


def test_comments_have_their_cells_and_drawn_text_is_read() -> None:
    note = "<office:annotation><dc:creator>Ann</dc:creator><text:p>{}</text:p></office:annotation>"
    sheet = (
        '<office:spreadsheet><table:table table:name="Tolls"><table:shapes><draw:frame>'
        "<draw:text-box><text:p>Drawn.</text:p></draw:text-box></draw:frame></table:shapes>"
        '<table:table-column/><table:table-column table:visibility="collapse"/>'
        f'<table:table-row table:number-rows-repeated="2">{cell("1931")}</table:table-row>'
        '<table:table-row><table:table-cell table:number-columns-repeated="27"/>'
        f"<table:table-cell>{note.format('Check it.')}<text:p>25</text:p></table:table-cell>"
        f"</table:table-row><table:table-row>{cell('1932')}<table:table-cell>"
        f"{note.format('Old.')}</table:table-cell></table:table-row></table:table>"
        "</office:spreadsheet>"
    )
    extract = read_fods(flat("spreadsheet", sheet))
    assert extract.text.split("\n\n")[-2:] == ["Comment by Ann on AB3, 25: Check it.", "Drawn."]
    assert [marker.kind for marker in extract.markers][-1] == "note"
    assert extract.losses["comments on hidden cells skipped"] == 1


def test_shapes_of_a_slide_are_read_by_their_places() -> None:
    box = '<draw:custom-shape svg:x="{}" svg:y="{}" svg:width="4cm" svg:height="2cm">{}{}'
    end = "</draw:custom-shape>"

    def shape(left: str, top: str, text: str) -> str:
        return box.format(left, top, f"<text:p>{text}</text:p>", end)

    group = f"<draw:g>{shape('12cm', '8cm', 'Right 2')}{shape('12cm', '50mm', 'Right 1')}</draw:g>"
    slide = shape("1cm", "8cm", "Left 2") + group + shape("10mm", "5cm", "Left 1")
    turned = (
        '<draw:custom-shape svg:width="4cm" svg:height="1cm" '
        'draw:transform="rotate (1.57) translate (20cm 5cm)"><text:p>Last</text:p>' + end
    )
    page = f"<office:presentation><draw:page>{turned}{slide}</draw:page></office:presentation>"
    extract = read_fodp(flat("presentation", page))
    assert extract.text.split("\n\n") == ["Left 1", "Left 2", "Right 1", "Right 2", "Last"]


def test_a_text_of_one_part_is_read() -> None:
    assert read_fodt(fodt("The bridge has 3 arches.")).text.endswith("The bridge has 3 arches.")


def test_a_file_that_needs_a_password_says_so() -> None:
    manifest = b'<m:manifest xmlns:m="x"><m:encryption-data/></m:manifest>'
    locked = pack({"META-INF/manifest.xml": manifest, "meta.xml": b"\x93", "content.xml": b"\x93"})
    for read in (read_ods, read_odp):
        with pytest.raises(PinciteError, match="protected with a password"):
            read(locked)

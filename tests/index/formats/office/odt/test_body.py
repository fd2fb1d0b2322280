"""Paragraphs, blocks and tables of an OpenDocument text by themselves."""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import fromstring

from index.formats.extract import ExtractedText
from index.formats.office.odt.body import BodyReader
from index.formats.office.odt.inline import InlineReader
from index.formats.office.odt.styles import Styles
from index.formats.office.odt.tables import read_grid
from index.formats.zip_package import ZipPackage
from tests.index.formats.office.builders import odf


def test_a_paragraph_and_what_is_anchored_in_it() -> None:
    losses: Counter[str] = Counter()
    reader = InlineReader(Styles(), losses, lambda node: "")
    node = fromstring(
        "<p>a<frame/><note><note-citation>3</note-citation><note-body><p>n</p></note-body></note>"
        "<ruby><ruby-base>b</ruby-base><ruby-text>c</ruby-text></ruby><page-number>9</page-number></p>"
    )
    paragraph = reader.read(node)
    assert paragraph.text == "a[3]b9"
    assert [shape.tag for shape in paragraph.shapes] == ["frame"]
    assert [mark for mark, _ in paragraph.notes] == ["3"]
    assert losses == {"readings of characters skipped": 1}


def test_blocks_of_any_element() -> None:
    extract = ExtractedText()
    reader = BodyReader(extract, ZipPackage(odf("")), Styles())
    reader.add(
        fromstring("<x><p>One.</p><section><h>Two</h></section><forms><p>no</p></forms></x>")
    )
    assert extract.text == "One.\n\nTwo"
    assert reader.first == [("One.", None), ("Two", "heading")]


def test_a_grid_repeats_cells_and_counts_header_rows() -> None:
    cell = "<table-cell{}><p>{}</p></table-cell>"
    node = fromstring(
        "<table><table-header-rows><table-row>"
        + cell.format(' number-columns-repeated="2"', "h")
        + "</table-row></table-header-rows><table-row>"
        + cell.format(' number-columns-spanned="2"', "x")
        + "<covered-table-cell/></table-row></table>"
    )
    grid = read_grid(node, Counter(), Styles())
    assert [[cell.length if cell else 0 for cell in row] for row in grid.rows] == [[1, 1], [1, 1]]
    assert grid.rows[1][0] is grid.rows[1][1]
    assert grid.header_rows == 1

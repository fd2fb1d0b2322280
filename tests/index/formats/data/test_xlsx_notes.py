"""What a sheet has besides cells: comments, text boxes, headers and footers, pictures, charts."""

from __future__ import annotations

import io
import zipfile

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from index.formats.data.xlsx import read_xlsx
from tests.index.formats.data.workbooks import lines, read, rows, saved
from tests.support import make_files


def test_comments_name_their_cells() -> None:
    def fill(sheet: Worksheet) -> None:
        rows(["Organ", "Pipes"], ["Abbey", 1840])(sheet)
        sheet["B2"].comment = Comment("Without the\npedals.", "Ann")
        sheet["C7"].comment = Comment("Ann:\nNothing here.", "Ann")

    extract = read(fill)
    assert lines(extract)[1:] == [
        "Comment by Ann on B2, 1840: Without the pedals.",
        "Comment by Ann on C7: Nothing here.",
    ]
    assert [marker.kind for marker in extract.markers][-2:] == ["note", "note"]


def test_threads_of_comments_are_read_once() -> None:
    def fill(sheet: Worksheet) -> None:
        rows(["Organ", "Pipes"], ["Abbey", 1840])(sheet)
        sheet["B2"].comment = Comment("[Threaded comment] Comment: Count them.", "tc={1}")

    book = Workbook()
    book.active.title = "S"
    fill(book.active)
    with zipfile.ZipFile(io.BytesIO(saved(book))) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    link = 'Type="x/threadedComment" Target="../threadedComments/t.xml"'
    parts[rels] = parts[rels].replace("</Rel", f'<Relationship Id="t" {link}/></Rel')
    words = (("p1", "Count them."), ("p2", "I did."))
    parts["xl/threadedComments/t.xml"] = "<ThreadedComments>{}</ThreadedComments>".format(
        "".join(
            f'<threadedComment ref="B2" personId="{person}"><text>{text}</text></threadedComment>'
            for person, text in words
        )
    )
    parts["xl/persons/person.xml"] = (
        '<personList><person id="p1" displayName="Ann"/><person id="p2" displayName="Bo"/>'
        "</personList>"
    )
    assert lines(read_xlsx(make_files.zipped(parts)))[1:] == [
        "Comment by Ann on B2, 1840: Count them.",
        "Comment by Bo on B2, 1840: I did.",
    ]


def test_text_boxes_headers_pictures_and_charts() -> None:
    def fill(sheet: Worksheet) -> None:
        rows(["Year", "Tons"], ["first", 5])(sheet)
        sheet.oddHeader.left.text = "Mill && Sons"
        sheet.oddFooter.center.text = "Page &P of &N"
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2))
        sheet.add_chart(chart, "D2")

    box = "<sp><txBody><p><r><t>Mind the </t></r><r><t>gap.</t></r></p></txBody></sp><pic/></wsDr>"
    extract = read(fill, {"xl/drawings/drawing1.xml": ("</wsDr>", box)})
    assert lines(extract)[1:] == ["Mind the gap.", "Mill & Sons"]
    assert +extract.losses == {"pictures skipped": 1, "charts and diagrams skipped": 1}

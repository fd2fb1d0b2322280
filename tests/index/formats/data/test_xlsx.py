"""Workbooks: values as shown, merged and hidden cells, comments, tables; openpyxl as the oracle."""

from __future__ import annotations

import datetime
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from index.formats.data.xlsx import read_xlsx
from tests.index.formats.data.workbooks import changed, lines, read, rows, saved
from tests.support import make_files

FORMULA = r"<f>SUM\(B2:B3\)</f><v ?(/>|></v>)"


def test_rows_have_the_names_of_their_columns() -> None:
    table = [["Name", "Born", "Size"], ["Ann", "date:44322", "7"], ["Bo", "", "8"]]
    extract = read_xlsx(make_files.xlsx(table))
    assert extract.text.split("\n\n") == [
        "Figures",
        "Name: Ann; Born: 2021-05-06; Size: 7.",
        "Name: Bo; Size: 8.",
    ]
    assert [marker.kind for marker in extract.markers] == ["heading", "row", "row"]


def test_values_are_read_as_the_cells_show_them() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Shift", "Start", "Hours", "Margin", "Pay", "Day", "Open", "Code", "Result"])
        sheet.append(["A", 0.3125, 1.75, 0.153, 1234.5, None, True, "0071", "#N/A"])
        for cell, code in (("B2", "h:mm"), ("C2", "[h]:mm"), ("D2", "0.0%"), ("E2", '"€"#,##0.00')):
            sheet[cell].number_format = code
        sheet["F2"] = datetime.date(1987, 6, 9)

    assert lines(read(fill)) == [
        "Shift: A; Start: 7:30; Hours: 42:00; Margin: 15.3%; Pay: €1,234.50; Day: 1987-06-09; "
        "Open: TRUE; Code: 0071; Result: #N/A."
    ]


def test_dates_of_a_workbook_that_counts_from_1904() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["Bell", "Cast"])
    book.active.append(["Sophia", datetime.date(1998, 11, 20)])
    assert read_xlsx(saved(book)).text.endswith("Bell: Sophia; Cast: 1998-11-20.")


def test_strings_with_runs_in_place_and_escaped() -> None:
    def fill(sheet: Worksheet) -> None:
        rich = CellRichText("half ", TextBlock(InlineFont(b=True), "bold"), " end")
        sheet.append(["Kind", "Words"])
        sheet.append(["rich", rich])
        sheet.append(["escaped", "one_x000D_\ntwo"])

    inline = '<c r="A4" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c>'
    phonetic = '<c r="B4" t="inlineStr"><is><t>東京</t><rPh><t>トウキョウ</t></rPh></is></c>'
    change = {
        "xl/worksheets/sheet1.xml": ("</sheetData>", f"<row>{inline}{phonetic}</row></sheetData>")
    }
    assert lines(read(fill, change)) == [
        *("Kind: rich; Words: half bold end.", "Kind: escaped; Words: one two."),
        "Kind: inline; Words: 東京.",
    ]


def test_formulas_without_a_stored_result_are_counted() -> None:
    fill = rows(["Item", "Cost"], ["Rent", 700], ["Power", 0], ["Total", "=SUM(B2:B3)"])
    extract = read(fill)
    assert lines(extract) == ["Item: Rent; Cost: 700.", "Item: Power; Cost: 0.", "Total"]
    assert +extract.losses == {"formulas without a stored result": 1}
    part = "xl/worksheets/sheet1.xml"
    for stored, last, lost in [
        ("<v>700</v>", "Item: Total; Cost: 700.", 0),
        ("<v>0</v>", "Total", 1),  # as XlsxWriter writes it: to be computed when it is opened
    ]:
        extract = read(fill, {part: (FORMULA, f"<f>SUM(B2:B3)</f>{stored}")})
        assert (lines(extract)[-1], extract.losses.total()) == (last, lost)
    empty = {part: (f'<c r="B4">{FORMULA}', '<c r="B4" t="str"><f>""</f><v></v>')}
    assert not read(fill, empty).losses.total()


def test_merged_cells_are_repeated() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (["Group", "Voice", "Day"], ["Choir", "Alto", "May"], ["", "Bass", "June"]):
            sheet.append(row)
        sheet.append(["All", "", ""])
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("A4:B4")

    assert lines(read(fill)) == [
        "Group: Choir; Voice: Alto; Day: May.",
        "Group: Choir; Voice: Bass; Day: June.",
        "Group: All; Voice: All.",
    ]


def test_a_header_of_two_rows_with_merged_names() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Harvest of the farm"])
        sheet.append([None, "2019", None, "2020", None])
        sheet.append(["Crop", "Area", "Yield", "Area", "Yield"])
        sheet.append(["Oats", 5, 12, 6, 13])
        for cells in ("A1:E1", "B2:C2", "D2:E2"):
            sheet.merge_cells(cells)

    assert lines(read(fill)) == [
        "Harvest of the farm",
        "Crop: Oats; 2019 Area: 5; 2019 Yield: 12; 2020 Area: 6; 2020 Yield: 13.",
    ]


def test_what_is_hidden_is_left_out_and_counted() -> None:
    book = Workbook()
    sheet = book.active
    for row in (["Name", "Pin", "Town"], ["Ann", 1111, "Ilm"], ["Bo", 2222, "Ulm"], ["Cy", 3, ""]):
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    sheet["D2"] = "secret"
    sheet["D2"].number_format = ";;;"
    sheet["A3"].comment = Comment("on a hidden row", "Ann")
    for state in ("hidden", "veryHidden"):
        other = book.create_sheet(state)
        other.sheet_state = state
        other.append(["unseen"])
    extract = read_xlsx(saved(book))
    assert extract.text.split("\n\n") == ["Sheet", "Name: Ann; Town: Ilm.", "Cy"]
    assert +extract.losses == {
        "hidden sheets skipped": 2,
        "hidden rows skipped": 1,
        "cells of hidden columns skipped": 3,
        "values hidden by a number format": 1,
        "comments on hidden cells skipped": 1,
    }


def test_tables_of_a_sheet_have_their_own_names() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Stores"])
        sheet.append(["Item", "Kind", "Part", "Of"])
        sheet.append(["Bolt", "iron", "Nut", "oak"])
        sheet.append(["Pin", "brass"])
        sheet.append(["the end"])
        for name, cells in (("One", "A2:B4"), ("Two", "C2:D3")):
            sheet.add_table(Table(displayName=name, ref=cells))

    assert lines(read(fill)) == [
        *("Stores", "Part: Nut; Of: oak.", "Item: Bolt; Kind: iron.", "Item: Pin; Kind: brass."),
        "the end",
    ]


def test_ranges_of_a_hostile_file_are_bounded() -> None:
    merged = "".join(f'<mergeCell ref="A{row}:IV9999999"/>' for row in range(1, 3_000))
    cells = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 3_000))
    data = changed(
        make_files.xlsx([["a"]]),
        {
            "xl/worksheets/s.xml": (
                "</sheetData>",
                f'{cells}<row r="99999999"/></sheetData><mergeCells>{merged}</mergeCells>'
                '<cols><col min="1" max="999999999999" hidden="false"/></cols>',
            )
        },
    )
    assert read_xlsx(data).losses["merged cells not repeated"] > 0


@pytest.mark.parametrize("style", ["99", "-1", "x", "9999999999"])
def test_broken_styles_and_strings_are_left_out(style: str) -> None:
    cell = f'<row><c s="{style}"><v>5</v></c><c t="s"><v>{style}</v></c></row></sheetData>'
    data = changed(make_files.xlsx([["a"]]), {"xl/worksheets/s.xml": ("</sheetData>", cell)})
    assert read_xlsx(data).text == "Figures\n\na\n\n5"


VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.dates(datetime.date(1901, 1, 1), datetime.date(2100, 1, 1))
    | st.sampled_from(["oak", "red clay", "A-17", "=1+1", "Ann & Bo <x>", "café"])
)
SHEETS = st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=8)


@settings(deadline=None, max_examples=60)
@given(
    SHEETS, st.sets(st.integers(1, 8), max_size=2), st.sets(st.sampled_from("ABCDE"), max_size=1)
)
def test_text_and_losses_are_all_that_openpyxl_reads(
    table: list[list[object]], hidden_rows: set[int], hidden_columns: set[str]
) -> None:
    book = Workbook()
    rows(*table)(book.active)
    for row in hidden_rows:
        book.active.row_dimensions[row].hidden = True
    for column in hidden_columns:
        book.active.column_dimensions[column].hidden = True
    data = saved(book)
    extract = read_xlsx(data)
    sheet = load_workbook(io.BytesIO(data)).active
    filled = [cell for row in sheet.iter_rows() for cell in row if cell.value not in (None, "")]
    formulas = [cell for cell in filled if cell.data_type == "f"]
    values = [cell for cell in filled if cell.data_type != "f"]
    in_rows = {cell.row for cell in values if cell.row in hidden_rows}
    shown = [cell for cell in values if cell.row not in hidden_rows]
    in_columns = [cell for cell in shown if cell.column_letter in hidden_columns]
    assert extract.losses["formulas without a stored result"] == len(formulas)
    assert extract.losses["hidden rows skipped"] == len(in_rows)
    assert extract.losses["cells of hidden columns skipped"] == len(in_columns)
    missing = {
        words(cell.value)
        for cell in shown
        if cell not in in_columns and words(cell.value) not in extract.text
    }
    assert len(missing) <= extract.losses["column names without values left out"]


def words(value: object) -> str:
    """A value as a cell in the format "General", or of dates, shows it."""
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime.datetime) else str(value)

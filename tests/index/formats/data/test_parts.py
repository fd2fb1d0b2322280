"""The parts of the readers of tables, each by itself."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from decimal import Decimal
from xml.etree.ElementTree import fromstring

import pytest

from index.formats.data.areas import clean_rows, find_areas
from index.formats.data.date_format import show_date
from index.formats.data.digits import literal, marks_of, show_digits
from index.formats.data.headers import find_header, is_key_value, names_columns
from index.formats.data.json_tables import are_rows, as_table, scalar
from index.formats.data.kinds import is_year, kind_of, shape_of
from index.formats.data.xlsx_cells import Sheet, Workbook
from index.formats.data.xlsx_notes import Comment

EPOCH = datetime(1899, 12, 30)


def test_blank_rows_and_columns_separate_tables() -> None:
    grid = [
        ["Name", "Age", "", "Town", "People"],
        ["Ann", "7", "", "Ilm", "900"],
        ["", ""],
        ["Only  this"],
    ]
    assert list(find_areas(grid)) == [
        (0, [["Name", "Age"], ["Ann", "7"]]),
        (3, [["Town", "People"], ["Ilm", "900"]]),
        (0, [["Only this"]]),
    ]
    assert list(clean_rows([[" a ", ""], ["", " "]])) == [["a", ""], []]


@pytest.mark.parametrize(
    ("number", "tokens", "shown"),
    [
        (45_000.5, ["yyyy", "-", "mm", "-", "dd"], "2023-03-15"),
        (0.3125, ["h", ":", "mm"], "7:30"),
        (1.75, ["[h]", ":", "mm"], "42:00"),
        (-3.0, ["yyyy"], ""),
    ],
)
def test_dates_and_durations(number: float, tokens: list[str], shown: str) -> None:
    assert show_date(number, tokens, EPOCH) == shown


def test_digits_as_their_marks_ask() -> None:
    assert show_digits(Decimal("1234.5"), marks_of(["#", ",", "#", "#", "0", ".", "0", "0"])) == (
        "1,234.50"
    )
    assert show_digits(Decimal("0.153"), marks_of(["0", ".", "0", "%"])) == "15.3%"
    assert (literal('"kg"'), literal("\\x"), literal("0")) == ("kg", "x", None)


def test_the_names_of_columns_are_found_below_titles() -> None:
    header = find_header([["Stock", ""], ["Part", "Pieces"], ["Bearing", "35"]])
    assert (header.titles, header.names, header.rows) == (
        ["Stock"],
        ["Part", "Pieces"],
        [["Bearing", "35"]],
    )
    assert names_columns(["Crop", "2019", "2020"], [["Barley", "41", "52"]])
    assert not names_columns(["Ann", "7"], [["Bo", "8"]])
    assert is_key_value([["Name", "Ann"], ["Born", "1951"]])


def test_tables_in_json() -> None:
    values: list[object] = [True, None, "a", {}]
    assert [scalar(value) for value in values] == ["true", "", "a", ""]
    assert are_rows([["a", "1"], ["b", "2"]])
    assert not are_rows([["a", {}]])
    assert as_table({"columns": ["x", "y"], "data": [["1", "2"]]}) == [["x", "y"], ["1", "2"]]


def test_kinds_of_cells() -> None:
    assert [kind_of(cell) for cell in ("12 %", "3 May 2020", "yes", "B-7", "words here", "–")] == [
        *("number", "date", "logic", "code", "words", "")
    ]
    assert is_year("1987")
    assert not is_year("987")
    assert shape_of("A-17") == shape_of("B-4") == "A-9"


def test_cells_of_a_sheet() -> None:
    root = fromstring(
        '<worksheet><sheetData><row r="2"><c r="B2"><v>45000</v></c>'
        '<c r="C2" s="1"><v>45000</v></c></row></sheetData></worksheet>'
    )
    book = Workbook([], ["General", "yyyy-mm-dd"], EPOCH, False, Counter())
    assert list(Sheet(book, root).rows()) == [(2, {1: "45000", 2: "2023-03-15"})]


def test_a_comment_names_its_cell_and_value() -> None:
    comment = Comment("B3", "Ann", "check it")
    assert comment.sentence("86.25") == "Comment by Ann on B3, 86.25: check it"
    assert comment.sentence("") == "Comment by Ann on B3: check it"

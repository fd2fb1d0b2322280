"""Excel workbooks of before 2007."""

from __future__ import annotations

import struct

import pytest

from index.errors import PinciteError
from index.formats.legacy.xls import read_xls
from tests.support.make_xls import compound_file, number_cell, record, text_cell, workbook

ROWS = b"".join(
    [
        text_cell(0, 0, "Year"),
        text_cell(0, 1, "Toll"),
        text_cell(0, 2, "Opened"),
        number_cell(1, 0, 1931),
        number_cell(1, 1, 0.255, 1),
        number_cell(1, 2, 11_400, 2),
        number_cell(2, 0, 1932),
        text_cell(2, 1, "Zoë’s"),
    ]
)
HIDDEN_ROW = record(0x208, struct.pack("<HHHHHHI", 2, 0, 3, 255, 0, 0, 0x20))
MERGED = record(0xE5, struct.pack("<HHHHH", 1, 1, 2, 2, 2))


def test_values_are_read_as_shown() -> None:
    extract = read_xls(workbook([("Tolls", 0, ROWS), ("Old", 1, ROWS)], (0, 10, 14)))
    assert extract.text.split("\n\n") == [
        "Tolls",
        "Year: 1931; Toll: 25.50%; Opened: 1931-03-18.",
        "Year: 1932; Toll: Zoë’s.",
    ]
    assert extract.losses["hidden sheets skipped"] == 1


def test_hidden_rows_are_counted_and_merged_cells_repeated() -> None:
    extract = read_xls(workbook([("Tolls", 0, HIDDEN_ROW + ROWS)], (0, 10, 14)))
    assert "1932" not in extract.text
    assert extract.losses["hidden rows skipped"] == 1
    extract = read_xls(workbook([("Tolls", 0, ROWS + MERGED)], (0, 10, 14)))
    assert "Year: 1932; Toll: Zoë’s; Opened: 1931-03-18." in extract.text


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(PinciteError, match="this is not an Excel file"):
        read_xls(compound_file({"Other": b"x"}))
    filepass = record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    locked = workbook([("Tolls", 0, ROWS)], before=filepass)
    with pytest.raises(PinciteError, match="protected with a password"):
        read_xls(locked)


def test_equal_values_side_by_side_are_not_one_merged_cell() -> None:
    head = b"".join(text_cell(0, column, name) for column, name in enumerate(("Week", "A", "B")))
    zeros = b"".join(number_cell(1, column, 0) for column in range(3))
    words = b"".join(text_cell(2, column, "no") for column in range(3))
    extract = read_xls(workbook([("Days", 0, head + zeros + words)]))
    assert extract.text.split("\n\n")[1:] == ["Week: 0; A: 0; B: 0.", "Week: no; A: no; B: no."]

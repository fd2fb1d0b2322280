"""Excel workbooks of before 2007."""

from __future__ import annotations

import struct

import pytest

from index.errors import PinciteError
from index.formats.legacy import convert
from index.formats.legacy.compound_file import root_entries, summary
from index.formats.legacy.xls import read_xls
from index.ingest.file_type import content_suffix
from index.ingest.soffice import Conversion, find_soffice
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


def test_what_a_compound_file_is_does_not_depend_on_what_is_embedded_in_it() -> None:
    embedded = "WordDocument\0".encode("utf-16-le") + "EncryptedPackage\0".encode("utf-16-le")
    data = compound_file({"Workbook": workbook([("Tolls", 0, ROWS)]), "MBD1": embedded})
    assert root_entries(data) == {"Workbook", "MBD1"}
    assert content_suffix(data) == ".xls"
    assert content_suffix(compound_file({"WordDocument": b"Workbook"})) == ".doc"
    assert root_entries(data[:600]) == set()
    assert content_suffix(data[:600] + embedded) == "protected by a password"


def test_title_author_and_date_are_those_of_the_summary() -> None:
    def text(value: str) -> bytes:
        data = value.encode("cp1250") + b"\0"
        return struct.pack("<II", 30, len(data)) + data.ljust(-(-len(data) // 4) * 4, b"\0")

    ticks = 10_000_000 * (11_644_473_600 + 1_000_000_000)  # 2001-09-09 01:46:40
    values = {
        1: struct.pack("<Ii", 2, 1250),
        2: text("Mýto 1931"),
        4: text("Zoë"),
        13: struct.pack("<IQ", 64, ticks),
    }
    places, body = b"", b""
    for number, value in values.items():
        places += struct.pack("<II", number, 8 + 8 * len(values) + len(body))
        body += value
    section = struct.pack("<II", 8 + len(places) + len(body), len(values)) + places + body
    head = struct.pack("<HHI16xI16sI", 0xFFFE, 0, 0, 1, bytes(16), 48)
    book = compound_file({"Workbook": b"", "\x05SummaryInformation": head + section})
    found = summary(book)
    assert (found.title, found.author, found.date) == ("Mýto 1931", "Zoë", "2001-09-09T01:46:40")
    assert summary(b"x") == summary(compound_file({"Workbook": b""}))


@pytest.mark.skipif(not find_soffice(), reason="LibreOffice is not installed")
def test_a_workbook_that_one_reader_fails_on_is_read_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    formula = record(0x06, struct.pack("<HHHd", 3, 0, 0, 7.0) + bytes(6) + b"\x05\0\x99")
    note = record(0x1C, struct.pack("<HHHH", 1, 0, 0, 9) + b"\xff")  # ends within a text
    data = workbook([("Tolls", 0, ROWS + formula + note)])
    monkeypatch.setattr(convert, "_converter", None)
    with pytest.raises(PinciteError, match="this Excel file is damaged"):
        read_xls(data)
    monkeypatch.setattr(convert, "_converter", lambda *file: Conversion().run(*file))
    extract = read_xls(data)
    assert "Zoë’s" in extract.text
    assert extract.warnings == ["converted by LibreOffice"]

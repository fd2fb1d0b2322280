"""Excel workbooks of before 2007 (.xls), read by xlrd: values as shown, as in .xlsx.

Hidden sheets, rows and columns are left out and counted; merged cells are repeated.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from index.errors import PinciteError
from index.formats.data.number_format import show
from index.formats.data.xlsx import read_xlsx
from index.formats.data.xlsx_notes import Comment, cell_name
from index.formats.extract import ExtractedText
from index.formats.legacy.compound_file import Summary, summary
from index.formats.legacy.ods import title_once
from index.formats.legacy.office import read_converted
from index.formats.limits import MAX_LINES
from index.formats.office.texts import stated_title
from index.formats.tables import add_table

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Cell, Sheet

_WORKBOOK = (b"\xd0\xcf\x11\xe0", b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
"""The first bytes of a compound file, and of the first record of older workbooks."""

_MOST_MERGED = 20_000
_WIDEST_MERGED = 256
_BUILT_IN = {14: "yyyy-mm-dd", 22: "yyyy-mm-dd hh:mm"}
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!"}


class _Nowhere(io.TextIOBase):
    """Takes xlrd's warnings."""

    def write(self, text: str, /) -> int:
        return len(text)


def read_xls(data: bytes) -> ExtractedText:
    """By xlrd; a file that it fails on, by LibreOffice, where that is installed."""
    try:
        extract = _read(data)
    except _Damaged as error:
        if not data.startswith(_WORKBOOK):
            raise
        try:
            extract = read_converted(data, ".xls", read_xlsx)
        except PinciteError:
            raise error from None
    return extract


class _Damaged(PinciteError):
    """xlrd cannot read the workbook."""


def _read(data: bytes) -> ExtractedText:
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,  # merged cells would fill the sheet to its edge
            logfile=_Nowhere(),
        )
        return _add_sheets(book, summary(data))
    except PinciteError:
        raise
    except xlrd.XLRDError as error:
        message = " ".join(str(error).split())[:200]
        if "encrypted" in message:
            raise PinciteError("it is protected with a password. Save it without one.") from error
        raise _Damaged(f"this is not an Excel file, or it is damaged ({message}).") from error
    except MemoryError:
        raise
    except Exception as error:  # xlrd does not check what it reads
        name = type(error).__name__
        raise _Damaged(f"this Excel file is damaged ({name}).") from error


def _add_sheets(book: Book, stated: Summary) -> ExtractedText:
    author = stated.author or _author(book)
    extract = ExtractedText(stated_title(stated.title), author, stated.date)
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        if sheet.visibility:
            extract.losses["hidden sheets skipped"] += 1
            continue
        extract.add(sheet.name, heading=True)
        add_table(extract, _rows(book, sheet, extract), has_spans=bool(sheet.merged_cells))
        _add_comments(extract, book, sheet)
        book.unload_sheet(number)
    return extract


def _add_comments(extract: ExtractedText, book: Book, sheet: Sheet) -> None:
    """Adds the comments on shown cells, each with its cell and what that shows."""
    epoch = _epoch(book)
    for (row, column), note in sorted(sheet.cell_note_map.items()):
        words = " ".join(note.text.split()).removeprefix(f"{note.author}:").strip()
        info, width = sheet.rowinfo_map.get(row), sheet.colinfo_map.get(column)
        if words and ((info and info.hidden) or (width and width.hidden)):
            extract.losses["comments on hidden cells skipped"] += 1
        elif words:
            has_value = row < sheet.nrows and column < sheet.row_len(row)
            value = _value(book, sheet.cell(row, column), epoch) if has_value else ""
            comment = Comment(cell_name(row, column), note.author, words)
            extract.add(comment.sentence(value), kind="note")


def _epoch(book: Book) -> datetime:
    """Day 0 of its dates."""
    return datetime(1904, 1, 1) if book.datemode else datetime(1899, 12, 30)


def _author(book: Book) -> str:
    name = str(book.user_name or "").strip()
    return "" if name in ("Calc", "Microsoft Excel") else name


def _rows(book: Book, sheet: Sheet, extract: ExtractedText) -> Iterator[list[str]]:
    if sheet.nrows > MAX_LINES:
        raise PinciteError(f"it has more than {MAX_LINES:,} rows. Split it.")
    epoch = _epoch(book)
    hidden = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    merged = _merged(sheet)
    for number in range(sheet.nrows):
        cells = [_value(book, cell, epoch) for cell in sheet.row(number)]
        own = sum(map(bool, cells))
        for column, (first_row, first_column) in merged.get(number, {}).items():
            if first_column < sheet.row_len(first_row):
                cells += [""] * (column + 1 - len(cells))
                first = sheet.cell(first_row, first_column)
                cells[column] = cells[column] or _value(book, first, epoch)
        info = sheet.rowinfo_map.get(number)
        if info is not None and info.hidden:
            extract.losses["hidden rows skipped"] += 1
            continue
        extract.losses["cells of hidden columns skipped"] += sum(
            bool(value) for column, value in enumerate(cells) if column in hidden
        )
        row = [value for column, value in enumerate(cells) if column not in hidden]
        yield title_once(row, own)


def _merged(sheet: Sheet) -> dict[int, dict[int, tuple[int, int]]]:
    """Row -> column of each merged cell -> row and column of the cell with its value."""
    places: dict[int, dict[int, tuple[int, int]]] = {}
    count = 0
    for first, end, left, right in sheet.merged_cells:
        if right - left > _WIDEST_MERGED:
            continue
        for row in range(first, min(end, sheet.nrows)):
            count += right - left
            if count > _MOST_MERGED:
                return places
            places.setdefault(row, {}).update(dict.fromkeys(range(left, right), (first, left)))
    return places


def _value(book: Book, cell: Cell, epoch: datetime) -> str:
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return _ERRORS.get(cell.value, "#N/A")
    key = book.xf_list[cell.xf_index].format_key
    code = _BUILT_IN.get(key) or book.format_map[key].format_str
    return show(f"{cell.value:.15g}", code, epoch)

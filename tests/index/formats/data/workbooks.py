"""Workbooks made by openpyxl, with parts changed, and their text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from index.formats.data.xlsx import read_xlsx
from index.formats.extract import ExtractedText
from tests.support import make_files

Fill = Callable[[Worksheet], object]


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(fill: Fill, change: dict[str, tuple[str, str]] | None = None) -> ExtractedText:
    """The text of a workbook with a sheet "S"; `change` has a pattern of each part to replace."""
    book = Workbook()
    book.active.title = "S"
    fill(book.active)
    return read_xlsx(changed(saved(book), change or {}))


def changed(data: bytes, change: dict[str, tuple[str, str]]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    for name, (pattern, new) in change.items():
        parts[name], count = re.subn(pattern, lambda _, new=new: new, parts[name])  # type: ignore[misc]
        assert count == 1
    return make_files.zipped(parts)


def lines(extract: ExtractedText) -> list[str]:
    assert extract.text.startswith("S\n\n")
    return extract.text.split("\n\n")[1:]


def rows(*values: list[object]) -> Fill:
    def fill(sheet: Worksheet) -> None:
        for row in values:
            sheet.append(row)

    return fill

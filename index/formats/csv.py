"""Tables of text (.csv, .tsv), and rows with their headers, which spreadsheets share: each row is a sentence of its own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from itertools import islice

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.extract import ExtractedText

_NUMBER = re.compile(r"[-+]?[\d.,\s]+%?")
_HEAD = 50  # rows that tell the delimiter


def read_csv(data: bytes) -> ExtractedText:
    """Values parted by commas, or by what parts them most evenly of `,`, `;`, tab and bar."""
    text, notes = decode_text(data)
    return _read(text, notes, _delimiter(text))


def read_tsv(data: bytes) -> ExtractedText:
    text, notes = decode_text(data)
    return _read(text, notes, "\t")


def _read(text: str, notes: Sequence[str], delimiter: str) -> ExtractedText:
    extract = ExtractedText(warnings=list(notes))
    try:
        add_rows(extract, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise PinciteError(f"it cannot be read as a table ({error}).") from error
    return extract


def add_rows(extract: ExtractedText, rows: Iterable[Sequence[str]]) -> None:
    """Where the first row names the columns, each row becomes "name: value; name: value"; empty cells are left out."""
    filled = (
        [cell and " ".join(cell.split()) for cell in row]
        for row in rows
        if any(map(str.strip, row))
    )
    first = next(filled, [])
    header = first if _names_columns(first) else []
    if not header:
        extract.row(first)
    count = 0
    for row in filled:
        count += 1
        extract.add(
            "; ".join(_cell(header, column, cell) for column, cell in enumerate(row) if cell)
        )
    if header and not count:
        extract.row(header)


def _cell(header: Sequence[str], column: int, cell: str) -> str:
    return f"{header[column]}: {cell}" if column < len(header) and header[column] else cell


def _names_columns(row: Sequence[str]) -> bool:
    """More than one name, no two the same, none of them a number."""
    names = [cell for cell in row if cell]
    return (
        len(names) > 1
        and len(set(names)) == len(names)
        and not any(_NUMBER.fullmatch(name) for name in names)
    )


def _delimiter(text: str) -> str:
    """The one that gives the most rows the same number of cells, more than one."""

    def evenness(delimiter: str) -> tuple[int, int]:
        try:
            rows = islice(
                csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=delimiter), _HEAD
            )
            widths = [len(row) for row in rows if len(row) > 1]
        except csv.Error:
            return 0, 0
        common = max(set(widths), key=widths.count) if widths else 0
        return widths.count(common), common

    return max(",;\t|", key=evenness)

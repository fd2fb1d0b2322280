"""Tables (.csv, .tsv), and rows with their column names, which spreadsheets share.

Each row is a paragraph of its own.
"""

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
_SAMPLE_ROWS = 50  # from which the delimiter is guessed


def read_csv(data: bytes) -> ExtractedText:
    """Values separated by `,`, `;`, tab or `|`, whichever gives the most even rows."""
    text, warnings = decode_text(data)
    return _read(text, warnings, _delimiter(text))


def read_tsv(data: bytes) -> ExtractedText:
    text, warnings = decode_text(data)
    return _read(text, warnings, "\t")


def _read(text: str, warnings: Sequence[str], delimiter: str) -> ExtractedText:
    extract = ExtractedText(warnings=list(warnings))
    try:
        add_rows(extract, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise PinciteError(f"it cannot be read as a table ({error}).") from error
    return extract


def add_rows(extract: ExtractedText, rows: Iterable[Sequence[str]]) -> None:
    """Adds each row as "name: value; name: value" if the first row names the columns.

    Empty cells and rows are left out.
    """
    cleaned = (_clean(row) for row in rows)
    rows_with_text = (row for row in cleaned if any(row))
    first = next(rows_with_text, [])
    header = first if _names_columns(first) else []
    if not header:
        extract.row(first)
    count = 0
    for row in rows_with_text:
        count += 1
        cells = [_labelled(header, column, cell) for column, cell in enumerate(row) if cell]
        extract.add("; ".join(cells))
    if header and not count:
        extract.row(header)


def _clean(row: Sequence[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in row]


def _labelled(header: Sequence[str], column: int, cell: str) -> str:
    return f"{header[column]}: {cell}" if column < len(header) and header[column] else cell


def _names_columns(row: Sequence[str]) -> bool:
    """Whether the row has several different names, none of them a number."""
    names = [cell for cell in row if cell]
    return (
        len(names) > 1
        and len(set(names)) == len(names)
        and not any(_NUMBER.fullmatch(name) for name in names)
    )


def _delimiter(text: str) -> str:
    """The delimiter that gives the most rows the same number of cells, more than one."""

    def evenness(delimiter: str) -> tuple[int, int]:
        try:
            rows = islice(
                csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=delimiter),
                _SAMPLE_ROWS,
            )
            widths = [len(row) for row in rows if len(row) > 1]
        except csv.Error:
            return 0, 0
        commonest = max(set(widths), key=widths.count) if widths else 0
        return widths.count(commonest), commonest

    return max(",;\t|", key=evenness)

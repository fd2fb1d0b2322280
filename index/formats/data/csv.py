"""Tables of text (.csv, .tsv): each row is a sentence with the names of its columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.limits import MAX_CHARS
from index.formats.tables import add_table

_HEAD = 50  # rows from which the delimiter is guessed
_HEAD_CHARS = 100_000
_ESCAPED_QUOTE = re.compile(r'\\"[^,;\t|\r\n]')
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[ \t]*(\r\n|\r|\n|\Z)', re.IGNORECASE)


def read_csv(data: bytes) -> ExtractedText:
    """Values separated by commas, or by the one of `,`, `;`, tab and bar that gives even rows.

    A first line "sep=;", which Excel writes, names the separator.
    """
    text, warnings = decode_text(data)
    if named := _SEPARATOR_LINE.match(text):
        return _read(text[named.end() :], warnings, named[1])
    return _read(text, warnings, _delimiter(text))


def read_tsv(data: bytes) -> ExtractedText:
    """Values separated by tabs."""
    text, warnings = decode_text(data)
    return _read(text, warnings, "\t")


def _read(text: str, warnings: Sequence[str], delimiter: str) -> ExtractedText:
    extract = ExtractedText(warnings=list(warnings))
    with _long_fields():
        try:
            if _has_open_quote(text, delimiter):
                extract.warnings.append("a quotation mark is not closed: all are read as text")
                add_table(extract, _unquoted_rows(text, delimiter), has_spans=False)
            else:
                add_table(extract, _rows(text, delimiter), has_spans=False)
        except csv.Error as error:
            raise PinciteError(f"it cannot be read as a table ({error}).") from error
    return extract


@contextmanager
def _long_fields() -> Iterator[None]:
    """Reads fields as long as a document. The limit is one of the process, so it is put back."""
    limit = csv.field_size_limit(MAX_CHARS)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        skipinitialspace=True,
        escapechar="\\" if _ESCAPED_QUOTE.search(text) and '""' not in text else None,
    )


def _has_open_quote(text: str, delimiter: str) -> bool:
    """True if a quoted cell does not end, so that it swallows lines of the table.

    It reaches the end of the file, or each line is a row of the same length without quotation.
    """
    if text.count('"') % 2 == 0:
        return False
    last: list[str] = []
    has_lines = False
    for row in _rows(text, delimiter):
        last = row or last
        has_lines = has_lines or any("\n" in cell for cell in row)
    if not has_lines:
        return False
    if "\n" in last[-1].rstrip() and text.endswith(last[-1]):
        return True
    widths = {len(row) for row in _unquoted_rows(text, delimiter) if row}
    return len(widths) == 1 and max(widths) > 1


def _unquoted_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    for row in csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE):
        yield [cell.strip().removeprefix('"').removesuffix('"') for cell in row]


def _delimiter(text: str) -> str:
    """The one that gives the most rows the same number of cells, more than one."""

    def evenness(delimiter: str) -> tuple[int, int]:
        try:
            rows = islice(_rows(text[:_HEAD_CHARS], delimiter), _HEAD)
            widths = [len(row) for row in rows if len(row) > 1]
        except csv.Error:
            return 0, 0
        common = max(set(widths), key=widths.count) if widths else 0
        return widths.count(common), common

    return max(",;\t|", key=evenness)

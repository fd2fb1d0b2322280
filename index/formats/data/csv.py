"""Tables of text (.csv, .tsv): each row is a sentence with the names of its columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from itertools import islice

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.limits import MAX_CHARS
from index.formats.tables import add_table

_HEAD = 50  # rows from which the delimiter is guessed
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read_csv(data: bytes) -> ExtractedText:
    """Values separated by commas, or by the one of `,`, `;`, tab and bar that gives even rows.

    A first line "sep=;", which Excel writes, names the separator.
    """
    text, warnings = decode_text(data)
    named = _SEPARATOR_LINE.match(text)
    if named:
        return _read(text[named.end() :], warnings, named[1])
    return _read(text, warnings, _delimiter(text))


def read_tsv(data: bytes) -> ExtractedText:
    """Values separated by tabs."""
    text, warnings = decode_text(data)
    return _read(text, warnings, "\t")


def _read(text: str, warnings: Sequence[str], delimiter: str) -> ExtractedText:
    extract = ExtractedText(warnings=list(warnings))
    csv.field_size_limit(MAX_CHARS)
    try:
        add_table(extract, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise PinciteError(f"it cannot be read as a table ({error}).") from error
    return extract


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

"""Files that the page saves: what kinds there are, and tables for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, ParamSpec

from ui.views.i18n.language import gettext

P = ParamSpec("P")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet takes for a formula."""


@dataclass(frozen=True, slots=True)
class FileFormat(Generic[P]):
    """A kind of file: its name for people, the end of its name, its type, and how it is made."""

    name: str
    suffix: str
    media_type: str
    make: Callable[P, bytes]


def to_table(columns: Iterable[str], rows: Iterable[Iterable[str | int]]) -> bytes:
    """CSV in UTF-8 with a byte order mark, which spreadsheets need; the columns are translated."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(map(gettext, columns))
    writer.writerows(map(_cell, row) for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _cell(value: str | int) -> str | int:
    """With an apostrophe before what a spreadsheet would run as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value

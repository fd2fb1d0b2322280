"""The cells of a worksheet as they are shown: merged cells repeated, hidden ones left out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree.ElementTree import Element

from index.formats.data.number_format import show, show_text
from index.formats.zip_package import get_attribute, local_name

CellRange = tuple[int, int, int, int]
"""First and last row, which count from 1; first and last column, which count from 0."""

_MAX_COLUMNS = 16_384  # what Excel has
_MAX_MERGED = 20_000  # ranges of a sheet
_MAX_REPEATED = 1_000_000  # cells of a sheet that get the value of a merged one
_MAX_MERGED_COLUMNS = 256  # a wider one is a title over the whole sheet
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_TRUE = ("1", "true", "on")


@dataclass(frozen=True, slots=True)
class Workbook:
    """What the sheets of a workbook share."""

    strings: list[str]
    formats: list[str]
    """The format code of each cell style."""
    epoch: datetime
    """Day 0 of its dates."""
    is_recalculated: bool
    """Formulas are computed when it is opened: a stored 0 is no result (XlsxWriter writes it)."""
    losses: Counter[str]


@dataclass(slots=True)
class Sheet:
    """A worksheet. `values` and `is_hidden` are complete when its rows have been read."""

    book: Workbook
    root: Element
    noted: Collection[str] = ()
    """The cells that have a comment, such as "B3"."""
    values: dict[str, str] = field(default_factory=dict)
    """What those cells show."""
    _hidden_rows: set[int] = field(default_factory=set)
    _hidden_columns: set[int] = field(default_factory=set)

    def rows(self) -> Iterator[tuple[int, dict[int, str] | None]]:
        """The number of each row and its shown values by column, from 0; None if it is hidden."""
        losses = self.book.losses
        self._hidden_columns = _hidden_columns(self.root)
        merged = _Merged(self.root, losses)
        last = 0
        for row in _nodes(self.root, "row"):
            reference = row.get("r", "")
            number = int(reference) if reference.isdecimal() and len(reference) < 9 else last + 1
            last = max(last, number)
            cells = merged.fill(number, self._cells(row))
            if row.get("hidden") in _TRUE or _is_zero(row.get("ht")):
                self._hidden_rows.add(number)
                losses["hidden rows skipped"] += bool(cells)
                yield number, None
                continue
            for column in [column for column in cells if column in self._hidden_columns]:
                losses["cells of hidden columns skipped"] += 1
                del cells[column]
            yield number, cells

    def grid(self, lines: Sequence[Mapping[int, str]]) -> Iterator[list[str]]:
        """The rows without hidden columns, and with one column for several empty ones."""
        hidden = sorted(self._hidden_columns)
        used = sorted({column for cells in lines for column in cells})
        places: dict[int, int] = {}
        place, last = -1, -1
        for column in used:
            shown = column - bisect_left(hidden, column)
            place += 1 if shown == last + 1 or not places else 2
            places[column], last = place, shown
        for cells in lines:
            row = [""] * (places[max(cells)] + 1 if cells else 0)
            for column, value in cells.items():
                row[places[column]] = value
            yield row

    @property
    def has_merged_cells(self) -> bool:
        return next(_nodes(self.root, "mergeCell"), None) is not None

    def is_hidden(self, cell: str) -> bool:
        place = parse_range(cell)
        return place is not None and (
            place[0] in self._hidden_rows or place[2] in self._hidden_columns
        )

    def _cells(self, row: Element) -> dict[int, str]:
        cells: dict[int, str] = {}
        column = -1
        for cell in row:
            reference = cell.get("r", "")
            column = column_of(reference) if reference else column + 1
            if 0 <= column < _MAX_COLUMNS and (value := self._value(cell)):
                cells[column] = value
                if reference in self.noted:
                    self.values[reference] = value
        return cells

    def _value(self, cell: Element) -> str:
        kind = cell.get("t", "n")
        value, is_formula, has_result = "", False, False
        for node in cell:
            name = node.tag.rpartition("}")[2]
            if name == "v":
                value, has_result = node.text or "", bool(node.text) or kind == "str"
                value = unescape(value) if kind == "str" else value
            elif name == "f":
                is_formula = True
            elif name == "is":
                kind, value = "str", shown_text(node)
        if is_formula and (not has_result or (self.book.is_recalculated and value == "0")):
            self.book.losses["formulas without a stored result"] += 1
            return ""
        if kind == "s":
            known = value.isdecimal() and len(value) < 9 and int(value) < len(self.book.strings)
            kind, value = "str", self.book.strings[int(value)] if known else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if kind == "d":
            return value.removesuffix("T00:00:00").replace("T", " ")
        return self._shown(value, kind, cell.get("s", "0")) if kind in ("n", "str") else value

    def _shown(self, value: str, kind: str, style: str) -> str:
        known = style.isdecimal() and len(style) < 6 and int(style) < len(self.book.formats)
        code = self.book.formats[int(style)] if known else "General"
        if not value or (kind == "str" and code in ("General", "@")):
            return value
        shown = show_text(value, code) if kind == "str" else show(value, code, self.book.epoch)
        self.book.losses["values hidden by a number format"] += not shown
        return shown


class _Merged:
    """Merged cells of a sheet: the value of the first one is repeated in the others."""

    def __init__(self, sheet: Element, losses: Counter[str]) -> None:
        self._losses = losses
        self._left_to_repeat = _MAX_REPEATED
        self._ahead: list[CellRange] = []  # last row first
        self._open: list[tuple[int, int, int, str]] = []  # last row, first, last column, value
        for node in _nodes(sheet, "mergeCell"):
            cells = parse_range(get_attribute(node, "ref"))
            if cells and cells[3] - cells[2] < _MAX_MERGED_COLUMNS:
                self._ahead.append(cells)
        self._ahead = sorted(self._ahead[:_MAX_MERGED], reverse=True)

    def fill(self, row: int, cells: dict[int, str]) -> dict[int, str]:
        """The cells of a row, with the values of the merged ones that reach into it."""
        while self._ahead and self._ahead[-1][0] <= row:
            start, end, first, last = self._ahead.pop()
            if start == row and cells.get(first):
                self._open.append((end, first, last, cells[first]))
        if not self._open:
            return cells
        self._open = [each for each in self._open if each[0] >= row]
        for _, first, last, value in self._open:
            for column in range(first, last + 1):
                cells[column] = cells.get(column) or value
            self._left_to_repeat -= last + 1 - first
        if self._left_to_repeat < 0:
            self._losses["merged cells not repeated"] += len(self._open) + len(self._ahead)
            self._open, self._ahead = [], []
        return cells


def parse_range(reference: str) -> CellRange | None:
    """
    >>> parse_range("B2:C9"), parse_range("B2")
    ((2, 9, 1, 2), (2, 2, 1, 1))
    """
    match = _RANGE.fullmatch(reference)
    if not match:
        return None
    first, last = column_of(match[1]), column_of(match[3] or match[1])
    start, end = int(match[2]), int(match[4] or match[2])
    return (start, end, first, last) if first <= last < _MAX_COLUMNS and start <= end else None


def column_of(reference: str) -> int:
    """
    >>> column_of("AB12")
    27
    """
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z" or number > _MAX_COLUMNS:
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


def shown_text(item: Element) -> str:
    """The text of a string with its runs, without the phonetic readings of Japanese words."""
    parts: list[str] = []
    for run in item:
        name = local_name(run)
        if name == "t":
            parts.append(run.text or "")
        elif name == "r":
            parts += [node.text or "" for node in run if local_name(node) == "t"]
    return unescape("".join(parts))


def unescape(text: str) -> str:
    """Characters that XML cannot contain, or only in part, are written as "_x000D_"."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _hidden_columns(sheet: Element) -> set[int]:
    hidden: set[int] = set()
    for node in _nodes(sheet, "col"):
        first, last = node.get("min", ""), node.get("max", "")
        is_hidden = node.get("hidden") in _TRUE or _is_zero(node.get("width"))
        if is_hidden and first.isdecimal() and last.isdecimal():
            hidden.update(range(int(first[:6]) - 1, min(int(last[:6]), _MAX_COLUMNS)))
    return hidden


def _is_zero(size: str | None) -> bool:
    return size is not None and bool(re.fullmatch(r"0+(\.0*)?", size))


def _nodes(root: Element, name: str) -> Iterator[Element]:
    """The elements of a name in the namespace of the root."""
    namespace = root.tag.rpartition("}")[0]
    return root.iter(f"{namespace}}}{name}" if namespace else name)

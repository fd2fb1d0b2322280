"""Excel workbooks (.xlsx): a heading for each sheet, a sentence for each row, values as shown.

Formulas are read as their stored results. Hidden sheets, rows and columns are left out and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from index.formats.data.number_format import BUILT_IN, show
from index.formats.extract import ExtractedText
from index.formats.tables import add_table
from index.formats.zip_package import ZipPackage, get_attribute, local_name

_MOST_COLUMNS = 16_384  # what Excel has
_MOST_MERGED = 20_000
_WIDEST_MERGED = 256  # columns; a wider one is a title over the whole sheet
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")


def read_xlsx(data: bytes) -> ExtractedText:
    package = ZipPackage(data)
    core = package.core()
    extract = ExtractedText(
        core.get("title", ""),
        core.get("creator", ""),
        core.get("modified", "") or core.get("created", ""),
    )
    main = package.main_part("xl/workbook.xml")
    related = package.related(main)
    root = package.xml(main)
    strings = _parts(package, related, "sharedStrings")
    book = _Workbook(
        [_text(item) for part in strings for item in part],
        _formats(_parts(package, related, "styles")),
        _epoch(root),
        extract.losses,
    )
    for sheet in (node for node in root.iter() if local_name(node) == "sheet"):
        id = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        kind, name = related.get(id, ("", ""))
        if get_attribute(sheet, "state") in ("hidden", "veryHidden"):
            extract.losses["hidden sheets skipped"] += 1
        elif kind == "worksheet":
            extract.add(get_attribute(sheet, "name"), heading=True)
            add_table(extract, book.rows(package.xml(name)))
            _add_comments(extract, package, name)
        else:
            extract.losses["sheets skipped"] += 1
    return extract


def _parts(
    package: ZipPackage, related: dict[str, tuple[str, str]], kind: str
) -> Iterator[Element]:
    for found, name in related.values():
        if found == kind:
            yield from package.optional(name)


def _epoch(workbook: Element) -> datetime:
    """Day 0 of its dates."""
    properties = (node for node in workbook.iter() if local_name(node) == "workbookPr")
    mac = any(get_attribute(node, "date1904") in ("1", "true") for node in properties)
    return datetime(1904, 1, 1) if mac else datetime(1899, 12, 30)


def _add_comments(extract: ExtractedText, package: ZipPackage, sheet: str) -> None:
    """Comments on cells, each a sentence of its own that names its cell."""
    parts = [name for kind, name in package.related(sheet).values() if kind == "comments"]
    roots = (root for name in parts for root in package.optional(name))
    for comment in (node for root in roots for node in root.iter()):
        if local_name(comment) == "comment":
            runs = (node.text or "" for node in comment.iter() if local_name(node) == "t")
            if words := " ".join("".join(runs).split()):
                extract.row(f"Comment on {get_attribute(comment, 'ref')}: {words}")


@dataclass(slots=True)
class _Workbook:
    """What the sheets of a workbook share."""

    strings: list[str]
    formats: list[str]
    """The format code of each cell style."""
    epoch: datetime
    losses: Counter[str]

    def rows(self, sheet: Element) -> Iterator[list[str]]:
        """Values as they are shown, merged cells repeated, hidden rows and columns left out."""
        hidden = _hidden_columns(sheet)
        merged = _Merged(sheet)
        last = 0
        for row in (node for node in sheet.iter() if local_name(node) == "row"):
            reference = get_attribute(row, "r")
            number = int(reference) if reference.isdecimal() and len(reference) < 9 else last + 1
            cells = merged.fill(number, self._cells(row))
            if number > last + 1:
                yield []
            last = number
            if get_attribute(row, "hidden") in ("1", "true"):
                self.losses["hidden rows skipped"] += 1
                continue
            self.losses["cells of hidden columns skipped"] += sum(
                bool(value) for column, value in cells.items() if column in hidden
            )
            width = max(cells, default=-1) + 1
            yield [cells.get(column, "") for column in range(width) if column not in hidden]

    def _cells(self, row: Element) -> dict[int, str]:
        cells: dict[int, str] = {}
        column = -1
        for cell in row:
            reference = get_attribute(cell, "r")
            column = _column(reference) if reference else column + 1
            if 0 <= column < _MOST_COLUMNS:
                cells[column] = self._value(cell)
        return cells

    def _value(self, cell: Element) -> str:
        kind = get_attribute(cell, "t")
        if kind == "inlineStr":
            return _text(cell)
        value = next((node.text or "" for node in cell if local_name(node) == "v"), "")
        if not value and any(local_name(node) == "f" for node in cell):
            self.losses["formulas without a stored result"] += 1
        if kind == "s":
            known = value.isdecimal() and len(value) < 9 and int(value) < len(self.strings)
            return self.strings[int(value)] if known else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "d":
            return value.removesuffix("T00:00:00").replace("T", " ")
        if kind not in ("", "n") or not value:
            return value
        style = get_attribute(cell, "s") or "0"
        known = style.isdecimal() and len(style) < 6 and int(style) < len(self.formats)
        return show(value, self.formats[int(style)] if known else "General", self.epoch)


class _Merged:
    """Merged cells of a sheet: the value of the first one is repeated in the others."""

    def __init__(self, sheet: Element) -> None:
        self._left: list[tuple[int, int, int, int]] = []  # first row, last row, first, last column
        self._open: list[tuple[int, int, int, str]] = []  # last row, first, last column, value
        for node in (node for node in sheet.iter() if local_name(node) == "mergeCell"):
            match = _RANGE.fullmatch(get_attribute(node, "ref"))
            if match and len(self._left) < _MOST_MERGED:
                first, last = _column(match[1]), _column(match[3])
                if 0 <= first <= last < _MOST_COLUMNS and last - first < _WIDEST_MERGED:
                    self._left.append((int(match[2]), int(match[4]), first, last))
        self._left.sort(reverse=True)

    def fill(self, row: int, cells: dict[int, str]) -> dict[int, str]:
        """The cells of a row, with the values of the merged ones that reach into it."""
        while self._left and self._left[-1][0] <= row:
            start, end, first, last = self._left.pop()
            if start == row and cells.get(first):
                self._open.append((end, first, last, cells[first]))
        self._open = [each for each in self._open if each[0] >= row]
        for _, first, last, value in self._open:
            for column in range(first, last + 1):
                cells[column] = cells.get(column) or value
        return cells


def _hidden_columns(sheet: Element) -> set[int]:
    hidden: set[int] = set()
    for node in (node for node in sheet.iter() if local_name(node) == "col"):
        first, last = get_attribute(node, "min"), get_attribute(node, "max")
        shown = get_attribute(node, "hidden") not in ("1", "true")
        if not shown and first.isdecimal() and last.isdecimal():
            hidden.update(range(int(first[:6]) - 1, min(int(last[:6]), _MOST_COLUMNS)))
    return hidden


def _formats(roots: Iterable[Element]) -> list[str]:
    """The format code of each cell style, in the order of their numbers."""
    formats: list[str] = []
    for root in roots:
        codes = {
            get_attribute(node, "numFmtId"): get_attribute(node, "formatCode")
            for node in root.iter()
            if local_name(node) == "numFmt"
        }
        for styles in (node for node in root if local_name(node) == "cellXfs"):
            for style in styles:
                id = get_attribute(style, "numFmtId")
                built_in = BUILT_IN.get(int(id), "General") if id.isdecimal() else "General"
                formats.append(codes.get(id, built_in))
    return formats


def _column(reference: str) -> int:
    """Of "AB12": 27."""
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z" or number > _MOST_COLUMNS:
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


def _text(element: Element) -> str:
    """Without the phonetic readings that stand beside Japanese words."""
    return "".join(
        node.text or ""
        for run in element
        for node in ([run] if local_name(run) == "t" else run if local_name(run) != "rPh" else [])
        if local_name(node) == "t"
    ) or (
        "".join(node.text or "" for node in element.iter() if local_name(node) == "t")
        if any(local_name(run) == "is" for run in element)
        else ""
    )

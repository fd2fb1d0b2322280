"""Spreadsheets (.xlsx): a sheet's name is a heading, a row with its header a sentence. Formulas are read as their stored results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from index.formats.csv import add_rows
from index.formats.extract import ExtractedText
from index.formats.zip_package import ZipPackage, get_attribute, local_name

_MOST_COLUMNS = 16_384  # what Excel has
_DATE_FORMATS = frozenset(
    (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
)  # built-in numFmtIds
_DATE_CODE = re.compile(r'[dmyhs](?=(?:[^"]*"[^"]*")*[^"]*$)', re.IGNORECASE)
_DAY_ZERO = datetime(1899, 12, 30)


def read_xlsx(data: bytes) -> ExtractedText:
    package = ZipPackage(data)
    core = package.core()
    extract = ExtractedText(
        core.get("title", ""),
        core.get("creator", ""),
        core.get("modified", "") or core.get("created", ""),
    )
    related = package.related("xl/workbook.xml")
    shared = [_text(item) for root in package.optional("xl/sharedStrings.xml") for item in root]
    dates = set(_date_styles(package))
    for sheet in (
        node for node in package.xml("xl/workbook.xml").iter() if local_name(node) == "sheet"
    ):
        id = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        kind, name = related.get(id, ("", ""))
        if kind == "worksheet":
            extract.add(get_attribute(sheet, "name"), heading=True)
            extract.losses["tables flattened"] += 1
            add_rows(extract, _rows(package.xml(name), shared, dates))
        else:
            extract.losses["sheets skipped"] += 1
    return extract


def _rows(sheet: Element, shared: list[str], dates: set[int]) -> Iterator[list[str]]:
    for row in (node for node in sheet.iter() if local_name(node) == "row"):
        cells: dict[int, str] = {}
        column = -1
        for cell in row:
            column = _column(get_attribute(cell, "r")) if get_attribute(cell, "r") else column + 1
            if 0 <= column < _MOST_COLUMNS:
                cells[column] = _value(cell, shared, dates)
        values = [""] * (max(cells, default=-1) + 1)
        for column, value in cells.items():
            values[column] = value
        yield values


def _column(reference: str) -> int:
    """Of "AB12": 27."""
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z" or number > _MOST_COLUMNS:
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: Element, shared: list[str], dates: set[int]) -> str:
    kind = get_attribute(cell, "t")
    if kind == "inlineStr":
        return _text(cell)
    value = next((node.text or "" for node in cell if local_name(node) == "v"), "")
    if kind == "s":
        return (
            shared[int(value)]
            if value.isdecimal() and len(value) < 9 and int(value) < len(shared)
            else ""
        )
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return _date(value) if not kind and get_attribute(cell, "s") in map(str, dates) else value


def _date(value: str) -> str:
    """Days since 1899-12-30 to a date, with its time of day if it has one."""
    try:
        when = _DAY_ZERO + timedelta(days=float(value))
    except (ValueError, OverflowError):
        return value
    return when.strftime("%Y-%m-%d" if when.time() == _DAY_ZERO.time() else "%Y-%m-%d %H:%M")


def _date_styles(package: ZipPackage) -> Iterator[int]:
    """Cell styles that show a number as a date."""
    for root in package.optional("xl/styles.xml"):
        codes = {
            get_attribute(node, "numFmtId"): get_attribute(node, "formatCode")
            for node in root.iter()
            if local_name(node) == "numFmt"
        }
        for formats in (node for node in root if local_name(node) == "cellXfs"):
            for number, style in enumerate(formats):
                id = get_attribute(style, "numFmtId")
                if id in map(str, _DATE_FORMATS) or _DATE_CODE.search(
                    re.sub(r"\[[^\]]*\]", "", codes.get(id, ""))[:200]
                ):
                    yield number


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

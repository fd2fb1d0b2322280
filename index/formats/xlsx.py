"""Spreadsheets (.xlsx): sheet names are headings, each row a paragraph with its column names.

Formulas are read as their stored results.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from index.formats.csv import add_rows
from index.formats.extract import ExtractedText
from index.formats.zip_package import ZipPackage, get_attribute, local_name

_MAX_COLUMNS = 16_384  # the limit of Excel
# numFmtIds of the built-in date formats
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
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
    date_styles = set(_date_styles(package))
    for sheet in package.xml("xl/workbook.xml").iter():
        if local_name(sheet) != "sheet":
            continue
        id = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        kind, name = related.get(id, ("", ""))
        if kind == "worksheet":
            extract.add(get_attribute(sheet, "name"), heading=True)
            extract.losses["tables flattened"] += 1
            add_rows(extract, _rows(package.xml(name), shared, date_styles))
        else:
            extract.losses["sheets skipped"] += 1
    return extract


def _rows(sheet: Element, shared: list[str], date_styles: set[str]) -> Iterator[list[str]]:
    for row in (node for node in sheet.iter() if local_name(node) == "row"):
        cells: dict[int, str] = {}
        column = -1
        for cell in row:
            reference = get_attribute(cell, "r")
            column = _column(reference) if reference else column + 1
            if 0 <= column < _MAX_COLUMNS:
                cells[column] = _value(cell, shared, date_styles)
        values = [""] * (max(cells, default=-1) + 1)
        for column, value in cells.items():
            values[column] = value
        yield values


def _column(reference: str) -> int:
    """The column of a cell reference, from 0: 27 for "AB12"."""
    number = 0
    for letter in reference:
        if not "A" <= letter <= "Z" or number > _MAX_COLUMNS:
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


def _value(cell: Element, shared: list[str], date_styles: set[str]) -> str:
    kind = get_attribute(cell, "t")
    if kind == "inlineStr":
        return _text(cell)
    value = next((node.text or "" for node in cell if local_name(node) == "v"), "")
    if kind == "s":
        is_index = value.isdecimal() and len(value) < 9
        return shared[int(value)] if is_index and int(value) < len(shared) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return _date(value) if not kind and get_attribute(cell, "s") in date_styles else value


def _date(value: str) -> str:
    """Days since 1899-12-30 as a date, with the time of day if there is one."""
    try:
        date = _DAY_ZERO + timedelta(days=float(value))
    except (ValueError, OverflowError):
        return value
    return date.strftime("%Y-%m-%d" if date.time() == _DAY_ZERO.time() else "%Y-%m-%d %H:%M")


def _date_styles(package: ZipPackage) -> Iterator[str]:
    """Numbers of the cell styles that show a number as a date."""
    for root in package.optional("xl/styles.xml"):
        codes = {
            get_attribute(node, "numFmtId"): get_attribute(node, "formatCode")
            for node in root.iter()
            if local_name(node) == "numFmt"
        }
        for formats in (node for node in root if local_name(node) == "cellXfs"):
            for number, style in enumerate(formats):
                format_id = get_attribute(style, "numFmtId")
                if _is_date_format(format_id, codes.get(format_id, "")):
                    yield str(number)


def _is_date_format(format_id: str, code: str) -> bool:
    without_conditions = re.sub(r"\[[^\]]*\]", "", code)[:200]
    built_in = format_id in map(str, _DATE_FORMATS)
    return built_in or _DATE_CODE.search(without_conditions) is not None


def _text(element: Element) -> str:
    """The text of a shared or inline string, without the phonetic readings of Japanese words."""
    parts: list[str] = []
    for run in element:
        if local_name(run) == "t":
            parts.append(run.text or "")
        elif local_name(run) != "rPh":
            parts += [node.text or "" for node in run if local_name(node) == "t"]
    if not any(parts) and any(local_name(run) == "is" for run in element):
        parts = [node.text or "" for node in element.iter() if local_name(node) == "t"]
    return "".join(parts)

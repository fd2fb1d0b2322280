"""Excel workbooks (.xlsx): a heading for each sheet, a sentence for each row, values as shown.

Formulas are read as their stored results. Hidden sheets, rows and columns are left out and counted.
python-calamine and openpyxl give the values, too, but not as the cells show them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.etree.ElementTree import Element

from index.formats.data.number_format import BUILT_IN
from index.formats.data.xlsx_cells import CellRange, Sheet, Workbook, parse_range, shown_text
from index.formats.data.xlsx_notes import add_drawings, add_headers_and_footers, read_comments
from index.formats.extract import ExtractedText
from index.formats.tables import add_table
from index.formats.zip_package import ZipPackage, get_attribute, local_name

_MAX_TABLES = 100  # of a sheet


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
    book = Workbook(
        strings=[
            shown_text(item) for part in _parts(package, main, "sharedStrings") for item in part
        ],
        formats=_formats(_parts(package, main, "styles")),
        epoch=_epoch(root),
        is_recalculated=any(
            get_attribute(node, "fullCalcOnLoad") in ("1", "true")
            for node in root.iter()
            if local_name(node) == "calcPr"
        ),
        losses=extract.losses,
    )
    for sheet in (node for node in root.iter() if local_name(node) == "sheet"):
        id = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        kind, name = related.get(id, ("", ""))
        if get_attribute(sheet, "state") in ("hidden", "veryHidden"):
            extract.losses["hidden sheets skipped"] += 1
        elif kind == "worksheet":
            extract.add(get_attribute(sheet, "name"), heading=True)
            _add_sheet(extract, book, package, name)
        else:
            extract.losses[
                "chart sheets skipped" if kind == "chartsheet" else "sheets skipped"
            ] += 1
    return extract


def _parts(package: ZipPackage, main: str, kind: str) -> Iterator[Element]:
    """The parts of a kind; the one of the usual name if the workbook is related to none."""
    names = [name for found, name in package.related(main).values() if found == kind]
    for name in names or [f"xl/{kind}.xml"]:
        yield from package.optional(name)


def _epoch(workbook: Element) -> datetime:
    """Day 0 of its dates."""
    properties = (node for node in workbook.iter() if local_name(node) == "workbookPr")
    mac = any(get_attribute(node, "date1904") in ("1", "true") for node in properties)
    return datetime(1904, 1, 1) if mac else datetime(1899, 12, 30)


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


def _add_sheet(extract: ExtractedText, book: Workbook, package: ZipPackage, name: str) -> None:
    comments = read_comments(package, name)
    sheet = Sheet(book, package.xml(name), {comment.cell for comment in comments})
    for part, has_header in _parts_of_sheet(sheet, _tables(package, name)):
        add_table(extract, part, has_header=has_header, has_spans=sheet.has_merged_cells)
    for comment in comments:
        if sheet.is_hidden(comment.cell):
            extract.losses["comments on hidden cells skipped"] += 1
        else:
            extract.add(comment.sentence(sheet.values.get(comment.cell, "")), kind="note")
    add_drawings(extract, package, name)
    add_headers_and_footers(extract, sheet.root)


def _tables(package: ZipPackage, sheet: str) -> list[CellRange]:
    """The ranges of a sheet that were made tables with a row of names."""
    tables: list[CellRange] = []
    for kind, name in package.related(sheet).values():
        for table in package.optional(name) if kind == "table" else ():
            cells = parse_range(get_attribute(table, "ref"))
            if cells and get_attribute(table, "headerRowCount") != "0":
                tables.append(cells)
    return sorted(tables[:_MAX_TABLES])


def _parts_of_sheet(
    sheet: Sheet, tables: list[CellRange]
) -> Iterator[tuple[list[list[str]], int | None]]:
    """The tables of a sheet and what stands between them, each with its number of rows of names."""
    ahead = tables[::-1]
    inside: list[tuple[CellRange, list[list[str]]]] = []
    rest: list[list[str]] = []
    last = 0
    for number, cells in sheet.rows():
        if number > last + 1:
            rest.append([])
        last = number
        if cells is None:
            continue
        while inside and inside[0][0][1] < number:
            yield rest, None
            yield inside.pop(0)[1], 1
            rest = []
        while ahead and ahead[-1][0] <= number:
            if ahead[-1][0] == number:  # its names are not hidden
                inside.append((ahead[-1], []))
            ahead.pop()
        for (_, _, start, end), lines in inside:
            taken = {column: cells.pop(column) for column in [*cells] if start <= column <= end}
            lines.append(sheet.line(taken, start))
        rest.append(sheet.line(cells))
    yield rest, None
    for _, lines in inside:
        yield lines, 1

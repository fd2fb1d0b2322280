"""OpenDocument spreadsheets (.ods): the text of a cell is what the program that wrote it showed."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from index.errors import PinciteError
from index.formats.data.xlsx_notes import Comment, cell_name
from index.formats.extract import ExtractedText
from index.formats.legacy.odp import add_shape
from index.formats.legacy.opendocument import (
    MOST_COLUMNS,
    hidden_styles,
    mark_levels,
    number_of,
    package_of,
    paragraphs,
    row_cells,
    start,
    table_rows,
)
from index.formats.limits import MAX_LINES
from index.formats.tables import SpannedCell, add_table, expand_spans
from index.formats.zip_package import ZipPackage, get_attribute, local_name

_MOST_CELLS = 2_000_000
_WIDEST = 1_000  # columns or rows that one cell is repeated in
_MOST_REPEATED = 1_000
"""Repetitions of a row or cell with text; empty ones fill the sheet to its edge."""


def read_ods(data: bytes) -> ExtractedText:
    package = ZipPackage(data)
    extract = start(package)
    root = package.xml("content.xml")
    hidden = hidden_styles(root)
    mark_levels(root)
    for sheet in (node for node in root.iter() if local_name(node) == "table"):
        if get_attribute(sheet, "style-name") in hidden:
            extract.losses["hidden sheets skipped"] += 1
            continue
        extract.add(get_attribute(sheet, "name"), heading=True)
        hidden_columns = _hidden_columns(sheet)
        grid, shown = _grid(sheet, extract)
        has_spans = any(width > 1 for row in grid for _, width, _ in row)
        add_table(extract, _rows(grid, shown, hidden_columns, extract), has_spans=has_spans)
        _add_comments(extract, sheet, hidden_columns)
        for shape in (node for node in sheet if local_name(node) == "shapes"):
            for node in shape:
                add_shape(extract, node)
    return extract


def read_fods(data: bytes) -> ExtractedText:
    return read_ods(package_of(data))


def _grid(sheet: Element, extract: ExtractedText) -> tuple[list[list[SpannedCell]], list[bool]]:
    """The cells of each row, and whether it is shown."""
    grid: list[list[SpannedCell]] = []
    shown: list[bool] = []
    size = 0
    for row in table_rows(sheet):
        times = number_of(row, "number-rows-repeated")
        cells = list(row_cells(row))
        is_shown = _is_shown(row)
        has_text = any(text for text, _, _ in cells)
        if not is_shown and has_text:
            extract.losses["hidden rows skipped"] += min(times, MAX_LINES)
        for _ in range(min(times, _MOST_REPEATED) if has_text else 1):
            grid.append(cells if has_text else [])
            shown.append(is_shown)
            size += sum(min(wide, _WIDEST) * min(high, _WIDEST) for _, wide, high in cells)
        if len(grid) > MAX_LINES or size > _MOST_CELLS:
            raise PinciteError(
                f"it has a sheet of more than {MAX_LINES:,} rows or {_MOST_CELLS:,} cells. "
                "Split it."
            )
    return grid, shown


def _rows(
    grid: list[list[SpannedCell]], shown: list[bool], hidden: set[int], extract: ExtractedText
) -> Iterator[list[str]]:
    for own, cells, is_shown in zip(grid, expand_spans(grid), shown, strict=True):
        if is_shown:
            extract.losses["cells of hidden columns skipped"] += sum(
                bool(cell) for column, cell in enumerate(cells) if column in hidden
            )
            row = [cell for column, cell in enumerate(cells) if column not in hidden]
            yield title_once(row, sum(bool(text) for text, _, _ in own))


def _add_comments(extract: ExtractedText, sheet: Element, hidden: set[int]) -> None:
    """Adds the comments of shown cells, each with its cell and what that shows."""
    number = 0
    for row in table_rows(sheet):
        column = 0
        for cell in row:
            for note in (node for node in cell if local_name(node) == "annotation"):
                words = " ".join(paragraphs(note))
                if words and (column in hidden or not _is_shown(row)):
                    extract.losses["comments on hidden cells skipped"] += 1
                elif words:
                    by = [node.text or "" for node in note if local_name(node) == "creator"]
                    comment = Comment(cell_name(number, column), "".join(by[:1]), words)
                    extract.add(comment.sentence(" ".join(paragraphs(cell))), kind="note")
            column += number_of(cell, "number-columns-repeated")
        number += number_of(row, "number-rows-repeated")


def _is_shown(row: Element) -> bool:
    return get_attribute(row, "visibility") not in ("collapse", "filter")


def title_once(row: list[str], own: int) -> list[str]:
    """A row whose cells are merged to one, as over the columns of a table, has one cell.

    `own` is how many cells have a value before those of merged ones are repeated.
    """
    is_title = own < 2 and row[:1] != [""] and len({cell for cell in row if cell}) == 1
    return row[:1] if is_title and row.count(row[0]) > 2 else row


def _hidden_columns(sheet: Element) -> set[int]:
    hidden: set[int] = set()
    at = 0
    for node in sheet.iter():
        if local_name(node) == "table-column":
            times = min(number_of(node, "number-columns-repeated"), MOST_COLUMNS)
            if get_attribute(node, "visibility") in ("collapse", "filter"):
                hidden.update(range(at, min(at + times, MOST_COLUMNS)))
            at += times
        elif local_name(node) == "table-row":
            break
    return hidden

"""Tables of Word documents: merged cells, header rows, tables within tables, tables as layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from index.errors import PinciteError
from index.formats.office.docx.styles import Styles
from index.formats.office.grids import MAX_CELLS, Cell, Grid
from index.formats.office.markup import WRAPPERS, blocks_of, is_on, number, value

_MAX_COLUMNS = 1_000


def read_grid(table: Element, losses: Counter[str], styles: Styles) -> Grid:
    """The rows of a table. Raises PinciteError if it has too many cells."""
    rows: list[list[Cell | None]] = []
    stated = cells = 0
    for row in _unwrapped(table, "tr"):
        properties = row.find("trPr")
        if properties is not None and properties.find("del") is not None:
            losses["tracked deletions left out"] += 1
            continue
        if is_on(properties, "hidden"):
            losses["hidden rows skipped"] += 1
            continue
        rows.append(_read_row(row, rows[-1] if rows else [], losses))
        cells += len(rows[-1])
        if cells > MAX_CELLS:
            raise PinciteError(f"a table has more than {MAX_CELLS:,} cells. Split it.")
        if is_on(properties, "tblHeader") and stated == len(rows) - 1:
            stated += 1
    header = min(stated, max(len(rows) - 1, 1)) or _formatted_header(table, rows, styles)
    grid = Grid(rows, header or None)
    columns = list(zip(*rows, strict=False))[:2]
    grid.has_labels = len(columns) == 2 and _is_bold(columns[0]) and not _is_bold(columns[1])
    for cell in grid.cells():
        tables = [node for node in cell.blocks if node.tag == "tbl"]
        cell.nested = [node for node in tables if _is_table(node)]
        cell.paragraphs = sum(map(_has_text, cell.blocks))
        cell.length = sum(len(text.text or "") for node in cell.blocks for text in node.iter("t"))
    return grid


def _read_row(row: Element, above: list[Cell | None], losses: Counter[str]) -> list[Cell | None]:
    before = number(value(row.find("trPr"), "gridBefore"))
    cells: list[Cell | None] = [None] * min(max(before, 0), _MAX_COLUMNS)
    for node in _unwrapped(row, "tc"):
        properties = node.find("tcPr")
        if properties is not None and properties.find("cellDel") is not None:
            losses["tracked deletions left out"] += 1
            continue
        merge = None if properties is None else properties.find("vMerge")
        place = len(cells)
        if merge is not None and merge.get("val", "continue") == "continue" and place < len(above):
            cell = above[place]
        else:
            cell = Cell(list(blocks_of(node)))
        span = number(value(properties, "gridSpan"), 1)
        cells += [cell] * min(max(span, 1), _MAX_COLUMNS - len(cells))
    return cells[:_MAX_COLUMNS]


def _unwrapped(element: Element, tag: str) -> Iterator[Element]:
    """Rows or cells, also those within content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in WRAPPERS:
            yield from _unwrapped(child, tag)


def _formatted_header(table: Element, rows: list[list[Cell | None]], styles: Styles) -> int:
    """1 if the first row is set in bold type, by hand or by the table's style, else 0."""
    if len(rows) < 2:
        return 0
    properties = table.find("tblPr")
    look = None if properties is None else properties.find("tblLook")
    shows_first = look is not None and (
        look.get("firstRow") in ("1", "true")
        or bool(int(look.get("val", "0") or "0", 16) & 0x20 if _is_hex(look.get("val", "")) else 0)
    )
    if shows_first and styles.has_bold_first_row(value(properties, "tblStyle")):
        return 1
    filled = {id(cell) for cell in rows[0] if cell and any(map(_has_text, cell.blocks))}
    return int(len(filled) > 1 and _is_bold(rows[0]) and not _is_bold(rows[1]))


def _is_hex(text: str) -> bool:
    return 0 < len(text) <= 8 and all(each in "0123456789abcdefABCDEF" for each in text)


def _is_bold(row: Sequence[Cell | None]) -> bool:
    """True if every run with text is bold."""
    runs = [
        run
        for cell in row
        if cell is not None
        for block in cell.blocks
        for run in block.iter("r")
        if any((text.text or "").strip() for text in run.findall("t"))
    ]
    return bool(runs) and all(is_on(run.find("rPr"), "b") for run in runs)


def _is_table(node: Element) -> bool:
    """True if a table within a cell has rows and columns of its own."""
    rows = list(_unwrapped(node, "tr"))
    return len(rows) > 1 and any(sum(1 for _ in _unwrapped(row, "tc")) > 1 for row in rows)


def _has_text(block: Element) -> bool:
    return any((text.text or "").strip() for text in block.iter("t"))

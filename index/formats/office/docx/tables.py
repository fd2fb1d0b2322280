"""Tables of Word documents: merged cells, header rows, tables within tables, tables as layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from index.formats.office.docx.styles import Styles
from index.formats.office.markup import WRAPPERS, blocks_of, is_on, number, value

_MAX_COLUMNS = 1_000
_LAYOUT_PARAGRAPHS = 6  # in one cell: a page is laid out in columns, these are no values
_LAYOUT_CHARS = 1_500  # in one cell


@dataclass(slots=True)
class Cell:
    """The blocks of a cell. `nested` are the tables in it that are read on their own."""

    blocks: list[Element]
    nested: list[Element] = field(default_factory=list)
    text: str = ""


@dataclass(slots=True)
class Grid:
    """The rows of a table; a merged cell stands in each place that it fills."""

    rows: list[list[Cell | None]]
    header_rows: int | None
    """How many rows at the top name the columns; None if the document does not say."""
    is_layout: bool = False

    def cells(self) -> Iterator[Cell]:
        """Each cell once, in reading order."""
        seen: set[int] = set()
        for row in self.rows:
            for cell in row:
                if cell is not None and id(cell) not in seen:
                    seen.add(id(cell))
                    yield cell

    def segments(self) -> Iterator[tuple[list[list[str]], list[Element]]]:
        """The texts of all rows; or, if cells contain tables, of the rows up to such a one with
        the column names, and the tables to be added after them."""
        texts = [["" if cell is None else cell.text for cell in row] for row in self.rows]
        names = texts[: self.header_rows or 0]
        pending: list[list[str]] = []
        seen: set[int] = set()
        for place, row in enumerate(self.rows):
            pending.append(texts[place])
            cells = [cell for cell in row if cell is not None and id(cell) not in seen]
            seen.update(map(id, cells))
            if nested := list(dict.fromkeys(table for cell in cells for table in cell.nested)):
                yield pending, nested
                pending = list(names)
        if pending[len(names) :] or not seen:
            yield pending, []

    def contents(self) -> Iterator[Element]:
        """An element per cell with the blocks of it, to be read as if there were no table."""
        for cell in self.cells():
            holder = Element("body")
            holder.extend(cell.blocks)
            yield holder


def read_grid(table: Element, losses: Counter[str], styles: Styles) -> Grid:
    rows: list[list[Cell | None]] = []
    stated = 0
    for row in _unwrapped(table, "tr"):
        properties = row.find("trPr")
        if properties is not None and properties.find("del") is not None:
            losses["tracked deletions left out"] += 1
            continue
        if is_on(properties, "hidden"):
            losses["hidden rows skipped"] += 1
            continue
        rows.append(_read_row(row, rows[-1] if rows else [], losses))
        if is_on(properties, "tblHeader") and stated == len(rows) - 1:
            stated += 1
    header = min(stated, max(len(rows) - 1, 1)) or _formatted_header(table, rows, styles)
    grid = Grid(rows, header or None)
    for cell in grid.cells():
        tables = [node for node in cell.blocks if node.tag == "tbl"]
        cell.nested = [node for node in tables if _is_table(node)]
    grid.is_layout = _is_layout(grid)
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
        cells += [cell] * min(max(span, 1), _MAX_COLUMNS)
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
    return int(_is_bold(rows[0]) and not _is_bold(rows[1]))


def _is_hex(text: str) -> bool:
    return 0 < len(text) <= 8 and all(each in "0123456789abcdefABCDEF" for each in text)


def _is_bold(row: list[Cell | None]) -> bool:
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


def _is_layout(grid: Grid) -> bool:
    """True for a frame around text and for columns of whole paragraphs."""
    cells = list(grid.cells())
    filled = [cell for cell in cells if any(True for block in cell.blocks if _has_text(block))]
    if max((len(row) for row in grid.rows), default=0) < 2 or len(filled) < 2:
        return True
    if len(grid.rows) == 1 and any(cell.nested for cell in cells):
        return True
    return any(
        sum(map(_has_text, cell.blocks)) > _LAYOUT_PARAGRAPHS
        or sum(len(text.text or "") for block in cell.blocks for text in block.iter("t"))
        > _LAYOUT_CHARS
        for cell in filled
    ) and (len(grid.rows) <= 3 or (grid.header_rows is None and len(filled) <= 4))


def _has_text(block: Element) -> bool:
    return any((text.text or "").strip() for text in block.iter("t"))

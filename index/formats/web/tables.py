"""Tables of a page: those of data as grids, those that only lay out the page as its paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from index.formats.tables import join_cells
from index.formats.web.blocks import Block, Context, changed
from index.formats.web.lists import labelled
from index.formats.web.table_grid import (
    Cell,
    expanded,
    guess,
    header_rows,
    joined,
    labels_values,
    merged,
    parts,
    span,
    spanning,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

    from index.formats.web.walk import Walker

_SECTIONS = ("thead", "tbody", "tfoot")
_CELLS = ("td", "th")
_MAX_CELL = 500
"""Longer texts in cells without column names are paragraphs of a page laid out by a table."""
_MAX_SHORT = 100


def read_table(walker: Walker, table: _Element, context: Context) -> None:
    walker.out.flush(context)
    if not _may_be_data(table):
        _read_layout(walker, table, context)
        return
    inner = changed(context, sectioned=True, is_item=False, in_heading=False)
    head, body = _rows(table)
    _read_outside(walker, table, context)
    rows = [[_cell(walker, cell, inner) for cell in row] for row in (*head, *body)]
    if _is_layout(table, rows, len(head)):
        for row in rows:
            _add_row(walker, row, context)
    else:
        _add_grid(walker, rows, len(head), context)


def _may_be_data(table: _Element) -> bool:
    """False for a table that surely lays out the page: it has headings, or tables in its cells."""
    if table.get("role") in ("presentation", "none"):
        return False
    if next(table.iter("caption", "thead"), None) is not None:
        return True
    return next(table.iter("h1", "h2", "h3"), None) is None and not any(
        True for inner in table.iter("table") if inner is not table
    )


def _rows(table: _Element) -> tuple[list[list[_Element]], list[list[_Element]]]:
    """The cells of each row of the head, and of the others; those of the foot come last."""
    groups: dict[str, list[list[_Element]]] = {"thead": [], "tbody": [], "tfoot": []}
    for is_section, children in groupby(table, lambda child: child.tag in _SECTIONS):
        if is_section:
            for section in children:
                groups[str(section.tag)] += _cells(section)
        else:
            groups["tbody"] += _cells(children)
    return groups["thead"], groups["tbody"] + groups["tfoot"]


def _cells(section: Iterable[_Element]) -> Iterator[list[_Element]]:
    """The cells of each row. Cells outside rows make one."""
    row: list[_Element] = []
    for child in section:
        if child.tag in _CELLS:
            row.append(child)
        elif child.tag == "tr":
            if row:
                yield row
                row = []
            yield [cell for cell in child if cell.tag in _CELLS]
    if row:
        yield row


def _read_outside(walker: Walker, element: _Element, context: Context) -> None:
    """Reads what stands between rows and cells: the caption, and what does not belong there."""
    out = walker.out
    if (text := element.text) and not text.isspace():
        out.line.add(text)
        out.flush(context)
    for child in element:
        tag = child.tag
        if tag in _SECTIONS or tag == "tr":
            _read_outside(walker, child, context)
        elif tag not in _CELLS and isinstance(tag, str):
            walker.element(child, tag, context)
        if out.line.parts or ((tail := child.tail) and not tail.isspace()):
            out.line.add(child.tail or "")
        out.flush(context)


def _cell(walker: Walker, element: _Element, context: Context) -> Cell:
    blocks = walker.text_of(element, context)
    return Cell(element, blocks, joined(blocks))


def _is_layout(table: _Element, rows: Sequence[Sequence[Cell]], head: int) -> bool:
    if head or table.get("role") in ("table", "grid") or table.find("caption") is not None:
        return False
    filled = [[cell for cell in row if cell.text] for row in rows]
    filled = [row for row in filled if row]
    cells = [cell for row in filled for cell in row]
    if max(map(len, filled), default=0) < 2:
        return True
    if any(cell.is_header for cell in cells):
        return False
    if len(filled) == 1:
        return any(len(cell.text) > _MAX_SHORT or _is_links(cell) for cell in cells)
    long = [cell for cell in cells if len(cell.text) > _MAX_CELL or len(cell.blocks) > 6]
    return bool(long) or all(_is_links(cell) for cell in cells)


def _is_links(cell: Cell) -> bool:
    return bool(cell.blocks) and all(block.is_links for block in cell.blocks)


def _add_row(walker: Walker, row: Sequence[Cell], context: Context) -> None:
    """A row of a layout table: its cells' blocks, or one row if all of them are short."""
    filled = [cell for cell in row if cell.text]
    short = all(len(cell.text) <= _MAX_SHORT and len(cell.blocks) == 1 for cell in filled)
    if len(filled) > 1 and short and not any(map(_is_links, filled)):
        text = join_cells(cell.text for cell in filled)
        walker.out.blocks.append(Block(text, context, "row"))
        return
    for cell in row:
        walker.out.blocks += cell.blocks


def _read_layout(walker: Walker, element: _Element, context: Context) -> None:
    """The content of a table that lays out the page, row by row."""
    if element.text:
        walker.out.line.add(element.text)
    for child in element:
        if child.tag in _SECTIONS:
            _read_layout(walker, child, context)
        elif child.tag == "tr" and _is_plain(child):
            walker.out.flush(context)
            inner = changed(context, sectioned=True, is_item=False, in_heading=False)
            cells = [_cell(walker, cell, inner) for cell in child]
            _add_row(walker, cells, context)
        elif isinstance(child.tag, str):
            walker.element(child, child.tag, context)
            walker.out.flush(context)
        if child.tail:
            walker.out.line.add(child.tail)
    walker.out.flush(context)


def _is_plain(row: _Element) -> bool:
    """Does a row of a layout table have more than one cell and nothing but text in them?"""
    if len(row) < 2 or any(cell.tag not in _CELLS for cell in row):
        return False
    blocks = ("table", "p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "nav", "form", "header")
    return next(row.iter(*blocks), None) is None


def _add_grid(walker: Walker, rows: list[list[Cell]], head: int, context: Context) -> None:
    out = walker.out.blocks
    rows = [row for row in rows if row]
    width = max((sum(span(cell, "colspan") for cell in row) for row in rows), default=0)
    while len(rows) > 1 and (title := spanning(rows[0], width)):
        out.append(Block(title, context, context.kind))
        rows, head = rows[1:], max(head - 1, 0)
    grid = expanded(rows)
    head = header_rows(rows, head)
    if not head:
        if labels_values(rows):
            out += [Block(text, context, "row") for text in map(_labelled_row, rows) if text]
        else:
            out += _table(grid[:1] if guess(grid) else [], grid, context)
        return
    names = merged(grid[:head])
    if not rows[head:]:
        out += _table([names], [names], context)
    for part, note in parts(rows[head:], grid[head:], width):
        if part:
            indent = [""] if len(part[0]) > len(names) else []
            table = [[*indent, *names], *part]
            out += _table(table[:1], table, context)
        if note:
            out.append(Block(note, context, context.kind))


def _table(names: list[list[str]], rows: list[list[str]], context: Context) -> Iterator[Block]:
    """A table with or without a row of names. Names of columns without a value come before it."""
    filled = {column for row in rows[1:] for column, cell in enumerate(row) if cell}
    used = {cell for row in names for column, cell in enumerate(row) if column in filled}
    unused = [cell for row in names for cell in row if cell not in used]
    if rows[1:] and any(unused):
        yield Block(join_cells(unused), context, "row")
    yield Block("", context, rows=rows, has_header=bool(names))


def _labelled_row(row: Sequence[Cell]) -> str:
    """A name and its value, as "name: value"."""
    values = join_cells(cell.text for cell in row[1:])
    return labelled(row[0].text, values) if row[0].text and values else row[0].text or values

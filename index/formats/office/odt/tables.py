"""Tables of OpenDocument texts: spanned and repeated cells, header rows, tables as layout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from index.errors import PinciteError
from index.formats.office.grids import MAX_CELLS, Cell, Grid
from index.formats.office.markup import number
from index.formats.office.odt.styles import Styles

_MAX_COLUMNS = 1_000
_MAX_REPEATED_ROWS = 1_000
_ROW_GROUPS = frozenset(("table-header-rows", "table-rows", "table-row-group"))


def read_grid(table: Element, losses: Counter[str], styles: Styles) -> Grid:
    """The rows of a table. Raises PinciteError if it has too many cells."""
    rows: list[list[Cell | None]] = []
    above: dict[int, tuple[Cell, int]] = {}  # column to a cell from above and the rows it fills
    stated = cells = 0
    for node, is_header in _rows(table):
        if node.get("visibility") in ("collapse", "filter"):
            losses["hidden rows skipped"] += 1
            continue
        row, above = _read_row(node, above)
        has_words = any(cell is not None and cell.length for cell in row)
        repeated = number(node.get("number-rows-repeated", ""), 1) if has_words else 1
        for _ in range(min(max(repeated, 1), _MAX_REPEATED_ROWS)):
            rows.append(row)
            cells += len(row)
        if cells > MAX_CELLS:
            raise PinciteError(f"a table has more than {MAX_CELLS:,} cells. Split it.")
        stated += is_header and stated == len(rows) - 1
    header = min(stated, max(len(rows) - 1, 1))
    if not header and len(rows) > 1:
        filled = {id(cell) for cell in rows[0] if cell and cell.paragraphs}
        is_bold = _are_bold(rows[0], styles) and not _are_bold(rows[1], styles)
        header = int(len(filled) > 1 and is_bold)
    columns = list(zip(*rows, strict=False))[:2]
    has_labels = (
        len(columns) == 2 and _are_bold(columns[0], styles) and not _are_bold(columns[1], styles)
    )
    return Grid(rows, header or None, has_labels)


def _read_row(
    node: Element, above: dict[int, tuple[Cell, int]]
) -> tuple[list[Cell | None], dict[int, tuple[Cell, int]]]:
    """The cells of a row, and those that the rows below are to repeat."""
    row: dict[int, Cell | None] = {column: cell for column, (cell, _) in above.items()}
    below = {column: (cell, left - 1) for column, (cell, left) in above.items() if left > 1}
    column = 0
    for child in node:
        if child.tag not in ("table-cell", "covered-table-cell"):
            continue
        repeated = min(max(number(child.get("number-columns-repeated", ""), 1), 1), _MAX_COLUMNS)
        if child.tag == "covered-table-cell":
            column += repeated
            continue
        cell = _cell(child)
        width = max(number(child.get("number-columns-spanned", ""), 1), 1)
        height = max(number(child.get("number-rows-spanned", ""), 1), 1)
        for place in range(column, min(column + repeated * width, _MAX_COLUMNS)):
            row[place] = cell
            if height > 1:
                below[place] = cell, min(height, _MAX_COLUMNS) - 1
        column += repeated
    return [row.get(place) for place in range(max(row, default=-1) + 1)], below


def _cell(node: Element) -> Cell:
    tables = [child for child in node if child.tag == "table"]
    texts = ["".join(child.itertext()).strip() for child in node]
    return Cell(
        list(node),
        nested=[each for each in tables if _is_table(each)],
        paragraphs=sum(map(bool, texts)),
        length=sum(map(len, texts)),
    )


def _rows(table: Element, *, is_header: bool = False) -> Iterator[tuple[Element, bool]]:
    """The rows in order, and whether each is stated to be repeated at the top of a page."""
    for child in table:
        if child.tag == "table-row":
            yield child, is_header
        elif child.tag in _ROW_GROUPS:
            yield from _rows(child, is_header=is_header or child.tag == "table-header-rows")


def _is_table(node: Element) -> bool:
    """True if a table within a cell has rows and columns of its own."""
    rows = [row for row, _ in _rows(node)]
    return len(rows) > 1 and any(len(row) > 1 for row in rows)


def _are_bold(cells: Sequence[Cell | None], styles: Styles) -> bool:
    """True if all paragraphs with words are set as headings or in bold type."""
    paragraphs = [
        paragraph
        for cell in cells
        if cell is not None
        for block in cell.blocks
        for paragraph in block.iter("p")
        if any(text.strip() for text in paragraph.itertext())
    ]
    return bool(paragraphs) and all(_is_bold(paragraph, styles) for paragraph in paragraphs)


def _is_bold(paragraph: Element, styles: Styles) -> bool:
    style = paragraph.get("style-name", "")
    if styles.is_named(style, "Table Heading") or styles.is_bold("paragraph", style):
        return True
    spans = [child for child in paragraph if child.tag == "span"]
    return (
        bool(spans)
        and not (paragraph.text or "").strip()
        and all(styles.is_bold("text", span.get("style-name", "")) for span in spans)
        and not any((span.tail or "").strip() for span in spans)
    )

"""Finds the tables of a page: drawn grids first, then columns that are aligned."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from index.formats.pdf.layout.page import Line, Table, Word, line_of
from index.formats.pdf.reading_order import Box
from index.formats.pdf.tables.aligned import aligned_tables
from index.formats.pdf.tables.cells import cell_text, is_value, visual_rows
from index.formats.pdf.tables.checks import has_header, names_columns
from index.formats.pdf.tables.grid import Grid, grids
from index.formats.pdf.tables.segments import VisualRow, logical_rows, merge

_MAX_CELL_CHARS = 600  # of half of the cells with text; longer ones are pages laid out in a grid


def find_tables(lines: Sequence[Line], rules: Sequence[Box]) -> list[Table]:
    """The tables of a page, from the top. `rules` are the lines that are drawn on it."""
    tables: list[Table] = []
    used: set[int] = set()
    for grid in grids(rules):
        inside = [line for line in lines if id(line) not in used and _is_inside(grid, line)]
        table = _ruled(grid, inside)
        if table is not None:
            tables.append(table)
            used.update(map(id, inside))
    rest = [line for line in lines if id(line) not in used]
    tables += aligned_tables(rest, rules)
    return sorted(tables, key=lambda table: -table.box[3])


def _is_inside(grid: Grid, line: Line) -> bool:
    x, y = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
    return grid.place(x, y) is not None


def _ruled(grid: Grid, lines: Sequence[Line]) -> Table | None:
    """The texts of a grid's cells; None if they are too few to be a table."""
    words: dict[int, list[Word]] = {}
    bold: dict[int, bool] = {}
    for line in lines:
        for word in line.words:
            x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
            if place := grid.place(x, y):
                number = grid.cells[place[0]][place[1]]
                words.setdefault(number, []).append(word)
                bold[number] = bold.get(number, True) and line.bold
    texts = {number: cell_text(cell) for number, cell in words.items()}
    rows: list[list[str]] = []
    for numbers in grid.cells:
        rows += _split(numbers, words) or [[texts.get(number, "") for number in numbers]]
    rows = _without_empty(rows)
    if sum(len(set(filter(None, row))) > 1 for row in rows) < 2:
        return None
    if median(len(cell) for row in rows for cell in row if cell) > _MAX_CELL_CHARS:
        return None
    first = [number for number in grid.cells[0] if number in words]
    set_apart = all(bold[number] for number in first) and not all(bold.values())
    return Table(grid.box, rows, list(lines), _has_names(rows, set_apart))


def _has_names(rows: list[list[str]], set_apart: bool) -> bool:
    """Whether the first row of a drawn table names its columns.

    Two columns without set apart or numbers are mostly labels with their values.
    """
    if has_header(rows, set_apart):
        return True
    return len(rows[0]) > 2 and names_columns(rows) and all(rows[0])


def _split(numbers: Sequence[int], words: dict[int, list[Word]]) -> list[list[str]]:
    """The rows between two drawn lines if they hold several, with numbers in columns; else none."""
    if len(set(numbers)) < len(numbers):
        return []
    lines = [line_of([word]) for number in numbers for word in words.get(number, [])]
    columns = {
        id(word): column for column, number in enumerate(numbers) for word in words.get(number, [])
    }
    rows: list[VisualRow] = []
    for each in visual_rows(lines):
        cells: list[list[Word]] = [[] for _ in numbers]
        for line in each:
            cells[columns[id(line.words[0])]] += line.words
        rows.append(VisualRow(cells))
    values = [
        sum(is_value(row.text(column)) for row in rows if row.cells[column])
        for column in range(len(numbers))
    ]
    several = sum(count > 1 for count in values)
    if len(rows) < 2 or not several or (several == 1 and not all(row.cells[0] for row in rows)):
        return []
    return [merge(group) for group in logical_rows(rows, [])]


def _without_empty(rows: list[list[str]]) -> list[list[str]]:
    """The rows with text, without the columns that have none."""
    width = max(map(len, rows), default=0)
    columns = [column for column in range(width) if any(row[column] for row in rows)]
    return [[row[column] for column in columns] for row in rows if any(row)]

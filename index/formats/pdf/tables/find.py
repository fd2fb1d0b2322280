"""Finds the tables of a page: drawn grids first, then columns that are aligned."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from index.formats.pdf.boxes import Box
from index.formats.pdf.layout.page import Header, Line, Table, Word, line_of
from index.formats.pdf.tables.aligned import aligned_tables
from index.formats.pdf.tables.captions import captioned_values
from index.formats.pdf.tables.cells import cell_text, is_value, visual_rows
from index.formats.pdf.tables.checks import header_of, names_columns
from index.formats.pdf.tables.grid import Grid, grids
from index.formats.pdf.tables.segments import VisualRow, logical_rows, merge
from index.formats.pdf.tables.totals import with_totals

_MIN_HEIGHT = 0.5  # points; smaller letters are not to be read
_MIN_SPACE = 0.75  # times the height, between the words of two cells
_SAME_PLACE = 3.0  # points, between the sides of the parts of a table
_MAX_CELL_CHARS = 600  # of half of the cells with text; longer ones are pages laid out in a grid


def find_tables(
    rows: Sequence[list[Line]], rules: Sequence[Box], above: Table | None = None
) -> list[Table]:
    """The tables of a page, from the top.

    `rows` are its lines, those side by side together; `rules` are the lines drawn on it. `above` is
    the table at the foot of the page before; a single row at the top goes on with it.
    """
    tables: list[Table] = []
    used: set[int] = set()
    for grid in grids(rules):
        inside = [
            line
            for row in rows
            for line in row
            if line.height > _MIN_HEIGHT and id(line) not in used and _is_inside(grid, line)
        ]
        is_rest = above is not None and inside == rows[0] and _is_rest(grid, above)
        found = _ruled(grid, inside, 1 if is_rest else 2)
        if found:
            tables += found
            used.update(map(id, inside))
    rest = [
        left
        for row in rows
        if (left := [x for x in row if id(x) not in used and x.height > _MIN_HEIGHT])
    ]
    captioned = captioned_values(rest)
    tables += captioned
    used.update(id(line) for table in captioned for line in table.lines)
    rest = [left for row in rest if (left := [x for x in row if id(x) not in used])]
    tables += aligned_tables(rest, rules)
    return sorted(tables, key=lambda table: -table.box[3])


def _is_inside(grid: Grid, line: Line) -> bool:
    x, y = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
    return grid.place(x, y) is not None


def _is_rest(grid: Grid, above: Table) -> bool:
    """Whether a grid has the columns of the table that ends on the page before."""
    if not above.rows or len(above.rows[-1]) != len(grid.xs) - 1:
        return False
    return all(abs(grid.box[side] - above.box[side]) < _SAME_PLACE for side in (0, 2))


def _ruled(grid: Grid, lines: Sequence[Line], least: int) -> list[Table]:
    """The texts of a grid's cells, its spanning rows apart; empty if it has fewer rows."""
    words: dict[int, list[Word]] = {}
    bold: dict[int, bool] = {}
    for line in lines:
        for word in line.words:
            x, y = (word.box[0] + word.box[2]) / 2, (word.box[1] + word.box[3]) / 2
            if place := grid.place(x, y):
                number = grid.cells[place[0]][place[1]]
                words.setdefault(number, []).append(word)
                bold[number] = bold.get(number, True) and line.bold
    table_rows = [_divided(grid, numbers, words, bold) for numbers in grid.cells]
    texts = {number: cell_text(cell) for number, cell in words.items()}
    rows: list[_Row] = []
    for row, numbers in enumerate(table_rows):
        cells = _split(numbers, words) or [[texts.get(number, "") for number in numbers]]
        spans = len(set(numbers)) == 1
        apart = all(bold[number] for number in numbers if number in words)
        rows += [_Row(each, grid.ys[row], grid.ys[row + 1], spans, apart) for each in cells]
    rows = _without_empty(rows)
    if sum(len(set(filter(None, row.cells))) > 1 for row in rows) < least:
        return []
    if median(len(cell) for row in rows for cell in row.cells if cell) > _MAX_CELL_CHARS:
        return []
    tables = list(_parts(grid, _with_merged_names(rows, grid)))
    tables[0].lines = list(lines)
    return tables


def _divided(
    grid: Grid, numbers: Sequence[int], words: dict[int, list[Word]], bold: dict[int, bool]
) -> Sequence[int]:
    """A row's cells; one that spans columns is divided if its words keep to the columns.

    So are rows between shaded ones, in a table without upright lines of its own.
    """
    spanning = [number for number in words if numbers.count(number) > 1]
    if len(spanning) != 1:
        return numbers
    placed = [
        (word, bisect_right(grid.xs, (word.box[0] + word.box[2]) / 2) - 1)
        for word in sorted(words[spanning[0]], key=lambda word: word.box[0])
    ]
    if len({column for _, column in placed}) < 2:
        return numbers
    for (word, column), (following, next_column) in pairwise(placed):
        space = following.box[0] - word.box[2]
        if column != next_column and space < _MIN_SPACE * (word.box[3] - word.box[1]):
            return numbers
    cells = {column: -1 - len(words) - column for column in range(len(numbers))}
    for word, column in placed:
        words.setdefault(cells[column], []).append(word)
        bold[cells[column]] = bold[spanning[0]]
    return [
        cells[column] if number == spanning[0] else number for column, number in enumerate(numbers)
    ]


@dataclass(slots=True)
class _Row:
    cells: list[str]
    top: float
    bottom: float
    spans: bool
    """One cell fills all columns."""
    bold: bool
    is_header: bool = False


def _with_merged_names(rows: list[_Row], grid: Grid) -> list[_Row]:
    """The rows; where a name spans several columns with names of their own below it, joined."""
    first = next((number for number, row in enumerate(rows) if not row.spans), 0)
    if first + 2 >= len(rows) or len(grid.cells) < 3:
        return rows
    above, below = rows[first], rows[first + 1]
    twice = [a for a, b in pairwise(above.cells) if a and a == b]
    if not (twice and names_columns([above.cells]) and names_columns([below.cells])):
        return rows
    if not below.bold and any(row.bold for row in rows[first + 2 :]):
        return rows
    names = [
        a if a == b else f"{a} {b}".strip() for a, b in zip(above.cells, below.cells, strict=True)
    ]
    merged = _Row(names, above.top, below.bottom, False, above.bold and below.bold, True)
    return [*rows[:first], merged, *rows[first + 2 :]]


def _parts(grid: Grid, rows: Sequence[_Row]) -> Iterator[Table]:
    """The table; rows of one cell that fills all columns are titles, and divide it."""
    left, right = grid.xs[0], grid.xs[-1]
    names: list[str] | None = None
    header: Header = ""
    for spans, group in groupby(rows, lambda row: row.spans):
        part = list(group)
        box = (left, part[-1].bottom, right, part[0].top)
        if spans:
            yield Table(box, [row.cells[:1] for row in part], [], kind="row")
            continue
        cells, tops = [row.cells for row in part], [row.top for row in part]
        if names is None:
            set_apart = part[0].bold and not all(row.bold for row in part)
            header = "set apart" if part[0].is_header else _header(cells, set_apart)
            names = cells[0] if header else []
        elif names:
            cells, tops = [names, *cells], [part[0].top, *tops]
        yield from with_totals(Table(box, cells, [], header), tops)


def _header(cells: list[list[str]], set_apart: bool) -> Header:
    """Whether the first row of a drawn table names its columns.

    Two columns whose first row looks like the others are mostly labels with their values.
    """
    if header := header_of(cells, set_apart):
        return header
    return "guessed" if len(cells[0]) > 2 and names_columns(cells) and all(cells[0]) else ""


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


def _without_empty(rows: list[_Row]) -> list[_Row]:
    """The rows with text, without the columns that have none."""
    columns = [column for column in range(len(rows[0].cells)) if any(r.cells[column] for r in rows)]
    kept = [row for row in rows if any(row.cells)]
    for row in kept:
        row.cells = [row.cells[column] for column in columns]
    return kept

"""The cells of a drawn grid: lines that cross one another, and what they enclose."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.formats.pdf.boxes import Box
from index.formats.pdf.tables.drawn import Ruling, horizontal, vertical

_SNAP = 3.5  # points; lines nearer to one another are one border
_MAX_LINES = 600  # of one page and direction; drawings have more
_MAX_CELLS = 20_000  # of one grid


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of cells between the places of its lines.

    `cells[row][column]` is the number of the cell there; a cell that spans columns or rows has the
    same number in each of them.
    """

    xs: tuple[float, ...]
    """From left to right; one more than columns."""
    ys: tuple[float, ...]
    """From the top; one more than rows."""
    cells: tuple[tuple[int, ...], ...]

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[-1], self.xs[-1], self.ys[0]

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column at a point; None outside."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]):
            return None
        column = min(bisect_right(self.xs, x), len(self.xs) - 1) - 1
        row = min(bisect_right(self.ys, -y, key=lambda value: -value), len(self.ys) - 1) - 1
        return row, column


def grids(rules: Sequence[Box]) -> list[Grid]:
    """Grids of at least two columns, from the top of the page; some have one row."""
    across, down = horizontal(rules), vertical(rules)
    if not 0 < len(down) <= _MAX_LINES or not 1 < len(across) <= _MAX_LINES:
        return []
    found = [
        grid
        for lines, others in _connected(across, down)
        if (grid := _grid(lines, others)) is not None
    ]
    return sorted(found, key=lambda grid: -grid.ys[0])


def _connected(
    across: Sequence[Ruling], down: Sequence[Ruling]
) -> Iterator[tuple[list[Ruling], list[Ruling]]]:
    """Groups of lines that cross or touch one another."""
    parents = list(range(len(across) + len(down)))
    for i, line in enumerate(across):
        for j, other in enumerate(down, len(across)):
            if (
                line.start - _SNAP <= other.at <= line.end + _SNAP
                and other.start - _SNAP <= line.at <= other.end + _SNAP
            ):
                parents[_root(parents, i)] = _root(parents, j)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = defaultdict(lambda: ([], []))
    for number in range(len(parents)):
        is_vertical = number >= len(across)
        line = down[number - len(across)] if is_vertical else across[number]
        groups[_root(parents, number)][is_vertical].append(line)
    return (group for group in groups.values() if group[0] and group[1])


def _root(parents: list[int], number: int) -> int:
    while parents[number] != number:
        parents[number] = parents[parents[number]]
        number = parents[number]
    return number


def _grid(across: Sequence[Ruling], down: Sequence[Ruling]) -> Grid | None:
    ends = [place for line in across for place in (line.start, line.end)]
    tips = [place for line in down for place in (line.start, line.end)]
    xs = _places([line.at for line in down], min(ends), max(ends))
    ys = _places([line.at for line in across], min(tips), max(tips))[::-1]
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 2 or rows < 1 or columns * rows > _MAX_CELLS:
        return None
    parents = list(range(columns * rows))
    for row in range(rows):
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(1, columns):
            if not _is_drawn(down, xs[column], middle):
                cell = row * columns + column
                parents[_root(parents, cell)] = _root(parents, cell - 1)
    for column in range(columns):
        middle = (xs[column] + xs[column + 1]) / 2
        for row in range(1, rows):
            if not _is_drawn(across, ys[row], middle):
                cell = row * columns + column
                parents[_root(parents, cell)] = _root(parents, cell - columns)
    cells = tuple(
        tuple(_root(parents, row * columns + column) for column in range(columns))
        for row in range(rows)
    )
    return Grid(tuple(xs), tuple(ys), cells)


def _places(values: Sequence[float], low: float, high: float) -> list[float]:
    """The places of lines, near ones as one, and the outer ends where no line is drawn."""
    places: list[float] = []
    for value in sorted([*values, low, high]):
        if places and value - places[-1] <= _SNAP:
            continue
        places.append(value)
    return places


def _is_drawn(lines: Sequence[Ruling], at: float, middle: float) -> bool:
    return any(
        abs(line.at - at) <= _SNAP and line.start - 1 <= middle <= line.end + 1 for line in lines
    )

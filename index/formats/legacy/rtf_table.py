"""The rows of a table in RTF, which cell definitions and cell texts describe apart."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from index.formats.tables import expand_spans

_MAX_COLUMNS = 1_000
_MOST_CELLS = 2_000_000
_SAME_EDGE = 150
"""Edges that are no farther apart are one, in twips (2.6 mm): less than a column with a letter."""


@dataclass(slots=True)
class _Row:
    texts: list[str]
    definitions: list[tuple[int, str]]
    """The right edge of each cell, in twips, and the direction in which it is merged."""


class RtfTable:
    """Gathers rows; merged cells are repeated, and those over several columns of other rows."""

    def __init__(self) -> None:
        self._rows: list[_Row] = []
        self._cells: list[str] = []
        self._definitions: list[tuple[int, str]] = []
        self._merge = ""

    def define_row(self) -> None:
        self._definitions, self._merge = [], ""

    def merge(self, direction: str) -> None:
        """The next cell continues the one to its "left" or "above"."""
        self._merge = direction

    def define_cell(self, edge: int) -> None:
        if len(self._definitions) < _MAX_COLUMNS:
            self._definitions.append((edge, self._merge))
        self._merge = ""

    def add_cell(self, text: str) -> None:
        if len(self._cells) < _MAX_COLUMNS:
            self._cells.append(" ".join(text.split()))

    def end_row(self) -> None:
        if self._cells:
            self._rows.append(_Row(self._cells, self._definitions))
        self._cells = []

    def take_rows(self) -> tuple[list[list[str]], bool]:
        """The rows since the last call, and whether a cell spans columns."""
        rows, self._rows = self._rows, []
        edges = _columns(rows)
        grid: list[list[str]] = []
        has_spans = False
        for row in rows:
            widths = _widths(row, edges)
            has_spans = has_spans or any(width > 1 for width in widths)
            cells = expand_spans(
                [[(text, width, 1) for text, width in zip(row.texts, widths, strict=True)]]
            )[0]
            starts = [sum(widths[:place]) for place in range(len(widths))]
            above = grid[-1] if grid else []
            for place, (_, merge) in enumerate(row.definitions[: len(row.texts)]):
                has_spans = has_spans or merge == "left"
                for column in range(starts[place], starts[place] + widths[place]):
                    if merge == "left" and column:
                        cells[column] = cells[column - 1]
                    elif merge == "above" and column < len(above):
                        cells[column] = above[column]
            grid.append(cells)
        return grid, has_spans


def _columns(rows: list[_Row]) -> list[int]:
    """The right edges of the columns of a table; none if its rows do not state them."""
    found: list[int] = []
    for row in rows:
        edges = [edge for edge, _ in row.definitions]
        if len(edges) < len(row.texts) or any(after <= edge for edge, after in pairwise(edges)):
            return []
        found += edges[: len(row.texts)]
    columns: list[int] = []
    first = -_SAME_EDGE
    for edge in sorted(set(found)):
        if columns and edge - first <= _SAME_EDGE:
            columns[-1] = edge
        else:
            columns.append(edge)
            first = edge
    return columns if len(columns) * len(rows) <= _MOST_CELLS else []


def _widths(row: _Row, columns: list[int]) -> list[int]:
    """How many columns each cell of a row spans."""
    widths, start = [], 0
    for edge, _ in row.definitions[: len(row.texts)] if columns else ():
        end = bisect_left(columns, edge) + 1
        widths.append(end - start)
        start = end
    return widths if widths and min(widths) > 0 else [1] * len(row.texts)

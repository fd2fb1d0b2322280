"""Rows of a table whose columns are known: which lines on the page are one row of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.formats.pdf.layout.page import Word
from index.formats.pdf.tables.cells import cell_text, is_value

_MIN_JUMP = 0.25  # of the height: between the gaps within rows and the gaps between them
_MAX_HEADER = 4  # lines
_WIDE = 0.75  # of its column's width: a line that full may go on below


@dataclass(slots=True)
class VisualRow:
    """Cells side by side: the words of each column, possibly none."""

    cells: list[list[Word]]
    bold: bool = False

    def __post_init__(self) -> None:
        boxes = [word.box for cell in self.cells for word in cell]
        self.bottom = min((box[1] for box in boxes), default=0.0)
        self.top = max((box[3] for box in boxes), default=0.0)

    bottom: float = 0.0
    top: float = 0.0

    @property
    def filled(self) -> list[int]:
        return [column for column, words in enumerate(self.cells) if words]

    def text(self, column: int) -> str:
        return " ".join(word.text for word in self.cells[column])


def logical_rows(rows: Sequence[VisualRow], breaks: Sequence[float]) -> list[list[VisualRow]]:
    """The lines of each row of a table, from the top.

    `breaks` are the y of the lines drawn between them. Where most rows have one, they alone count.
    Else rows are told by wider gaps, or by their first cells.
    """
    if not rows:
        return []
    header = _header_lines(rows, breaks)
    body = list(rows[header:])
    parts = _split_at(body, breaks)
    if len(parts) > 2 and len(parts) >= len(body) / 4:
        groups = [group for part in parts for group in _checked(part)]
    else:
        groups = _by_gaps(body) or _by_first_cell(body)
    return [list(rows[:header]), *groups] if header else groups


def merge(group: Sequence[VisualRow]) -> list[str]:
    """The texts of one row's cells."""
    columns = len(group[0].cells)
    return [cell_text(word for row in group for word in row.cells[i]) for i in range(columns)]


def _header_lines(rows: Sequence[VisualRow], breaks: Sequence[float]) -> int:
    """How many lines at the top are column names; 0 if they are not known to be."""
    bold = 0
    while bold < len(rows) and rows[bold].bold:
        bold += 1
    if 0 < bold <= _MAX_HEADER and bold < len(rows) and not any(row.bold for row in rows[bold:]):
        return bold
    if _begins_with_half_names(rows):
        return 2
    parts = _split_at(rows, breaks)
    if 1 < len(parts) <= 3 and len(parts[0]) <= _MAX_HEADER and len(parts[0]) < len(rows) / 2:
        names = [words for row in parts[0] for words in row.cells if words]
        if len(names) > 1 and not any(is_value(cell_text(words)) for words in names):
            return len(parts[0])
    return 0


def _begins_with_half_names(rows: Sequence[VisualRow]) -> bool:
    """Whether the first line has only the first words of some names, which the second has all."""
    if len(rows) < 4 or rows[0].cells[0] or not set(rows[0].filled) < set(rows[1].filled[1:]):
        return False
    return not any(is_value(row.text(column)) for row in rows[:2] for column in row.filled)


def _split_at(rows: Sequence[VisualRow], breaks: Sequence[float]) -> list[list[VisualRow]]:
    parts: list[list[VisualRow]] = []
    for row in rows:
        middle = (row.bottom + row.top) / 2
        above = (parts[-1][-1].bottom + parts[-1][-1].top) / 2 if parts else 0.0
        if parts and not any(middle < at < above for at in breaks):
            parts[-1].append(row)
        else:
            parts.append([row])
    return parts


def _by_gaps(rows: Sequence[VisualRow]) -> list[list[VisualRow]]:
    """Rows told by wider gaps; empty if all gaps are alike."""
    gaps: list[float] = []
    bottom = rows[0].bottom if rows else 0.0
    for row in rows[1:]:
        gaps.append(bottom - row.top)
        bottom = min(bottom, row.bottom)
    ordered = sorted(gaps)
    jumps = [(after - before, (after + before) / 2) for before, after in pairwise(ordered)]
    height = median([row.top - row.bottom for row in rows] or [10.0])
    jump, threshold = max(jumps, default=(0.0, 0.0))
    if jump < _MIN_JUMP * height:
        return []
    groups = [[rows[0]]]
    for row, gap in zip(rows[1:], gaps, strict=True):
        if gap > threshold:
            groups.append([row])
        else:
            groups[-1].append(row)
    return [row for group in groups for row in _checked(group)]


def _checked(group: list[VisualRow]) -> list[list[VisualRow]]:
    """The group as one row, or as several if it cannot be one.

    It cannot if all its lines fill the same cells, the first one included, or if a column has
    several values.
    """
    if len(group) == 1:
        return [group]
    first = group[0].filled
    alike = len(first) > 1 and first[0] == 0 and all(row.filled == first for row in group)
    if alike and not all(_continues(above, row) for above, row in pairwise(group)):
        return [[row] for row in group]
    for column in range(1, len(group[0].cells)):
        if sum(is_value(row.text(column)) for row in group if row.cells[column]) > 1:
            return _by_first_cell(group)
    return [group]


def _by_first_cell(rows: Sequence[VisualRow]) -> list[list[VisualRow]]:
    """A row begins where its first cell is filled, unless that goes on from the line above."""
    groups: list[list[VisualRow]] = []
    for row in rows:
        if not groups:
            groups.append([row])
        elif row.top - groups[-1][-1].bottom > 0.3 * (row.top - row.bottom):
            groups[-1].append(row)  # beside the line above: cells centred in their row
        elif (
            _continues(groups[-1][-1], row)
            if row.cells[0]
            else not _has_new_values(groups[-1], row)
        ):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _has_new_values(group: Sequence[VisualRow], row: VisualRow) -> bool:
    """Whether a column that has a value in the group has another one in the row."""
    return any(
        is_value(row.text(column)) and any(is_value(each.text(column)) for each in group)
        for column in row.filled
    )


def _continues(above: VisualRow, row: VisualRow) -> bool:
    """Whether every cell of the row goes on from the one above, in lower case and without value."""
    return all(
        above.cells[column]
        and row.cells[column][0].text[:1].islower()
        and above.text(column)[-1:] not in ".;:"
        and not is_value(row.text(column))
        for column in row.filled
    )

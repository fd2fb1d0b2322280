"""Tables without drawn cells: lines whose parts stand in common columns.

Precision comes first: running text in columns, forms with labels, signatures, numbered lists and
tables of contents have aligned parts, too, and are no tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median

from index.formats.pdf.layout.page import Line, Table, Word, line_of
from index.formats.pdf.reading_order import Box, bounding_box
from index.formats.pdf.tables.cells import is_number, visual_rows
from index.formats.pdf.tables.checks import header_of, is_section_number, is_table
from index.formats.pdf.tables.drawn import horizontal
from index.formats.pdf.tables.segments import VisualRow, logical_rows, merge

Interval = tuple[float, float]

_MAX_ROWS = 300
_MAX_GAP = 2.2  # times the height, between the lines of one table
_MIN_RIVER = 0.6  # times the height, between two columns within a line
_DASHES = re.compile(r"[-–—=_+|\s]{2,}")  # a line drawn with characters
_CURRENCY = re.compile(r"([A-Z]{1,3})?[$€£¥]|[A-Z]{3}|Rs\.?|kr\.?|CHF")
_TAIL = re.compile(r"\)?\s?%|\)|[*†‡]+|[A-Z]{3}|[€£¥]")


def aligned_tables(lines: Sequence[Line], rules: Sequence[Box]) -> list[Table]:
    """Tables of a page's lines, from the top."""
    rows = [_with_units(row) for row in visual_rows(lines)]
    tables: list[Table] = []
    for group in _groups(rows):
        table = _table(group, rules)
        if table is not None:
            tables.append(table)
    return tables


def _with_units(row: list[Line]) -> list[Line]:
    """The parts of a line; a currency before a number and a sign after it are part of it."""
    parts: list[Line] = []
    for line in row:
        if parts and is_number(line.text) and _CURRENCY.fullmatch(parts[-1].text):
            parts[-1] = line_of([*parts[-1].words, *line.words], line.bold)
        elif parts and _TAIL.fullmatch(line.text) and is_number(parts[-1].text.rstrip("(")):
            parts[-1] = line_of([*parts[-1].words, *line.words], line.bold)
        else:
            parts.append(line)
    return parts


def _groups(rows: Sequence[list[Line]]) -> Iterator[list[list[Line]]]:
    """Runs of lines that fit common columns, beginning with one that has several parts."""
    group: list[list[Line]] = []
    columns: list[Interval] = []
    for row in rows:
        if group:
            wider = _fit(group, columns, row)
            if wider is not None and _gap(group[-1], row) <= _MAX_GAP and len(group) < _MAX_ROWS:
                group.append(row)
                columns = wider
                continue
            yield _trimmed(group, columns)
            group, columns = [], []
        if _may_begin(row):
            group, columns = [row], _merged([(line.box[0], line.box[2]) for line in row])
            if len(columns) < len(row):
                group, columns = [], []
    if group:
        yield _trimmed(group, columns)


def _may_begin(row: Sequence[Line]) -> bool:
    """Whether a table may begin here: several parts, and not just a numbered heading or item."""
    return len(row) > 2 or (len(row) == 2 and not is_section_number(row[0].text))


def _gap(above: Sequence[Line], row: Sequence[Line]) -> float:
    """The space between two lines in times their height."""
    space = min(line.box[1] for line in above) - max(line.box[3] for line in row)
    return space / max(min(above[0].height, row[0].height), 1.0)


def _fit(
    group: Sequence[Sequence[Line]], columns: Sequence[Interval], row: Sequence[Line]
) -> list[Interval] | None:
    """The columns with a line added; None if two parts of any line would be in one column."""
    if len(row) == 1 and _count_touched(columns, row[0]) > 1:
        is_section = row[0].box[2] - row[0].box[0] < 0.6 * (columns[-1][1] - columns[0][0])
        return list(columns) if is_section and row[0].box[0] <= columns[0][1] else None
    wider = _merged([*columns, *((line.box[0], line.box[2]) for line in row)])
    if len(wider) < 2:
        return None
    for each in (*group, row):
        places = [_place(wider, line.box) for line in each]
        if len(each) > 1 and len(set(places)) < len(places):
            return None
    return wider


def _trimmed(group: list[list[Line]], columns: Sequence[Interval]) -> list[list[Line]]:
    """The group without single parts at its end that do not go on from a cell above."""
    end = len(group)
    while end > 1 and len(group[end - 1]) == 1:
        line = group[end - 1][0]
        is_wrapped = _place(columns, line.box) > 0 and _count_touched(columns, line) == 1
        if is_wrapped and _gap(group[end - 2], [line]) < 0.7:
            break
        end -= 1
    return group[:end]


def _merged(intervals: Sequence[Interval], gap: float = 0.0) -> list[Interval]:
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1] + gap:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged


def _place(columns: Sequence[Interval], box: Box) -> int:
    """The column that shares most with a box."""
    return max(
        range(len(columns)),
        key=lambda i: min(columns[i][1], box[2]) - max(columns[i][0], box[0]),
    )


def _count_touched(columns: Sequence[Interval], line: Line) -> int:
    return sum(start < line.box[2] and line.box[0] < end for start, end in columns)


def _table(group: Sequence[list[Line]], rules: Sequence[Box]) -> Table | None:
    """The group as a table; None if it is something else."""
    columns = _columns(group)
    rows = [_visual_row(row, columns) for row in group]
    dashes = [row for row in rows if _DASHES.fullmatch("".join(map(row.text, row.filled)))]
    rows = [row for row in rows if row not in dashes]
    if len(rows) < 3:
        return None
    box = bounding_box([line.box for row in group for line in row])
    width = box[2] - box[0]
    breaks = [
        rule.at
        for rule in horizontal(rules)
        if box[1] < rule.at < box[3] and min(rule.end, box[2]) - max(rule.start, box[0]) > width / 2
    ]
    breaks += [(row.bottom + row.top) / 2 for row in dashes]
    grouped = logical_rows(rows, breaks)
    cells = [merge(each) for each in grouped]
    has_names = bool(breaks) or (
        all(row.bold for row in grouped[0]) and not any(row.bold for row in grouped[-1])
    )
    if not is_table(rows, cells, has_names):
        return None
    lines = [line for row in group for line in row]
    return Table(box, cells, lines, header_of(cells, has_names))


def _columns(group: Sequence[Sequence[Line]]) -> list[Interval]:
    """Columns of a group: no part crosses the space between them. Narrow spaces count, too."""
    parts = [row for row in group if len(row) > 1]
    wide = _merged([(line.box[0], line.box[2]) for row in parts for line in row])
    columns: list[Interval] = []
    for start, end in wide:
        inside = [
            [word.box for line in row for word in line.words if start <= word.box[0] < end]
            for row in parts
        ]
        columns += _narrow_columns([boxes for boxes in inside if boxes])
    return _complementary(columns, parts)


def _narrow_columns(rows: Sequence[Sequence[Box]]) -> list[Interval]:
    """Parts of one column between which every line has a space, and most have words on each side."""
    height = median(box[3] - box[1] for row in rows for box in row)
    gap = _MIN_RIVER * height
    columns = _merged([(box[0], box[2]) for row in rows for box in row], gap)
    for place in range(len(columns) - 1, 0, -1):
        river = (columns[place - 1][1] + columns[place][0]) / 2
        both = sum(
            any(b[0] < river for b in row) and any(b[0] > river for b in row) for row in rows
        )
        if both < max(3, 0.6 * len(rows)):
            columns[place - 1 : place + 1] = [(columns[place - 1][0], columns[place][1])]
    return columns


def _complementary(columns: list[Interval], rows: Sequence[Sequence[Line]]) -> list[Interval]:
    """Columns; a name at the left and the numbers below it at the right are one."""
    filled = [{_place(columns, line.box) for line in row} for row in rows]
    for place in range(len(columns) - 1, 0, -1):
        left = [number for number, row in enumerate(filled) if place - 1 in row]
        right = [number for number, row in enumerate(filled) if place in row]
        if set(left).isdisjoint(right) and 0 in (max(left, default=0), max(right, default=0)):
            columns[place - 1 : place + 1] = [(columns[place - 1][0], columns[place][1])]
            filled = [{i if i < place else i - 1 for i in each} for each in filled]
    return columns


def _visual_row(row: Sequence[Line], columns: Sequence[Interval]) -> VisualRow:
    cells: list[list[Word]] = [[] for _ in columns]
    for line in row:
        if len(row) == 1 and _count_touched(columns, line) > 1:
            cells[_place(columns, line.words[0].box)] += line.words
            continue
        for word in line.words:
            cells[_place(columns, word.box)].append(word)
    return VisualRow(cells, all(line.bold for line in row))

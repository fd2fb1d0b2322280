"""Tables without drawn cells: lines whose parts stand in common columns.

Precision comes first: running text in columns, forms with labels, signatures, numbered lists and
tables of contents have aligned parts, too, and are no tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from index.formats.pdf.boxes import Box, bounding_box
from index.formats.pdf.layout.page import Line, Table, Word
from index.formats.pdf.tables.cells import is_number
from index.formats.pdf.tables.checks import header_of, is_section_number, is_table
from index.formats.pdf.tables.columns import (
    Interval,
    Part,
    Row,
    columns_of,
    count_touched,
    merged,
    place_of,
)
from index.formats.pdf.tables.drawn import horizontal
from index.formats.pdf.tables.segments import VisualRow, logical_rows, merge
from index.formats.pdf.tables.totals import with_totals

_MIN_ROWS = 3
_MAX_ROWS = 300
_MAX_GAP = 2.2  # times the height, between the lines of one table
_NAME_GAP = 0.4  # times the height, between two lines of column names
_LARGE = 1.12  # times the height of the line above: a heading
_MIN_SPACE = 0.75  # times the height, between two parts of a line
_SAMPLE = 60  # lines whose letters are measured
_WIDE_SPACE = 1.5  # times the height; wider ones are between columns in any case
_DASHES = re.compile(r"[-–—=_+|\s]{2,}")  # a line drawn with characters
_CURRENCY = re.compile(r"([A-Z]{1,3})?[$€£¥]|[A-Z]{3}|Rs\.?|kr\.?|CHF")
_MAX_CURRENCY = 4  # characters
_MAX_TAIL = 3  # characters of its first word
_TAIL = re.compile(r"\)?\s?%|\)|[*†‡]+|[A-Z]{3}|[€£¥]")


def aligned_tables(visual: Sequence[list[Line]], rules: Sequence[Box]) -> list[Table]:
    """Tables of a page, from the top; its lines are given side by side."""
    if sum(len(row) > 1 or not row[0].is_plain for row in visual) < _MIN_ROWS:
        return []
    space = _min_space([line for row in visual[:_SAMPLE] for line in row])
    rows = [Row(_parts(row, space), row) for row in visual]
    if sum(len(row.parts) > 1 for row in rows) < _MIN_ROWS - 1:
        return []
    tables: list[Table] = []
    for group in _groups(rows):
        tables += _tables(group, rules)
    return tables


def _min_space(lines: Sequence[Line]) -> float:
    """The least space between two parts of a line, in times its height.

    In a typewriter's letters, of equal width, two spaces stand between words at many places.
    """
    widths: list[float] = []
    for line in lines[:_SAMPLE]:
        if line.is_plain:
            widths += [(line.box[2] - line.box[0]) / len(line.text) / line.height]
            continue
        widths += [
            (word.box[2] - word.box[0]) / len(word.text) / line.height
            for word in line.words[:2]
            if len(word.text) > 2
        ]
    if len(widths) > 4 and max(widths) < 1.06 * min(widths):
        return 2.5 * max(widths)
    return _MIN_SPACE


def _parts(row: Sequence[Line], space: float) -> list[Line | Part]:
    """The parts of a line, divided at wide spaces; a number's currency and sign are part of it."""
    if len(row) == 1 and row[0].is_plain:
        return [row[0]]
    parts: list[Line | Part] = []
    for line in row:
        for part in _split(line, space):
            if parts and _are_one_value(parts[-1], part):
                parts[-1] = Part([*parts[-1].words, *part.words], line)
            else:
                parts.append(part)
    return parts


def _are_one_value(part: Line | Part, following: Line | Part) -> bool:
    """Whether two parts are a currency and its sum, or a number and the sign behind it."""
    if isinstance(part, Line) or len(part.words) == 1:  # the text of a part takes time
        text = part.text
        if len(text) <= _MAX_CURRENCY and _CURRENCY.fullmatch(text):
            return is_number(following.text)
    if isinstance(following, Part) and len(following.words[0].text) > _MAX_TAIL:
        return False
    return bool(_TAIL.fullmatch(following.text)) and is_number(part.text.rstrip("("))


def _split(line: Line, space: float) -> list[Line | Part]:
    if line.is_plain:
        return [line]
    least = space * line.height
    words = line.words
    starts = [
        number
        for number, (word, following) in enumerate(pairwise(words), 1)
        if following.box[0] - word.box[2] > least
    ]
    if not starts:
        return [line]
    bounds = [0, *starts, len(words)]
    return [Part(words[a:b], line) for a, b in pairwise(bounds)]


def _groups(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Runs of lines that fit common columns, beginning with one that has several parts."""
    group: list[Row] = []
    columns: list[Interval] = []
    free: Row | None = None
    for row in rows:
        if group:
            wider = _fit(group, columns, row)
            if wider is not None and _gap(group[-1], row) <= _MAX_GAP and len(group) < _MAX_ROWS:
                group.append(row)
                columns = wider
                continue
            yield _trimmed(group, columns)
            group, columns, free = [], [], None
        if _may_begin(row):
            columns = merged([(part.box[0], part.box[2]) for part in row.parts])
            group = [row] if len(columns) == len(row.parts) else []
            if group and free is not None and _is_above(free, row, columns):
                group.insert(0, free)
        free = row
    if group:
        yield _trimmed(group, columns)


def _may_begin(row: Row) -> bool:
    """Whether a table may begin here: several parts, and not just a numbered heading or item."""
    first = row.parts[0].text
    return len(row.parts) > 2 or (len(row.parts) == 2 and not is_section_number(first))


def _is_above(free: Row, row: Row, columns: Sequence[Interval]) -> bool:
    """Whether a line holds the first words of some column names in the line below it."""
    return (
        _gap(free, row) < _NAME_GAP
        and abs(free.height - row.height) < 0.5
        and all(
            count_touched(columns, part) == 1 and place_of(columns, part.box) > 0
            for part in free.parts
        )
    )


def _gap(above: Row, row: Row) -> float:
    """The space between two lines in times their height."""
    space = min(part.box[1] for part in above.parts) - max(part.box[3] for part in row.parts)
    return space / max(min(above.height, row.height), 1.0)


def _fit(group: Sequence[Row], columns: Sequence[Interval], row: Row) -> list[Interval] | None:
    """The columns with a line added; None if the line is no part of the table.

    It is none if it is set larger, or if two parts of any line would be in one column.
    """
    first = row.parts[0]
    if len(row.parts) == 1 and first.height > _LARGE * max(part.height for part in group[-1].parts):
        return None
    if len(row.parts) == 1 and count_touched(columns, first) > 1:
        is_section = first.box[2] - first.box[0] < 0.6 * (columns[-1][1] - columns[0][0])
        return list(columns) if is_section and first.box[0] <= columns[0][1] else None
    wider = merged([*columns, *((part.box[0], part.box[2]) for part in row.parts)])
    if len(wider) < 2:
        return None
    joined = len({place_of(wider, (start, 0, end, 0)) for start, end in columns}) < len(columns)
    if any(_clash(wider, each) for each in ((*group, row) if joined else (row,))):
        return None
    return wider


def _clash(columns: Sequence[Interval], row: Row) -> bool:
    """Whether two parts of a line with a wide space between them are in one column."""
    return any(
        after.box[0] - part.box[2] > _WIDE_SPACE * part.height
        and place_of(columns, part.box) == place_of(columns, after.box)
        for part, after in pairwise(row.parts)
    )


def _trimmed(group: list[Row], columns: Sequence[Interval]) -> list[Row]:
    """The group without single parts at its end that do not go on from a cell above."""
    end = len(group)
    while end > 1 and len(group[end - 1].parts) == 1:
        part = group[end - 1].parts[0]
        is_wrapped = place_of(columns, part.box) > 0 and count_touched(columns, part) == 1
        if is_wrapped and _gap(group[end - 2], group[end - 1]) < 0.7:
            break
        end -= 1
    return group[:end]


def _tables(group: Sequence[Row], rules: Sequence[Box]) -> list[Table]:
    """The group as a table, and its sums as rows; empty if it is something else."""
    if len(group) < _MIN_ROWS:
        return []
    columns = columns_of(group)
    rows = [_visual_row(row, columns) for row in group]
    dashes = [row for row in rows if _DASHES.fullmatch("".join(map(row.text, row.filled)))]
    rows = [row for row in rows if row not in dashes]
    if len(rows) < _MIN_ROWS or len(columns) < 2:
        return []
    box = bounding_box([line.box for row in group for line in row.lines])
    width = box[2] - box[0]
    breaks = [
        rule.at
        for rule in horizontal(rules)
        if box[1] < rule.at < box[3] and min(rule.end, box[2]) - max(rule.start, box[0]) > width / 2
    ]
    breaks += [(row.bottom + row.top) / 2 for row in dashes if len(row.filled) > 1]
    grouped = logical_rows(rows, breaks)
    cells = [merge(each) for each in grouped]
    set_apart = _is_set_apart(grouped, breaks)
    if not is_table(cells, set_apart, _has_wide_spaces(group)):
        return []
    table = Table(box, cells, [], header_of(cells, set_apart))
    tables = with_totals(table, [each[0].top for each in grouped])
    tables[0].lines = [line for row in group for line in row.lines]
    return tables


def _is_set_apart(groups: Sequence[Sequence[VisualRow]], breaks: Sequence[float]) -> bool:
    """Whether the first row alone is bold, or has a line below it."""
    first, second = groups[0], groups[1] if len(groups) > 1 else groups[0]
    if all(row.bold for row in first) and not any(row.bold for row in groups[-1]):
        return True
    middle = (first[-1].bottom + first[-1].top) / 2, (second[0].bottom + second[0].top) / 2
    return any(middle[1] < at < middle[0] for at in breaks)


def _has_wide_spaces(group: Sequence[Row]) -> bool:
    """Whether half of the spaces between parts are wider than any in running text."""
    spaces = [
        (after.box[0] - part.box[2]) / part.height
        for row in group
        for part, after in pairwise(row.parts)
    ]
    return median(spaces) > _WIDE_SPACE


def _visual_row(row: Row, columns: Sequence[Interval]) -> VisualRow:
    cells: list[list[Word]] = [[] for _ in columns]
    for part in row.parts:
        if len(row.parts) == 1 and count_touched(columns, part) > 1:
            cells[place_of(columns, part.words[0].box)] += part.words
            continue
        for word in part.words:
            cells[place_of(columns, word.box)].append(word)
    return VisualRow(cells, all(line.bold for line in row.lines))

"""The reading order of a page's lines: columns one after the other, rows of cells row by row.

A gutter is an upright strip without text that has lines on both sides. The page is divided at the
widest use of one: what is above it, what is left of it, what is right of it, what is below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from index.formats.pdf.layout.page import Line
from index.formats.pdf.layout.rows import joined_rows, labelled, visual_rows

Mode = Literal["text", "rows", "margin"]

_MAX_DEPTH = 6
_MAX_CANDIDATES = 40
_MAX_COLUMNS = 5  # side by side
_MIN_GUTTER = 0.7  # of the height of a line
_WIDE_GUTTER = 2.5  # of the height; it needs fewer rows
_MANY_ROWS = 3  # with lines on one side only, which go on below the other column
_MIN_FILL = 0.5  # median line width / column width; in the cells of a table it is less
_MIN_PROSE_WIDTH = 8  # times the height
_MARGIN_SHARE = 0.34  # of the width of both sides; a margin with notes is narrower


@dataclass(slots=True)
class Segment:
    """Lines that follow one another: of a column, of rows of cells, or notes in the margin."""

    lines: list[Line]
    mode: Mode = "text"


@dataclass(slots=True)
class _Gutter:
    left: float
    right: float
    first: int
    """Its first row."""
    last: int
    both: int = 0
    """Rows with lines on both sides."""


def segments(lines: Sequence[Line], depth: int = 0) -> list[Segment]:
    """The lines in reading order."""
    rows = visual_rows(lines)
    gutter = _best_gutter(rows) if depth < _MAX_DEPTH else None
    if gutter is None:
        return [Segment(joined_rows(rows))] if rows else []
    first, last = _trimmed(rows, gutter)
    middle = (gutter.left + gutter.right) / 2
    inside = [line for row in rows[first : last + 1] for line in row]
    left = [line for line in inside if line.box[0] < middle]
    right = [line for line in inside if line.box[0] >= middle]
    before = [line for row in rows[:first] for line in row]
    after = [line for row in rows[last + 1 :] for line in row]
    return [
        *segments(before, depth + 1),
        *_side_by_side(left, right, rows[first : last + 1], depth),
        *segments(after, depth + 1),
    ]


def _best_gutter(rows: Sequence[Sequence[Line]]) -> _Gutter | None:
    """The gutter with most rows on both sides; None if there is none."""
    best: _Gutter | None = None
    tried = 0
    for number, row in enumerate(rows):
        for before, after in pairwise(row):
            if after.box[0] - before.box[2] < _MIN_GUTTER * max(before.height, after.height):
                continue
            if best and best.first <= number <= best.last and _within(best, before, after):
                continue
            if (tried := tried + 1) > _MAX_CANDIDATES:
                return best
            gutter = _extended(rows, number, before.box[2], after.box[0])
            is_wide = gutter.right - gutter.left > _WIDE_GUTTER * before.height
            enough = gutter.both >= (2 if is_wide else 3)
            if enough and (best is None or gutter.both > best.both):
                best = gutter
    return best


def _within(gutter: _Gutter, before: Line, after: Line) -> bool:
    return before.box[2] <= gutter.left + 1 and after.box[0] >= gutter.right - 1


def _extended(rows: Sequence[Sequence[Line]], number: int, left: float, right: float) -> _Gutter:
    """The gutter through a gap of one row, as far up and down as no line crosses it."""
    gutter = _Gutter(left, right, number, number)
    for step in (-1, 1):
        at = number
        while 0 <= at < len(rows) and _shrink(gutter, rows[at]):
            gutter.first, gutter.last = min(gutter.first, at), max(gutter.last, at)
            at += step
    middle = (gutter.left + gutter.right) / 2
    gutter.both = sum(
        row[0].box[0] < middle < row[-1].box[2]
        for row in rows[gutter.first : gutter.last + 1]
        if len(row) > 1
    )
    return gutter


def _shrink(gutter: _Gutter, row: Sequence[Line]) -> bool:
    """Narrows the gutter to what a row leaves free; False if it is too narrow then."""
    left, right = gutter.left, gutter.right
    for line in row:
        start, end = line.box[0], line.box[2]
        if start >= right or end <= left:
            continue
        if start <= left and end >= right:
            return False
        if start <= left:
            left = end
        elif end >= right:
            right = start
        else:
            return False
        if right - left < _MIN_GUTTER * line.height:
            return False
    gutter.left, gutter.right = left, right
    return True


def _trimmed(rows: Sequence[Sequence[Line]], gutter: _Gutter) -> tuple[int, int]:
    """The first and last row of the columns.

    Rows with lines on one side only, above the first or below the last row with both, belong to
    them if nothing crosses the gutter beyond, if they are many, or if they follow at the same
    distance and in the same size.
    """
    middle = (gutter.left + gutter.right) / 2
    both = [
        number
        for number in range(gutter.first, gutter.last + 1)
        if rows[number][0].box[0] < middle < rows[number][-1].box[2] and len(rows[number]) > 1
    ]
    first, last = both[0], both[-1]
    if gutter.last == len(rows) - 1 or gutter.last - last > _MANY_ROWS:
        last = gutter.last
    if first - gutter.first > _MANY_ROWS:
        first = gutter.first
    while last < gutter.last and _continues(rows[last], rows[last + 1], middle):
        last += 1
    while first > gutter.first and _continues(rows[first], rows[first - 1], middle):
        first -= 1
    return first, last


def _continues(row: Sequence[Line], other: Sequence[Line], middle: float) -> bool:
    """Whether the line of a row with one side is of the same column as the line beside it."""
    line = other[0]
    is_left = line.box[0] < middle
    for near in row:
        if (near.box[0] < middle) == is_left:
            distance = abs(near.box[1] - line.box[1])
            same_size = abs(near.height - line.height) < 0.12 * near.height
            return same_size and distance < 2.2 * near.height and near.bold == line.bold
    return False


def _side_by_side(
    left: Sequence[Line], right: Sequence[Line], rows: Sequence[Sequence[Line]], depth: int
) -> Iterator[Segment]:
    is_prose = _is_text(left), _is_text(right)
    if all(is_prose) or _repeats_labels(left, right):
        yield from segments(left, depth + 1)
        yield from segments(right, depth + 1)
    elif any(is_prose) and _is_margin(*((right, left) if is_prose[0] else (left, right))):
        main, notes = (left, right) if is_prose[0] else (right, left)
        if notes is left and (parts := labelled(notes, main)):
            yield from map(Segment, parts)
        else:
            yield from segments(main, depth + 1)
            yield Segment(joined_rows(visual_rows(notes)), "margin")
    elif _are_aligned(left, right):
        yield Segment(joined_rows(rows), "rows")
    else:
        yield from segments(left, depth + 1)
        yield from segments(right, depth + 1)


def _is_text(lines: Sequence[Line], depth: int = 0) -> bool:
    """Whether lines are one or more columns of running text."""
    if _is_prose(lines):
        return True
    rows = visual_rows(lines)
    gutter = _best_gutter(rows) if depth < _MAX_COLUMNS else None
    if gutter is None:
        return False
    middle = (gutter.left + gutter.right) / 2
    sides = (
        [line for line in lines if line.box[2] <= middle],
        [line for line in lines if line.box[0] >= middle],
    )
    return all(_is_text(side, depth + 1) for side in sides)


def _is_prose(lines: Sequence[Line]) -> bool:
    """Whether lines are running text, rather than cells or notes."""
    lines = [line for line in lines if line.text]
    if len(lines) < 2:
        return False
    width = max(line.box[2] for line in lines) - min(line.box[0] for line in lines)
    height = median(line.height for line in lines)
    if width < _MIN_PROSE_WIDTH * height:
        return False
    if median(line.box[2] - line.box[0] for line in lines) < _MIN_FILL * width:
        return False
    if median(line.text.count(" ") for line in lines) < 2:
        return False
    steps = [above.box[1] - below.box[1] for above, below in pairwise(_by_height(lines))]
    if median(steps) > 3.2 * height:
        return False
    return any(_goes_on(above, below) for above, below in pairwise(_by_height(lines)))


def _by_height(lines: Sequence[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: -line.box[1])


def _goes_on(above: Line, below: Line) -> bool:
    first, last = below.text[:1], above.text[-1:]
    return (first.islower() and last not in ".:;!?") or last in "\ufffe\x02-"


def _repeats_labels(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether both sides have the same labels, as the blocks for two signatures have."""
    labels = [
        {word for line in side if (word := line.text.partition(" ")[0])[-1:] == ":"}
        for side in (left, right)
    ]
    common = labels[0] & labels[1]
    return len(common) > 1 or bool(common & {"By:", "Name:", "Title:"})


def _is_margin(notes: Sequence[Line], main: Sequence[Line]) -> bool:
    """Whether lines beside running text are notes rather than labels of its paragraphs."""
    width = max(line.box[2] for line in notes) - min(line.box[0] for line in notes)
    main_width = max(line.box[2] for line in main) - min(line.box[0] for line in main)
    return width < _MARGIN_SHARE * (width + main_width)


def _are_aligned(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether most lines of the side with fewer lines have one on the same baseline beside them."""
    few, many = (left, right) if len(left) <= len(right) else (right, left)
    aligned = sum(
        any(abs(line.box[1] - other.box[1]) < 0.3 * line.height for other in many) for line in few
    )
    return aligned >= 0.7 * len(few)

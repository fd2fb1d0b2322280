"""Lines that stand side by side, and the labels of lists and definitions beside their text."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from index.formats.pdf.boxes import are_side_by_side
from index.formats.pdf.layout.page import Line, line_of

LABEL = re.compile(
    r"[-*•–—◦▪●■□○·‣➢➔✓❑❒❖◆☐☑☒o]|\(?\d{1,3}[.)]|\d{1,3}(\.\d{1,3})+[.)]?|\(?[A-Za-z]{1,2}[.)]|"
    r"\(?[ivxlcIVXLC]{1,6}[.)]"
)
"""What stands before an item of a list."""

MAX_PAIRS = 500_000
"""Of lines of a page that are compared with one another; a page of text has a hundred lines."""

_MAX_LABEL_GAP = 7  # times the height, between a label and its item


def visual_rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that stand side by side, from the top, and each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -(line.box[1] + line.box[3])):
        if rows and _is_in(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        if len(row) > 1:
            row.sort(key=lambda line: line.box[0])
    return rows


def _is_in(row: Sequence[Line], line: Line) -> bool:
    """Whether a line stands beside one of the last two that were added to a row."""
    return are_side_by_side(row[-1].box, line.box) or (
        len(row) > 1 and are_side_by_side(row[-2].box, line.box)
    )


def joined_rows(rows: Sequence[Sequence[Line]]) -> list[Line]:
    """Each row as one line; a table (a line without words) stays by itself."""
    joined: list[Line] = []
    for row in rows:
        if len(row) == 1:
            joined.append(row[0])
            continue
        parts = [line for line in row if line.text]
        joined += [line for line in row if not line.text]
        if len(parts) == 1:
            joined.append(parts[0])
        elif parts:
            words = [word for line in parts for word in line.words]
            joined.append(line_of(words, all(line.bold for line in parts)))
    return joined


def with_labels(lines: Sequence[Line]) -> list[Line]:
    """The lines, the label of a list item ("(a)", "1.2", "•") joined with the line right of it."""
    labels = [line for line in lines if " " not in line.text and LABEL.fullmatch(line.text)]
    if not 0 < len(labels) * len(lines) <= MAX_PAIRS:
        return list(lines)
    owners: dict[int, Line] = {}
    for label in labels:
        right = [
            line
            for line in lines
            if 0 < line.box[0] - label.box[2] < _MAX_LABEL_GAP * label.height
            and abs(line.box[1] - label.box[1]) < 0.8 * label.height
        ]
        if right:
            nearest = min(right, key=lambda line: (_is_off(line, label), -line.box[1], line.box[0]))
            if id(nearest) not in owners and nearest not in labels:
                owners[id(nearest)] = label
    taken = {id(label) for label in owners.values()}
    return [
        line_of([*owners[id(line)].words, *line.words], line.bold) if id(line) in owners else line
        for line in lines
        if id(line) not in taken
    ]


def _is_off(line: Line, label: Line) -> bool:
    return abs(line.box[1] - label.box[1]) > 0.3 * label.height


def labelled(labels: Sequence[Line], main: Sequence[Line]) -> list[list[Line]]:
    """Labels, each before the paragraph that begins beside it; empty if they are not labels.

    A label begins on the line on which a paragraph does: the first, or one below a short line or a
    gap. Labels that end with a colon say themselves what they are, and stand in one line with the
    first of their text.
    """
    texts = joined_rows(visual_rows(main))
    have_colons = all(label.text.endswith(":") for label in labels)
    right = max(line.box[2] for line in texts)
    starts: list[int] = []
    tops: list[Line] = []
    for label in joined_rows(visual_rows(labels)):
        at = next((n for n, line in enumerate(texts) if _is_on_line(label, line)), None)
        if at is None or (starts and at == starts[-1]):
            if not tops or tops[-1].box[1] - label.box[3] > label.height:
                return []
            continue  # a label of several lines
        if at and not have_colons and not _may_begin(texts[at - 1], texts[at], right):
            if not tops or tops[-1].box[1] - label.box[3] > 0.6 * label.height:
                return []
            continue
        starts.append(at)
        tops.append(label)
    if not starts or starts[0]:
        return []
    found: list[list[Line]] = []
    for first, last in pairwise([*starts, len(texts)]):
        height = texts[first].height
        top = texts[first].box[1] + 0.5 * height
        low = -math.inf if last == len(texts) else texts[last].box[1] + 0.5 * height
        beside = [line for line in labels if low <= line.box[1] < top]
        above, below = joined_rows(visual_rows(beside)), list(texts[first:last])
        if have_colons and len(above) == 1:
            below[0] = line_of([*above[0].words, *below[0].words], below[0].bold)
            found.append(below)
        else:
            found += [above, below]
    return found


def _is_on_line(label: Line, line: Line) -> bool:
    return abs(label.box[1] - line.box[1]) < 0.5 * line.height


def _may_begin(above: Line, line: Line, right: float) -> bool:
    """Whether a paragraph may begin on a line, going by the end of the line above it."""
    is_gap = above.box[1] - line.box[1] > 1.45 * line.height
    is_short = right - above.box[2] > 4 * above.height
    return ((is_gap or is_short) and above.text[-1:] in ".!?:;") or (is_gap and is_short)

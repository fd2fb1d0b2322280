"""Paragraphs from the lines of a column: by leading, indentation, short lines and the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.pdf.layout.joining import LINE_ENDS
from index.formats.pdf.layout.page import Line

_LIST_ITEM = re.compile(
    r"([-*•–—◦▪●■□○·‣\uf0b7\uf0a7]|\(?\d{1,3}[.)]|\d{1,3}(\.\d{1,3})+\.?|\(?[A-Za-z][.)]|\([a-z]{2}\)|\(?[ivxlcIVXLC]{1,5}[.)])(\s|$)"
)
_END = re.compile(r"[.!?:;…][\"'”’»)\]\d¹²³⁰⁴-⁹]*$")
_NUMBERED = re.compile(r"\d{1,3}\s+[A-Z]")
CONNECTIVE = re.compile(
    r"(,|\b(and|or|nor|but|of|the|a|an|in|to|by|for|from|with|without|at|on|upon|into|between|"
    r"under|over|than|that|which|who|whose|its|their|his|her|this|these|such|any|all|each|is|are|"
    r"was|were|be|shall|will|may|must|sections?|articles?|clauses?|paragraphs?|nos?\.))$",
    re.IGNORECASE,
)
"""What no sentence ends with."""

_GAP = 1.3  # times the leading
_SAME_SIZE = 0.12
_SPACED = 0.06  # of the lines have space above them, in a column with space between paragraphs
_OPEN, _OPEN_SPACED = 0.2, 0.45  # of the width; a line without an end mark that ends a paragraph


def paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of one column, grouped into paragraphs."""
    if not lines:
        return
    steps = [above.box[1] - below.box[1] for above, below in pairwise(lines)]
    leadings = [_leading(lines, steps, number) for number in range(1, len(lines))]
    column = _Column(
        min(line.box[0] for line in lines),
        _right_edge(lines),
        sum(step > _GAP * leading for step, leading in zip(steps, leadings, strict=True))
        > _SPACED * len(lines),
    )
    paragraph = [lines[0]]
    for line, leading in zip(lines[1:], leadings, strict=True):
        if _starts_paragraph(paragraph, line, leading, column):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


@dataclass(frozen=True, slots=True)
class _Column:
    left: float
    right: float
    is_spaced: bool
    """There is space between its paragraphs."""


def _right_edge(lines: Sequence[Line]) -> float:
    """Where full lines end: few lines are longer."""
    ends = sorted(line.box[2] for line in lines)
    return ends[-1 - len(ends) // 12]


def _leading(lines: Sequence[Line], steps: Sequence[float], number: int) -> float:
    """The usual distance of lines like the one with this number, from those near it."""
    height = lines[number].height
    near = sorted(
        step
        for at, step in enumerate(steps[max(0, number - 9) : number + 9], max(0, number - 9))
        if 0.7 * height < step < 3.5 * height
        and abs(lines[at].height - height) < _SAME_SIZE * height
        and abs(lines[at + 1].height - height) < _SAME_SIZE * height
    )
    return near[len(near) // 4] if len(near) > 2 else min([*near, 1.35 * height])


def _starts_paragraph(
    paragraph: Sequence[Line], line: Line, leading: float, column: _Column
) -> bool:
    above = paragraph[-1]
    text, start = above.text, line.text
    height = min(above.height, line.height)
    step = above.box[1] - line.box[1]
    same_size = abs(above.height - line.height) < _SAME_SIZE * height
    is_open = not _END.search(text)
    if step < -0.5 * height:
        return not (is_open and start[:1].islower())
    if text[-1:] in LINE_ENDS and text[-2:-1].isalnum() and same_size:
        return False
    if is_open and start[:1].islower() and same_size and step < max(2.2 * leading, 3.2 * height):
        return False
    if step > _GAP * leading or not same_size or above.bold != line.bold:
        return True
    is_short = _is_short(paragraph, line, is_open, column)
    if _LIST_ITEM.match(start):
        return not (is_open and not is_short and CONNECTIVE.search(text))
    if _NUMBERED.match(start) and (not is_open or _NUMBERED.match(paragraph[0].text)):
        return True
    return is_short or _is_indented(paragraph, line)


def _is_short(paragraph: Sequence[Line], line: Line, is_open: bool, column: _Column) -> bool:
    """Whether the next line's first word would have fit behind the paragraph's last line.

    Lines without an end mark are short only if much is missing: margins are ragged.
    """
    above = paragraph[-1]
    room = column.right - above.box[2]
    word = line.words[0]
    if room < word.box[2] - word.box[0] + 0.6 * above.height:
        return False
    if not is_open or (len(paragraph) == 1 and not column.is_spaced):
        return True
    share = _OPEN_SPACED if column.is_spaced else _OPEN
    return room > share * (column.right - column.left) and not CONNECTIVE.search(above.text)


def _is_indented(paragraph: Sequence[Line], line: Line) -> bool:
    """Whether a line begins further to the right or left than its paragraph's lines."""
    above = paragraph[-1]
    shift = line.box[0] - above.box[0]
    if abs(shift) < 0.7 * line.height:
        return False
    if len(paragraph) > 1:
        return True
    return shift > 0 and bool(_END.search(above.text)) and not _LIST_ITEM.match(above.text)

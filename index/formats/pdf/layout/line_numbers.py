"""Numbers of lines in the margin, as drafts and pleadings have them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.pdf.boxes import are_side_by_side
from index.formats.pdf.layout.page import Line, Word, line_of

_MAX_LINES = 1_000  # of a page; one with more is a drawing or a table
_MIN_NUMBERS = 3
_MANY_NUMBERS = 10  # so many need no text beside them
_NUMBER_AT = re.compile(r"^[0-9]{1,4}(?!\S)"), re.compile(r"(?<!\S)[0-9]{1,4}$")
_STEPS = (1, 2, 5, 10)
_MIN_GAP = 0.6  # of the height, between a number and the text
_ALIGNED = 3.0  # points by which the numbers' right or left edges may differ
_MIN_GOING_ON = 0.2  # of the lines; the items of a numbered list begin with capitals


@dataclass(frozen=True, slots=True)
class _Number:
    value: int
    word: Word
    line: Line
    at_end: bool

    def text(self, lines: Sequence[Line]) -> Line | None:
        """The line's other words, or the line beside it."""
        words = self.line.words
        if len(words) > 1:
            return line_of(words[:-1] if self.at_end else words[1:])
        return _beside(lines, self.line, self.at_end)


def without_line_numbers(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """The lines without such numbers, and how many there were."""
    if len(lines) > _MAX_LINES:
        return list(lines), 0
    texts = [line.text for line in lines]
    if sum([text[:1].isdigit() or text[-1:].isdigit() for text in texts]) < _MIN_NUMBERS:
        return list(lines), 0
    for at_end in (False, True):
        for column in _columns(lines, at_end):
            if (
                _is_sequence(column)
                and _is_beside_text(lines, column)
                and not _is_of_table(lines, column)
            ):
                return _without(lines, column), len(column)
    return list(lines), 0


def _columns(lines: Sequence[Line], at_end: bool) -> list[list[_Number]]:
    """Numbers below one another, at one end of their lines, from the top."""
    columns: dict[tuple[int, int], list[_Number]] = defaultdict(list)
    for line in lines:
        text_end = line.text[-1:] if at_end else line.text[:1]
        if not (text_end.isdigit() and _NUMBER_AT[at_end].search(line.text)):
            continue
        word = line.words[-1 if at_end else 0]
        if len(line.words) > 1:
            rest = line.words[:-1] if at_end else line.words[1:]
            gap = word.box[0] - rest[-1].box[2] if at_end else rest[0].box[0] - word.box[2]
            if gap < _MIN_GAP * line.height:
                continue
        number = _Number(int(word.text), word, line, at_end)
        for edge in (0, 2):
            columns[edge, round(word.box[edge] / _ALIGNED)].append(number)
    found = []
    for edge, place in sorted(columns):
        column = columns[edge, place] + columns.get((edge, place + 1), [])
        if len(column) >= _MIN_NUMBERS:
            found.append(sorted(column, key=lambda number: -number.word.box[1]))
    return found


def _beside(lines: Sequence[Line], line: Line, at_end: bool) -> Line | None:
    near = [
        other
        for other in lines
        if other is not line
        and are_side_by_side(other.box, line.box)
        and (other.box[2] < line.box[0] if at_end else other.box[0] > line.box[2])
    ]
    return max(near, key=lambda other: other.box[2] - other.box[0], default=None)


def _is_sequence(column: Sequence[_Number]) -> bool:
    steps = {after.value - before.value for before, after in pairwise(column)}
    return len(steps) == 1 and steps.pop() in _STEPS


def _is_beside_text(lines: Sequence[Line], column: Sequence[_Number]) -> bool:
    """Whether the text beside the numbers runs on from line to line."""
    texts = [text for number in column if (text := number.text(lines)) is not None]
    if len(column) >= _MANY_NUMBERS and all(len(number.line.words) == 1 for number in column):
        return len(texts) < 2 or any(text.text[:1].islower() for text in texts)
    going_on = sum(text.text[:1].islower() for text in texts)
    return len(texts) == len(column) and going_on >= max(1, _MIN_GOING_ON * len(texts))


def _is_of_table(lines: Sequence[Line], column: Sequence[_Number]) -> bool:
    """Whether most numbers stand in a row of several cells."""
    rows = 0
    for number in column:
        beside = [
            line
            for line in lines
            if line is not number.line and are_side_by_side(line.box, number.word.box)
        ]
        own = [word for word in number.line.words if word is not number.word]
        parts = len(beside) + bool(own)
        for words in (own, *(line.words for line in beside)):
            parts += sum(
                b.box[0] - a.box[2] > 0.75 * number.line.height for a, b in pairwise(words)
            )
        rows += parts > 1
    return 2 * rows > len(column)


def _without(lines: Sequence[Line], column: Sequence[_Number]) -> list[Line]:
    numbers = {id(number.word) for number in column}
    rest: list[Line] = []
    for line in lines:
        words = [word for word in line.words if id(word) not in numbers]
        if len(words) == len(line.words):
            rest.append(line)
        elif words:
            rest.append(line_of(words, line.bold))
    return rest

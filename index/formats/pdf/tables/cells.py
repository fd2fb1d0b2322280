"""The texts of table cells from the words of a page."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.formats.pdf.layout.page import Line, Word

_HYPHENS = "-\u2010\xad\ufffe\x02"
_NUMBER = re.compile(
    r"[-+−–(~<>≤≥±]*\s?([^\W\d_]{0,3}[$€£¥]|[A-Z]{3}\s)?\s?[-+−(]?\d[\d.,'’\s/:]*"
    r"\)?\s?(%|‰|[A-Z]{3}|[$€£¥°*†]|[^\W\d_]{1,3}[²³]?|[^\W\d_]+)?\.?\)?"
)
_NO_VALUE = re.compile(r"[-–—−*.]+|n\.?\s?/?\s?a\.?|nil|none|tbd", re.IGNORECASE)


def visual_rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines side by side as rows, from the top, and each row from the left."""
    rows: list[list[Line]] = []
    middle = 0.0
    for line in sorted(lines, key=lambda line: -(line.box[1] + line.box[3])):
        centre = (line.box[1] + line.box[3]) / 2
        if rows and middle - centre < 0.45 * min(line.height, rows[-1][0].height):
            rows[-1].append(line)
        else:
            rows.append([line])
            middle = centre
    for row in rows:
        if len(row) > 1:
            row.sort(key=lambda line: line.box[0])
    return rows


def cell_text(words: Iterable[Word]) -> str:
    """The words of a cell, line by line, joined; a word hyphenated at a line end is whole again."""
    text, last = "", None
    for word in _in_lines(list(words)):
        if last is None or (word.glued and last.end == word.start):
            text += word.text
        elif text[-1:] in _HYPHENS and text[-2:-1].isalpha() and word.box[0] < last.box[0]:
            text = (
                text[:-1] if text[-2].islower() and word.text[0].islower() else text
            ) + word.text
        else:
            text += f" {word.text}"
        last = word
    return text.translate({0xFFFE: "-", 2: "-"})


def _in_lines(words: list[Word]) -> list[Word]:
    ordered: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -(word.box[1] + word.box[3])):
        if ordered and _overlap(ordered[-1][0], word):
            ordered[-1].append(word)
        else:
            ordered.append([word])
    return [word for line in ordered for word in sorted(line, key=lambda word: word.box[0])]


def _overlap(one: Word, other: Word) -> bool:
    shared = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return shared > 0.5 * min(one.box[3] - one.box[1], other.box[3] - other.box[1])


def is_number(cell: str) -> bool:
    """A number, a sum, a date in digits, a share, or a number with its unit."""
    return bool(_NUMBER.fullmatch(cell))


def is_value(cell: str) -> bool:
    """A number, or the mark of a missing one."""
    return is_number(cell) or bool(_NO_VALUE.fullmatch(cell))

"""The paragraphs of a plain text, and which of its line ends are meant.

Line ends of text that was wrapped at a fixed width are not; those of verse and of lists are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

CharRange = tuple[int, int]

_LINE_END = r"(?:\r\n|\r(?!\n)|[\n\x85\u2028])"
_BLANK_LINE = re.compile(rf"{_LINE_END}\s*?{_LINE_END}\s*|[\f\u2029]\s*")
_LINE = re.compile(rf"{_LINE_END}\s*")

_WRAP_WIDTHS = range(45, 121)
"""Widths, in characters, at which books and emails are wrapped. Narrower lines are verse or a list,
wider ones are paragraphs."""


def paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """(start, end, line ends are meant) of each paragraph in `[start, end)`, in order.

    Between two paragraphs is only white space. Blank lines end a paragraph. In lines wrapped at a
    fixed width, a line that had room for the next word ends one, too.
    """
    for first, last in _split(_BLANK_LINE, text, start, end):
        lines = list(_split(_LINE, text, first, last))
        width = _width(lines)
        if len(lines) < 2 or width < _WRAP_WIDTHS.start:
            yield first, last, len(lines) > 1
        elif width >= _WRAP_WIDTHS.stop:
            yield from ((line_start, line_end, False) for line_start, line_end in lines)
        else:
            yield from _unwrapped(text, lines, width)


def _unwrapped(text: str, lines: list[CharRange], width: int) -> Iterator[tuple[int, int, bool]]:
    """Joins lines that were ended only because the next word did not fit.

    If that holds for none of them, they are one verse.
    """
    runs = [[lines[0]]]
    for line, next_line in pairwise(lines):
        if _had_room(text, line, next_line, width):
            runs.append([])
        runs[-1].append(next_line)
    if len(runs) == len(lines):
        runs = [lines]
    for run in runs:
        yield run[0][0], run[-1][1], run is lines


def _had_room(text: str, line: CharRange, next_line: CharRange, width: int) -> bool:
    """True if the first word of the next line would have fitted into `line`.

    With a tenth of the width to spare: not every book is wrapped with care.
    """
    word = text[slice(*next_line)].split(maxsplit=1)[0]
    return line[1] - line[0] + 1 + len(word) <= 0.9 * width


def _width(lines: list[CharRange]) -> int:
    """The length of the longest line, leaving out the longest 2 %."""
    lengths = sorted(end - start for start, end in lines)
    return lengths[-1 - len(lengths) // 50] if lengths else 0


def _split(separator: re.Pattern[str], text: str, start: int, end: int) -> Iterator[CharRange]:
    """The pieces of `[start, end)` between separators, without white space at their ends.

    Pieces of white space alone are left out.
    """
    for match in separator.finditer(text, start, end):
        yield from _trimmed(text, start, match.start())
        start = match.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[CharRange]:
    piece = text[start:end].rstrip()
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip("\r\n")), start + len(piece)

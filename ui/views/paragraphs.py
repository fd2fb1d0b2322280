"""How a text is set on the page: its paragraphs, and which of its line ends mean something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

Range = tuple[int, int]

_END = r"(?:\r\n|\r(?!\n)|[\n\x85\u2028])"
_BREAK = re.compile(rf"{_END}\s*?{_END}\s*|[\f\u2029]\s*")
_LINE = re.compile(rf"{_END}\s*")

_WRAPPED = range(45, 121)
"""Widths, in characters, at which books and mails are wrapped. Narrower lines are verse or a list, wider ones are paragraphs."""


def paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Ranges of the paragraphs in `[start, end)`, and whether their line ends are meant; between two of them is only white space.

    Blank lines end a paragraph. In lines wrapped at a fixed width, so does a line that had room for the next word.
    """
    for first, last in _between(_BREAK, text, start, end):
        lines = list(_between(_LINE, text, first, last))
        width = _width(lines)
        if len(lines) < 2 or width < _WRAPPED.start:
            yield first, last, len(lines) > 1
        elif width >= _WRAPPED.stop:
            yield from ((a, b, False) for a, b in lines)
        else:
            yield from _flows(text, lines, width)


def _flows(text: str, lines: list[Range], width: int) -> Iterator[tuple[int, int, bool]]:
    """Runs of lines, each ended only because the next word did not fit; where that is so of no line, they are one verse."""
    flows = [[lines[0]]]
    for here, below in pairwise(lines):
        if _fits(text, here, below, width):
            flows.append([])
        flows[-1].append(below)
    if len(flows) == len(lines):
        flows = [lines]
    for flow in flows:
        yield flow[0][0], flow[-1][1], flow is lines


def _fits(text: str, line: Range, below: Range, width: int) -> bool:
    """Was there room in `line` for the first word of the line below, and to spare? Not every book is wrapped with care."""
    word = text[slice(*below)].split(maxsplit=1)[0]
    return line[1] - line[0] + 1 + len(word) <= 0.9 * width


def _width(lines: list[Range]) -> int:
    """The length of the longest lines; one in fifty may be longer."""
    lengths = sorted(end - start for start, end in lines)
    return lengths[-1 - len(lengths) // 50] if lengths else 0


def _between(separator: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Range]:
    """What stands between the separators in `[start, end)`, without white space at its end; nothing for white space alone."""
    for match in separator.finditer(text, start, end):
        yield from _trimmed(text, start, match.start())
        start = match.end()
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Range]:
    piece = text[start:end].rstrip()
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip("\r\n")), start + len(piece)

"""Ranges of a text that are split into sentences on their own: lines, or lines that were wrapped.

A line end ends a sentence in most texts: titles, lists, addresses, logs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.chunking.abbreviations import NEVER_LAST, NUMBERED, SELDOM_LAST
from index.chunking.lines import (
    MIN_LENGTH,
    Line,
    begins_with_number,
    is_prose,
    last_word,
    read_lines,
)
from index.chunking.wrapping import double_spaced, wrapped

CharRange = tuple[int, int]

_LONE_MARK = re.compile(
    r"\s*+(?:[•▪●◦‣■]|\((?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})\)|(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)]|"
    r"\d{1,3}(?:\.\d{1,3}){1,5}\.|(?:§+|Art\.|Sec\.)\s?\d{1,4}[a-z]?\.?)\s*+"
)
_LONGEST_MARK = 12
_MAX_BLANK_LINES = 2
"""Between lines that stand together: a list mark and its text, the halves of a sentence."""


def blocks(text: str, start: int, end: int) -> Iterator[CharRange]:
    """Ranges of `[start, end)`, in order: lines, or runs of wrapped lines, and no blank ones.

    A list mark or a clause's number on a line of its own belongs to the text below it.
    """
    lines = read_lines(text, start, end)
    joined = _joined_lines(text, lines)
    for i, is_wrapped in enumerate(wrapped(text, lines)):
        if is_wrapped or i < joined[i]:
            continue
        if start < lines[i].start or lines[i].length:
            yield start, lines[i].end
        start = lines[i].end
    if lines and (start < lines[-1].start or lines[-1].length):
        yield start, end


def _joined_lines(text: str, lines: Sequence[Line]) -> list[int]:
    """For each line, the index of the line that it surely stands with: its own, or a later one.

    A list mark alone on a line, and blank lines below it, stand with the text that follows; so does
    a line that ends with a word such as "the", and a wrapped line of double-spaced text.
    """
    joined = list(range(len(lines)))
    spaced = double_spaced(text, lines)
    below = len(lines)  # the next line that is not blank
    for i in reversed(range(len(lines))):
        if not lines[i].length:
            continue
        if below < len(lines) and below <= i + _MAX_BLANK_LINES + 1:
            is_mark = _is_mark(text, lines[i]) and not _is_mark(text, lines[below])
            if is_mark or i in spaced or _is_unfinished(text, lines[i], lines[below]):
                joined[i:below] = [below] * (below - i)
        below = i
    return joined


def _is_unfinished(text: str, line: Line, following: Line) -> bool:
    """Whether a sentence cannot end with a line: it ends with "of the", for instance."""
    if line.length < MIN_LENGTH or not line.is_open or following.is_item:
        return False
    last = last_word(text, line)
    goes_on = following.goes_on and last in SELDOM_LAST
    is_numbered = last in NUMBERED and begins_with_number(following)
    if not (goes_on or is_numbered or last in NEVER_LAST):
        return False
    return is_prose(text, line) and is_prose(text, following)


def _is_mark(text: str, line: Line) -> bool:
    return (
        line.length <= _LONGEST_MARK
        and _LONE_MARK.fullmatch(text, line.start, line.end) is not None
    )

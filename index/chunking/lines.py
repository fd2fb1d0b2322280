"""Lines of a text that belong together, because they were wrapped at a fixed width.

A line end ends a sentence in most texts: titles, lists, addresses, logs. A text or a part of it
that is wrapped is recognised by two signs: the lines have no room for the first word of the next
one, and the next one goes on in small letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.chunking.abbreviations import NEVER_LAST, NUMBERED, SELDOM_LAST

CharRange = tuple[int, int]

_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]*+(\r\n|[\r\n\f\v\x85\u2028\u2029]|\Z)")
_LIST_ITEM = re.compile(
    r"\s*(?:[-*•▪●◦‣■–—+]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)]|\d{1,3}(?:\.\d{1,3}){1,5}\.?|§+)\s"
)
_LONE_MARK = re.compile(
    r"\s*+(?:[•▪●◦‣■]|\((?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})\)|(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)]|"
    r"\d{1,3}(?:\.\d{1,3}){1,5}\.|(?:§+|Art\.|Sec\.)\s?\d{1,4}[a-z]?\.?)\s*+"
)
_LONGEST_MARK = 12
_LONGEST_WORD = 130
_MAX_BLANK_LINES = 2  # between a list mark and its text
_SHORTEST_UNFINISHED = 40
_NOT_PROSE = re.compile(r"\S(?:\t| {3})| \| |[{};<>\\=]|^\s*+[\w-]{1,20}[:=]")
_NUMBER = re.compile(r"\(?(?:\d|[a-z]\)|[ivx]{1,5}\))")
_DECIMAL = re.compile(r"\s*\d{1,3}\.\d{1,3}\s[a-z]")
_LETTER = re.compile(r"[^\W_]")
_OPENERS = "\"'“‘«„(["
_CLOSERS = "\"'”’»“)]"

_WRAP_WIDTHS = range(40, 131)
_FULL_LINE = 0.85  # of the width that a tenth of the lines exceed, to allow for a ragged margin
_RAGGED = 3  # characters by which one line may be longer than the other wrapped ones
_MIN_WRAPPED_SHARE = 0.7  # of the lines, in a text that is wrapped
_MIN_LOWER_SHARE = 0.25  # of the lines that go on, if they begin with letters that have two cases
_MAX_SAME_WORD_SHARE = 0.4  # of the lines that begin with the same word, as those of logs do


class _Line(NamedTuple):
    start: int
    end: int
    """With its line end."""
    length: int
    """Without white space at its end; 0 if it is blank."""
    indent: int
    """White space at its start."""
    first: str
    """The first word; its beginning if it is very long."""
    is_item: bool
    """Whether it begins with a list mark, or is a rule."""
    is_rule: bool
    """Whether it has no letters or digits: "-----"."""
    is_open: bool
    """Whether it ends without a stop."""

    @classmethod
    def at(cls, text: str, start: int, end: int) -> _Line:
        written = text[start:end].rstrip()
        if not written:
            return cls(start, end, 0, 0, "", False, False, False)
        first = written.split(maxsplit=1)[0][:_LONGEST_WORD]
        is_rule = not first[0].isalnum() and not _LETTER.search(written)
        is_item = is_rule or _LIST_ITEM.match(text, start, end) is not None
        length = len(written)
        indent = length - len(written.lstrip())
        return cls(start, end, length, indent, first, is_item, is_rule, _is_open(written))

    @property
    def goes_on(self) -> bool:
        """Whether it begins with a small letter."""
        return self.first.lstrip(_OPENERS)[:1].islower()

    @property
    def has_no_case(self) -> bool:
        """Whether its first word cannot say that: of capitals, or of a script without case."""
        is_capitals = len(self.first) > 1 and self.first.isupper()
        return is_capitals or (
            self.first[:1].isalpha() and self.first.lower() == self.first.upper()
        )


def _is_open(written: str) -> bool:
    last = written[-1:]
    return (
        (last.isalnum() or last in ",–—-&/(") if last not in _CLOSERS else written[-2:-1].isalnum()
    )


def blocks(text: str, start: int, end: int) -> Iterator[CharRange]:
    """Ranges of `[start, end)`, in order: lines, or runs of wrapped lines, and no blank ones.

    A list mark or a clause's number on a line of its own belongs to the text below it.
    """
    lines = _lines(text, start, end)
    joined = _joined_lines(text, lines)
    for i, is_wrapped in enumerate(_wrapped(text, lines)):
        if is_wrapped or i < joined[i]:
            continue
        if start < lines[i].start or lines[i].length:
            yield start, lines[i].end
        start = lines[i].end
    if lines and (start < lines[-1].start or lines[-1].length):
        yield start, end


def _lines(text: str, start: int, end: int) -> list[_Line]:
    lines: list[_Line] = []
    for match in _LINE.finditer(text, start, end):
        if match.end() > match.start():
            line = _Line.at(text, *match.span())
            if line.is_item and lines and _is_reference(text, lines[-1], line):
                line = line._replace(is_item=False)
            lines.append(line)
    return lines


def _is_reference(text: str, line: _Line, following: _Line) -> bool:
    """Whether the number at the start of a line numbers no item: "under section" stands above."""
    if following.is_rule or line.length < _SHORTEST_UNFINISHED or not line.is_open:
        return False
    if not _NUMBER.match(following.first):
        return False
    is_decimal = _DECIMAL.match(text, following.start, following.end) is not None
    return is_decimal or _last_word(text, line) in NEVER_LAST | NUMBERED


def _last_word(text: str, line: _Line) -> str:
    end = line.start + line.length
    return text[end - _LONGEST_MARK : end].split()[-1].lower()


def _joined_lines(text: str, lines: Sequence[_Line]) -> list[int]:
    """For each line, the index of the line that it surely stands with: its own, or a later one.

    A list mark alone on a line, and blank lines below it, stand with the text that follows; so does
    a line that ends with a word such as "the" with one that begins with a small letter.
    """
    joined = list(range(len(lines)))
    below = len(lines)  # the next line that is not blank
    for i in reversed(range(len(lines))):
        if not lines[i].length:
            continue
        if below < len(lines) and below <= i + _MAX_BLANK_LINES + 1:
            is_mark = _is_mark(text, lines[i]) and not _is_mark(text, lines[below])
            if is_mark or _is_unfinished(text, lines[i], lines[below]):
                joined[i:below] = [below] * (below - i)
        below = i
    return joined


def _is_unfinished(text: str, line: _Line, following: _Line) -> bool:
    """Whether a sentence cannot end with a line: it ends with "of the", for instance."""
    if line.length < _SHORTEST_UNFINISHED or not line.is_open or following.is_item:
        return False
    last = _last_word(text, line)
    goes_on = following.goes_on and last in SELDOM_LAST
    is_numbered = last in NUMBERED and _NUMBER.match(following.first) is not None
    if not (goes_on or is_numbered or last in NEVER_LAST):
        return False
    return not (
        _NOT_PROSE.search(text, line.start, line.end)
        or _NOT_PROSE.search(text, following.start, following.end)
    )


def _is_mark(text: str, line: _Line) -> bool:
    return (
        line.length <= _LONGEST_MARK
        and _LONE_MARK.fullmatch(text, line.start, line.end) is not None
    )


def _wrapped(text: str, lines: Sequence[_Line]) -> Iterator[bool]:
    """Whether each line but the last one was wrapped: the next one continues it."""
    full_width = _wrap_width(lines)
    pairs: list[_Pair | None] = []
    first = 0
    for last in range(1, len(lines) + 1):
        if last == len(lines) or not lines[last].length or lines[last].is_item:
            pairs += _pairs(text, lines[first:last]) if first < last else []
            pairs += [None] * (last < len(lines))
            first = last
    width = max((pair.line.length for pair in pairs if pair and pair.is_wrapped), default=0)
    for pair in pairs:
        is_full = False
        if pair and full_width:
            is_full = _is_full(pair.line, pair.following, full_width)
        elif pair and width in _WRAP_WIDTHS and pair.is_prose and pair.line.is_open:
            is_full = pair.line.length <= width + _RAGGED and _is_full(
                pair.line, pair.following, _FULL_LINE * width
            )
        yield pair is not None and (pair.is_wrapped or is_full)


class _Pair(NamedTuple):
    """A line and the next one, neither of them blank and the second no list item."""

    line: _Line
    following: _Line
    is_prose: bool
    """Whether the first is none of a table, a log or a program."""
    is_wrapped: bool
    """Whether the second continues the first, by the lines around them alone."""


def _pairs(text: str, run: Sequence[_Line]) -> list[_Pair | None]:
    """The adjacent ones of lines; None after a line that is blank or a rule."""
    width = max((line.length for line in run), default=0)
    pairs: list[_Pair | None] = []
    goes_on = full = 0
    item_indent = run[0].indent if run[0].is_item else None
    for line, following in pairwise(run):
        is_long = line.length >= _WRAP_WIDTHS.start and line.first != following.first
        is_long = is_long and len(line.first) < line.length
        is_prose = is_long and not _NOT_PROSE.search(text, line.start, line.end)
        is_full = is_prose and _is_full(line, following, _FULL_LINE * width)
        is_wrapped = is_full and line.is_open and following.goes_on
        full += is_full
        goes_on += is_wrapped
        if item_indent is not None and following.indent > item_indent and following.goes_on:
            is_wrapped = line.is_open
        pairs.append(
            _Pair(line, following, is_prose, is_wrapped)
            if line.length and not line.is_rule
            else None
        )
    if width not in _WRAP_WIDTHS or 2 * goes_on < full:
        return pairs
    return [
        pair
        and pair._replace(
            is_wrapped=pair.is_wrapped
            or (pair.is_prose and _is_full(pair.line, pair.following, _FULL_LINE * width))
        )
        for pair in pairs
    ]


def _is_full(line: _Line, following: _Line, min_width: float) -> bool:
    """Whether the first word of `following` did not fit on `line`."""
    return line.length + 1 + len(following.first) > min_width


def _wrap_width(lines: Sequence[_Line]) -> float | None:
    """The minimum length of a line that was wrapped; None if the text is not wrapped as a whole.

    A text counts as wrapped if most lines that another line follows have no room for its first
    word, and enough of these words have a small letter. Of 100 novels, the wrapped ones have 77 to
    100 % such lines, the others 0 to 17 %; one with a ragged margin has 46 % and is split line by
    line.
    """
    followed = [pair for pair in pairwise(lines) if pair[0].length and pair[1].length]
    if len(followed) < 2 or 2 * len(followed) < sum(line.length > 0 for line in lines) - 1:
        return None
    widths = sorted(line.length for line, _ in followed)
    width = widths[-1 - len(widths) // 10]
    min_width = _FULL_LINE * width
    wrapped = [
        following
        for line, following in followed
        if not following.is_item and _is_full(line, following, min_width)
    ]
    if width not in _WRAP_WIDTHS or len(wrapped) < _MIN_WRAPPED_SHARE * len(followed):
        return None
    return min_width if _is_prose(wrapped) else None


def _is_prose(wrapped: Sequence[_Line]) -> bool:
    """Whether lines begin as those of prose do: some in small letters, with different words."""
    lower = sum(line.goes_on for line in wrapped)
    other = sum(not line.goes_on and not line.has_no_case for line in wrapped)
    (_, most) = Counter(line.first for line in wrapped).most_common(1)[0]
    varies = most <= max(2, _MAX_SAME_WORD_SHARE * len(wrapped))
    return varies and lower >= _MIN_LOWER_SHARE * (lower + other)

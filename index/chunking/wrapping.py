"""Lines that were wrapped at a fixed width.

There are two signs: a line has no room for the first word of the next one, and the next one goes on
in small letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.chunking.abbreviations import NEVER_LAST, SELDOM_LAST
from index.chunking.lines import MIN_LENGTH, Line, is_prose, last_word

_WRAP_WIDTHS = range(MIN_LENGTH, 131)
_FULL_LINE = 0.85  # of the width that a tenth of the lines exceed, to allow for a ragged margin
_STOP = re.compile(r"(?:\w{2}|[\"'”’»)\]])[.!?…][\"'”’»)\]]{0,3}(?=\s|\Z)|[。！？]")
_RAGGED = 3  # characters by which one line may be longer than the other wrapped ones
_MIN_WRAPPED_SHARE = 0.7  # of the lines, in a text that is wrapped
_MIN_LOWER_SHARE = 0.25  # of the lines that go on, if they begin with letters that have two cases
_MAX_SAME_WORD_SHARE = 0.4  # of the lines that begin with the same word, as those of logs do
_MIN_SPACED_SHARE = 0.8  # of the lines that have one blank line below, in double-spaced text
_MIN_SPACED_LINES = 8
_CONNECTIVES = frozenset(
    ["and", "or", "but", "nor", "which", "who", "whose", "that", "because", "und", "oder", "aber"]
)
"""What goes on with the line above, if that has no stop, however short it is."""
_MIN_UNFINISHED_SHARE, _MIN_UNFINISHED = 0.2, 3


def wrapped(text: str, lines: Sequence[Line]) -> Iterator[bool]:
    """Whether each line but the last one was wrapped: the next one continues it."""
    full_width = _wrap_width(text, lines)
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
        elif pair and width in _WRAP_WIDTHS and pair.may_be_wrapped and pair.line.is_open:
            is_full = pair.line.length <= width + _RAGGED and _is_full(
                pair.line, pair.following, _FULL_LINE * width
            )
        yield pair is not None and (pair.is_wrapped or is_full)


def double_spaced(text: str, lines: Sequence[Line]) -> set[int]:
    """Indices of the wrapped lines of a double-spaced text: a blank line is below most lines.

    Lists look like that too, but few of their items end with words such as "of" and "is".
    """
    written = [i for i, line in enumerate(lines) if line.length]
    spaced = [(i, below) for i, below in pairwise(written) if below == i + 2]
    if len(written) < _MIN_SPACED_LINES or len(spaced) < _MIN_SPACED_SHARE * (len(written) - 1):
        return set()
    min_width = _wrap_width(text, [lines[i] for i in written])
    if min_width is None:
        return set()
    pairs = ((i, lines[i], lines[below]) for i, below in spaced)
    full = {i for i, line, below in pairs if not below.is_item and _is_full(line, below, min_width)}
    unfinished = sum(last_word(text, lines[i]) in NEVER_LAST | SELDOM_LAST for i in full)
    are_prose = unfinished >= max(_MIN_UNFINISHED, _MIN_UNFINISHED_SHARE * len(full))
    return full if are_prose else set()


class _Pair(NamedTuple):
    """A line and the next one, neither of them blank and the second no list item."""

    line: Line
    following: Line
    may_be_wrapped: bool
    """Whether the first is long, and none of a table, a log or a program."""
    is_wrapped: bool
    """Whether the second continues the first, by the lines around them alone."""


def _pairs(text: str, run: Sequence[Line]) -> list[_Pair | None]:
    """The adjacent ones of lines; None after a line that is blank or a rule."""
    width = max((line.length for line in run), default=0)
    pairs: list[_Pair | None] = []
    goes_on = full = 0
    has_sentences = _has_sentences(text, run)
    item_indent = run[0].indent if run[0].is_item else None
    for line, following in pairwise(run):
        is_long = line.length >= MIN_LENGTH and line.first != following.first
        may_be_wrapped = is_long and has_sentences and is_prose(text, line)
        is_full = may_be_wrapped and _is_full(line, following, _FULL_LINE * width)
        is_wrapped = is_full and line.is_open and following.goes_on
        full += is_full
        goes_on += is_wrapped
        joins = line.is_open and following.goes_on and following.first in _CONNECTIVES
        is_wrapped = is_wrapped or (joins and is_prose(text, line))
        if item_indent is not None and following.indent > item_indent and following.goes_on:
            is_wrapped = line.is_open
        pairs.append(
            _Pair(line, following, may_be_wrapped, is_wrapped)
            if line.length and not line.is_rule
            else None
        )
    if width not in _WRAP_WIDTHS or 2 * goes_on < full:
        return pairs
    return [
        pair
        and pair._replace(
            is_wrapped=pair.is_wrapped
            or (pair.may_be_wrapped and _is_full(pair.line, pair.following, _FULL_LINE * width))
        )
        for pair in pairs
    ]


def _has_sentences(text: str, run: Sequence[Line]) -> bool:
    """Whether a sentence ends in these lines, or some end with words such as "of".

    Items of a list that begin with small letters look like wrapped lines otherwise.
    """
    is_title = len(run) == 2 and not run[0].goes_on
    if is_title or not run[-1].is_open or _STOP.search(text, run[0].start, run[-1].end):
        return True
    written = [line for line in run if line.length]
    unfinished = sum(last_word(text, line) in NEVER_LAST | SELDOM_LAST for line in written)
    return unfinished >= max(1, _MIN_UNFINISHED_SHARE * len(written))


def _is_full(line: Line, following: Line, min_width: float) -> bool:
    """Whether the first word of `following` did not fit on `line`."""
    return line.length + 1 + len(following.first) > min_width


def _wrap_width(text: str, lines: Sequence[Line]) -> float | None:
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
    are_prose = _begin_as_prose(wrapped) and _has_sentences(text, lines)
    return min_width if are_prose else None


def _begin_as_prose(wrapped: Sequence[Line]) -> bool:
    """Whether lines begin as those of prose do: some in small letters, with different words."""
    lower = sum(line.goes_on for line in wrapped)
    other = sum(not line.goes_on and not line.has_no_case for line in wrapped)
    (_, most) = Counter(line.first for line in wrapped).most_common(1)[0]
    varies = most <= max(2, _MAX_SAME_WORD_SHARE * len(wrapped))
    return varies and lower >= _MIN_LOWER_SHARE * (lower + other)

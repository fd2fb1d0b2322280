"""Lines whose words are all of one height and near one another, which are most lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, compress

from index.formats.pdf.boxes import Box
from index.formats.pdf.layout.glyphs import Edges, Glyphs
from index.formats.pdf.layout.page import Line

WIDE_GAP = 1.5
"""Times the height of the line; words of one line are closer."""

RAISED_HEIGHT = 0.93  # of the height of the line, at most

_ODD = r"\u0300-\u036f\u037e\u0387\u2126\u212a\u212b\u00ad\u200b\u2060\ufb00-\ufeff\uff01-\uff5e"
_NOT_PLAIN = re.compile(
    rf"[A-Z\d*†‡§\x00\ufffe\x02.,;:)\]({_ODD}]"  # one in few characters, so this is fast
    r"(?:(?<=[*†‡§\x00\ufffe\x02])(?!\s*[\r\n])|(?<=[.,;:)\]])[A-Za-z(\[“\"]|(?<=[a-z][A-Z(])|"
    rf"(?<=[A-Za-z]\d)\d*[^\s\d]|(?<=\d)[A-Z][a-z]|(?<=[{_ODD}]))"
)
"""Signs in a line that needs a closer look: superscripts, missing spaces, letters to be folded."""

_LAST_DIGIT = re.compile(r"\d(?<=\S\d)(?=[^\s\d]{0,3}(?:\s|$))")
_SAME_HEIGHT = 0.1  # of the height, by which the words of a plain line may differ
_LETTER, _SPACE = 0.47, 0.55  # of the height: as wide as letters and the space behind them may be
_SMALL_DIGIT = 0.9  # of the height of the line's first letter; such a digit may be raised
_TYPED = 0.55  # of the height: the letters of a typewriter are wider
_TYPED_GAP = 2.2  # times their width: two spaces after a sentence
_CELL_GAP = 0.7  # of the height: so far apart, words may be in two cells of a table


def plain_line(glyphs: Glyphs, start: int, end: int) -> Line | None:
    """The line of a range whose words are all of one height, without wide gaps; or None."""
    text = glyphs.text[start:end]
    if _NOT_PLAIN.search(text):
        return None
    words, starts = spaced_words(text, start)
    if end - start < 4 * len(words) or words[0].isdecimal() or words[-1].isdecimal():
        return None  # spaced letters, or a number that may be that of the line
    edges = glyphs.edges([*starts, starts[-1] + len(words[-1]) - 1])
    frame = _common_frame(glyphs, words, starts, edges) if edges else None
    if edges is None or frame is None:
        return None
    least = _SMALL_DIGIT * (edges[3][0] - edges[1][0])
    for match in _LAST_DIGIT.finditer(text):
        box = glyphs.box(start + match.start())
        if box and box[3] - box[1] < least:
            return None
    bold = glyphs.is_bold(starts[0]) and glyphs.is_bold(starts[-1])
    return Line.plain(" ".join(words), starts, edges[0], frame, bold)


def spaced_words(text: str, start: int) -> tuple[list[str], list[int]]:
    """The words of a line between spaces, and their offsets; `start` is that of the line."""
    words = text.split(" ")
    starts = list(accumulate([len(word) + 1 for word in words[:-1]], initial=start))
    if "" in words:  # between two spaces
        starts, words = list(compress(starts, words)), list(filter(None, words))
    return words, starts


def _common_frame(
    glyphs: Glyphs, words: Sequence[str], starts: Sequence[int], edges: Edges
) -> Box | None:
    """The box of words that are all of one height and near one another; None if they are not.

    `edges` are those of their first characters and of the last one. Where a word ends is found out
    only if the next one begins later than after the usual letters and a space.
    """
    lefts, bottoms, rights, tops = edges
    left, low, right, high = lefts[0], bottoms[0], rights[-1], tops[0]
    bottom, top, height = min(bottoms), max(tops), high - low
    farthest = max(low - bottom, max(bottoms) - low, top - high, high - min(tops))
    if farthest > _SAME_HEIGHT * height or lefts != sorted(lefts):
        return None
    usual = (right - left) / (starts[-1] + len(words[-1]) - starts[0])
    widest = max(_CELL_GAP * height, _TYPED_GAP * usual if usual > _TYPED * height else 0.0)
    late = [
        number
        for number, word in enumerate(words[:-1])
        if lefts[number + 1] > lefts[number] + (len(word) * _LETTER + _SPACE) * height
    ]
    ends = glyphs.edges([starts[number] + len(words[number]) - 1 for number in late])
    if ends is None:
        return None
    for number, end in zip(late, ends[2], strict=True):
        if lefts[number + 1] - end > widest:
            return None
    return left, bottom, right, top

"""Lines whose words are all of one height and near one another, which are most lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, compress
from operator import ge

from index.formats.pdf.boxes import Box
from index.formats.pdf.layout.glyphs import Glyphs
from index.formats.pdf.layout.page import Line

WIDE_GAP = 1.5
"""Times the height of the line; words of one line are closer."""

RAISED_HEIGHT = 0.93  # of the height of the line, at most

_ODD = r"\u0300-\u036f\u037e\u0387\u2126\u212a\u212b\u00ad\u200b\u2060\ufb00-\ufeff\uff01-\uff5e"
_SIGN = (
    r"(?<=[*†‡§\x00\ufffe\x02])(?!\s*[\r\n])|(?<=[A-Za-z]\d)\d*[^\s\d]|(?<=\d)[A-Z][a-z]|"
    rf"(?<=[{_ODD}])"
)
_JOINT = r"(?<=[.,;:)\]])[A-Za-z(\[“\"]|(?<=[a-z][A-Z(])"
_RARE = rf"[A-Z\d*†‡§\x00\ufffe\x02.,;:)\]({_ODD}]"  # one in few characters, so this is fast
_NOT_PLAIN = re.compile(rf"{_RARE}(?:{_SIGN}|{_JOINT})")
"""Signs in a line that needs a closer look: superscripts, missing spaces, letters to be folded."""

_SIGNS = re.compile(rf"{_RARE}(?:{_SIGN})")
_JOINTS = re.compile(r"[.,;:)\]](?=[A-Za-z(\[“\"])|[a-z](?=[A-Z(])")
"""The characters before places where a space may be missing."""

_LAST_DIGIT = re.compile(r"\d(?<=\S\d)(?=[^\s\d]{0,3}(?:\s|$))")
_SAME_HEIGHT = 0.1  # of the height, by which the words of a plain line may differ
_LETTER, _SPACE = 0.47, 0.55  # of the height: as wide as letters and the space behind them may be
_SMALL_DIGIT = 0.9  # of the height of the line's first letter; such a digit may be raised
_MIN_SPACE = 0.05  # of the height: closer characters have no space between them
_TYPED = 0.55  # of the height: the letters of a typewriter are wider
_TYPED_GAP = 2.2  # times their width: two spaces after a sentence
_CELL_GAP = 0.7  # of the height: so far apart, words may be in two cells of a table


@dataclass(slots=True)
class _Candidate:
    """A line that is plain by its characters."""

    place: int
    """Among the ranges."""
    words: list[str]
    starts: list[int]
    joints: list[int]
    """Characters behind which a space may be missing."""
    lefts: list[float] = field(default_factory=list)
    """Of its words, and of its last character."""
    box: Box = (0.0, 0.0, 0.0, 0.0)
    least: float = 0.0
    """The height of a digit that is not raised."""
    late: list[int] = field(default_factory=list)
    """Words after which the next one begins later than after the usual letters and a space."""


def plain_lines(glyphs: Glyphs, spans: Sequence[tuple[int, int]]) -> list[Line | None]:
    """A line for each range whose words are all of one height, without wide gaps; else None.

    The boxes of all lines are fetched at once, which takes half the time.
    """
    framed = _framed(glyphs, _candidates(glyphs.text, spans))
    before_gaps = [
        each.starts[number] + len(each.words[number]) - 1 for each in framed for number in each.late
    ]
    ends = iter(glyphs.edges(before_gaps)[2])
    found: list[Line | None] = [None] * len(spans)
    for each in framed:
        left, _, right, _ = each.box
        height = each.least / _SMALL_DIGIT
        usual = (right - left) / (each.starts[-1] + len(each.words[-1]) - each.starts[0])
        typed = _TYPED_GAP * usual if usual > _TYPED * height else 0.0
        widest = max(_CELL_GAP * height, typed)
        gaps = [each.lefts[number + 1] - next(ends) for number in each.late]
        if gaps and max(gaps) > widest:
            continue
        if each.joints and not _are_whole(glyphs, each.joints):
            continue
        start, end = spans[each.place]
        if not _has_small_digit(glyphs, start, end, each.least):
            bold = glyphs.is_bold(each.starts[0]) and glyphs.is_bold(each.starts[-1])
            text = " ".join(each.words)
            found[each.place] = Line.plain(text, each.starts, each.lefts, each.box, bold)
    return found


def _candidates(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[_Candidate]:
    for place, (start, end) in enumerate(spans):
        joints: list[int] = []
        if _NOT_PLAIN.search(line := text[start:end]):
            if _SIGNS.search(line):
                continue
            joints = [start + match.start() for match in _JOINTS.finditer(line)]
        words, starts = spaced_words(line, start)
        # spaced letters, or a number that may be that of the line, need a closer look
        if end - start >= 4 * len(words) and not (words[0].isdecimal() or words[-1].isdecimal()):
            yield _Candidate(place, words, starts, joints)


def _framed(glyphs: Glyphs, candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """The candidates of one height with their places, without those of several heights."""
    candidates = list(candidates)
    indices: list[int] = []
    for each in candidates:
        indices += each.starts
        indices.append(each.starts[-1] + len(each.words[-1]) - 1)
    lefts, bottoms, rights, tops = glyphs.edges(indices)
    framed: list[_Candidate] = []
    first = 0
    for each in candidates:
        part = slice(first, first := first + len(each.starts) + 1)
        each.lefts = lefts[part]
        frame = _common_frame(each.lefts, bottoms[part], rights[part], tops[part])
        if frame is not None:
            each.box, height = frame
            each.least = _SMALL_DIGIT * height
            letter, space = _LETTER * height, _SPACE * height
            each.late = [
                number
                for number, (here, there, word) in enumerate(
                    zip(each.lefts, each.lefts[1:-1], each.words, strict=False)
                )
                if there > here + len(word) * letter + space
            ]
            framed.append(each)
    return framed


def spaced_words(text: str, start: int) -> tuple[list[str], list[int]]:
    """The words of a line between spaces, and their offsets; `start` is that of the line."""
    words = text.split(" ")
    starts = list(accumulate([len(word) + 1 for word in words[:-1]], initial=start))
    if "" in words:  # between two spaces
        starts, words = list(compress(starts, words)), list(filter(None, words))
    return words, starts


def _common_frame(
    lefts: list[float], bottoms: list[float], rights: list[float], tops: list[float]
) -> tuple[Box, float] | None:
    """The box of the words of a line and the height of its first letter.

    None if one has no box, if they are not all of one height, or not one after the other. The edges
    are those of their first characters and of the last one.
    """
    if any(map(ge, lefts, rights)) or lefts != sorted(lefts):
        return None
    low, high = bottoms[0], tops[0]
    if bottoms.count(low) == len(bottoms) and tops.count(high) == len(tops):
        return (lefts[0], low, rights[-1], high), high - low
    bottom, top = min(bottoms), max(tops)
    farthest = max(low - bottom, max(bottoms) - low, top - high, high - min(tops))
    if farthest > _SAME_HEIGHT * (high - low):
        return None
    return (lefts[0], bottom, rights[-1], top), high - low


def _are_whole(glyphs: Glyphs, joints: Sequence[int]) -> bool:
    """Whether the next character is as high as each of these, and without a space between."""
    boxes = glyphs.boxes([index for joint in joints for index in (joint, joint + 1)])
    for box, following in zip(boxes[::2], boxes[1::2], strict=True):
        if box is None or following is None:
            return False
        height = box[3] - box[1]
        if following[0] - box[2] > _MIN_SPACE * height or following[1::2] != box[1::2]:
            return False
    return True


def _has_small_digit(glyphs: Glyphs, start: int, end: int, least: float) -> bool:
    """Whether a digit behind a letter, which may be raised, is lower than `least`."""
    for match in _LAST_DIGIT.finditer(glyphs.text[start:end]):
        box = glyphs.box(start + match.start())
        if box and box[3] - box[1] < least:
            return True
    return False

"""The lines of a page from its words, without pdfium's own line breaks.

A word is a run of characters between spaces. Words that follow one another on one line, closer than
a column's gutter, are a line; superscripts are found, drop capitals and spaced letters joined.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from unicodedata import normalize

from index.formats.pdf.layout.glyphs import Glyphs
from index.formats.pdf.layout.page import Line, Word, line_of
from index.formats.pdf.reading_order import Box, bounding_box

WIDE_GAP = 1.5
"""Times the height of the line; words of one line are closer."""

_WIDE_CHARS = 2.6
"""Times the width of a character; the letters of typewriters are wide for their height."""

HYPHENS = "\ufffe\x02"
"""pdfium's characters for a hyphen at a line end."""

_RAW_LINE = re.compile(r"[^\r\n]*[^\s\x00\u200b\ufeff][^\r\n]*")
_WORD = re.compile(r"[^\s\x00\ufffe\x02]+[\ufffe\x02]?|[\ufffe\x02]")
_SIGN = re.compile(r"[\d*†‡§]")
_PLAIN_NUMBER = re.compile(r"[$€£#(]?\d([\d,./:-]*\d)?%?")
_MAY_LACK_SPACE = re.compile(r"[.,;:)\]][A-Za-z(\[“\"]|[a-z][A-Z(]|\d[A-Z][a-z]")
_LABEL_START = re.compile(r"\d{1,3}(\.\d{1,3})+\.?|\(?[a-zA-Z]{1,4}[.)]|\(?\d{1,3}[.)]")
_MIN_SPACE = 0.1  # of the height
_LABEL_SPACE = 0.05  # after the label of a list item
_GLUE_GAP = 0.1  # of the height: closer characters are of one word
_DROP_CAP = 1.7  # times the height of the line
_RAISED_HEIGHT = 0.82  # of the height of the line
_FOLDED = str.maketrans(
    {
        "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
        "\ufb05": "st", "\ufb06": "st", "\u200b": "", "\u2060": "", "\ufeff": "",
    }
    | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
)  # fmt: skip


def page_lines(glyphs: Glyphs) -> tuple[list[Line], list[Line]]:
    """The lines of a page's upright text and those at another angle, in the order of drawing."""
    spans = [match.span() for match in _RAW_LINE.finditer(glyphs.text)]
    turns = [glyphs.quarter_turns(start) for start, _ in spans]
    characters: Counter[int] = Counter()
    for (start, end), turn in zip(spans, turns, strict=True):
        if turn >= 0:
            characters[turn] += end - start
    glyphs.turns = main = characters.most_common(1)[0][0] if characters else 0
    upright: list[Word] = []
    others: list[Line] = []
    for (start, end), turn in zip(spans, turns, strict=True):
        words = _words(glyphs, start, end)
        if turn == main:
            upright += words
        elif words:
            others.append(line_of(words))
    return list(_lines(glyphs, upright)), others


def _words(glyphs: Glyphs, start: int, end: int) -> list[Word]:
    """The words of a range; one with a superscript in it is split."""
    words: list[Word] = []
    spans = [match.span() for match in _WORD.finditer(glyphs.text, start, end)]
    for first, after, box, last in glyphs.ends(spans):
        text = glyphs.text[first:after]
        if box is None:
            box = _box_of_any(glyphs, first, after)
            if box is None:
                continue
        elif last is not box:
            if not text.isalpha() and (
                _MAY_LACK_SPACE.search(text) or _may_hold_raised(text, box, last)
            ):
                words += _parts(glyphs, first, after)
                continue
            left, low, _, high = box
            if low != last[1] or high != last[3]:
                low, high = min(low, last[1]), max(high, last[3])
            box = (left, low, last[2], high)
        words.append(Word(first, after, box, text if text.isascii() else _folded(text)))
    return words


def _box_of_any(glyphs: Glyphs, start: int, end: int) -> Box | None:
    boxes = [box for index in range(start, end) if (box := glyphs.box(index))]
    return bounding_box(boxes) if boxes else None


def _folded(text: str) -> str:
    """Ligatures and wide letters as plain ones, accents joined with their letters."""
    return normalize("NFC", text.translate(_FOLDED))


def _parts(glyphs: Glyphs, start: int, end: int) -> Iterator[Word]:
    """A word, split where its height changes (a superscript) and where a space is missing."""
    text = glyphs.text
    label = _LABEL_START.match(text, start, end)
    first, box, glued = start, None, False
    for index in range(start, end):
        here = glyphs.box(index)
        if here is None:
            continue
        if box is not None:
            height = box[3] - box[1]
            is_other_size = abs((here[3] - here[1]) - height) > 0.15 * height
            least = _LABEL_SPACE if label and label.end() == index else _MIN_SPACE
            is_apart = here[0] - box[2] > least * height
            if is_other_size or (is_apart and _MAY_LACK_SPACE.match(text, index - 1, end)):
                yield Word(first, index, box, _folded(text[first:index]), glued)
                first, box, glued = index, None, is_other_size
        box = bounding_box([box, here]) if box else here
    if box is not None:
        yield Word(first, end, box, _folded(text[first:end]), glued)


def _may_hold_raised(text: str, first: Box, last: Box) -> bool:
    """Whether a word may hold a superscript: from its signs, and the boxes at its ends."""
    if not _SIGN.search(text):
        return False
    same = last[3] - last[1] == first[3] - first[1] and last[1] == first[1]
    return not (same and _PLAIN_NUMBER.fullmatch(text))


def _lines(glyphs: Glyphs, words: Sequence[Word]) -> Iterator[Line]:
    """Words in the order of drawing, grouped to lines."""
    group: list[Word] = []
    low = high = right = 0.0
    for word in words:
        box = word.box
        is_next = low == box[1] and high == box[3] and 0 < box[0] - right < high - low
        if group and not is_next and not _follows(group[-1], word):
            yield _line(glyphs, group)
            group = []
        group.append(word)
        _, low, right, high = box
    if group:
        yield _line(glyphs, group)


def _follows(before: Word, word: Word) -> bool:
    """Whether a word stands to the right of another, on the same line."""
    _, low, right, high = before.box
    left, bottom, end, top = word.box
    height = high - low if high - low > top - bottom else top - bottom
    gap = left - right
    if gap < -0.5 * height or end < right:
        return False
    if gap > WIDE_GAP * height and gap > _WIDE_CHARS * _char_width(before, word):
        return False
    if low == bottom:
        return True
    common = (high if high < top else top) - (low if low > bottom else bottom)
    return common > 0.5 * min(high - low, top - bottom)


def _char_width(one: Word, other: Word) -> float:
    return min((word.box[2] - word.box[0]) / max(len(word.text), 1) for word in (one, other))


def _line(glyphs: Glyphs, words: list[Word]) -> Line:
    if len(words) > 2 and sum([len(word.text) for word in words]) < 3 * len(words):
        words = _without_letter_spaces(words)
    line = line_of(words, glyphs.is_bold(words[0].start) and glyphs.is_bold(words[-1].start))
    first = words[0].box
    if len(words[0].text) == 1 and first[3] - first[1] > _DROP_CAP * line.height:
        _join_drop_cap(line)
    smaller = _RAISED_HEIGHT * line.height
    if min([word.box[3] - word.box[1] for word in words]) < smaller:
        _mark_raised(line)
    return line


def _join_drop_cap(line: Line) -> None:
    """Joins a capital over several lines with its word; the line is as high as its other words."""
    if len(line.words) > 1 and line.words[0].text.isalpha():
        line.words[1].glued = line.words[1].text[:1].islower() or line.words[1].text.isupper()
        rest = bounding_box([word.box for word in line.words[1:]])
        line.box = (line.box[0], rest[1], rest[2], rest[3])


def _without_letter_spaces(words: Sequence[Word]) -> list[Word]:
    """Joins letters that are spaced out: "T O T A L" becomes "TOTAL"."""
    joined: list[Word] = []
    run: list[Word] = []
    for word in [*words, None]:
        if word is not None and len(word.text) == 1:
            run.append(word)
            continue
        joined += _spaced_words(run) if len(run) > 2 else run
        run = []
        if word is not None:
            joined.append(word)
    return joined


def _spaced_words(run: Sequence[Word]) -> Iterator[Word]:
    """Words from spaced letters, separated where the gap is wider than most."""
    gaps = [after.box[0] - before.box[2] for before, after in pairwise(run)]
    wide = median(gaps) * 1.4 + 0.1
    letters = [run[0]]
    for gap, word in zip(gaps, run[1:], strict=True):
        if gap > wide:
            yield _joined(letters)
            letters = []
        letters.append(word)
    yield _joined(letters)


def _joined(words: Sequence[Word]) -> Word:
    text = "".join(word.text for word in words)
    return Word(words[0].start, words[-1].end, bounding_box([word.box for word in words]), text)


def _mark_raised(line: Line) -> None:
    """Marks superscripts, and joins what is smaller with the word it touches."""
    low, high = line.box[1], line.box[3]
    full = [word.box for word in line.words if word.box[3] - word.box[1] > 0.9 * line.height]
    if full:
        low, high = min(box[1] for box in full), max(box[3] for box in full)
    for number, word in enumerate(line.words):
        if word.box[3] - word.box[1] < _RAISED_HEIGHT * line.height:
            word.raised = (
                word.box[1] - low > 0.15 * line.height and word.box[3] > high - 0.25 * line.height
            )
        if number and word.box[0] - line.words[number - 1].box[2] < _GLUE_GAP * line.height:
            before = line.words[number - 1]
            if (before.box[3] - before.box[1]) != (word.box[3] - word.box[1]):
                word.glued = True

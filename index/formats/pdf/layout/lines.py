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

from index.formats.pdf.boxes import Box, bounding_box
from index.formats.pdf.layout.drop_caps import is_drop_cap
from index.formats.pdf.layout.glyphs import Glyphs
from index.formats.pdf.layout.page import Line, Word, line_of, text_of
from index.formats.pdf.layout.plain_lines import RAISED_HEIGHT, WIDE_GAP, plain_lines, spaced_words

_WIDE_CHARS = 2.6
"""Times the width of a character; the letters of typewriters are wide for their height."""

_RAW_LINE = re.compile(r"[^\r\n]*[^\s\x00\u200b\ufeff][^\r\n]*")
_WORD = re.compile(r"[^\s\x00\ufffe\x02]+[\ufffe\x02]?|[\ufffe\x02]")
_NOT_SPACED = re.compile(r"[^\S ]|[\x00\ufffe\x02]")  # what else than a space ends a word
_SIGN = re.compile(r"[\d*†‡§]")
_PLAIN_NUMBER = re.compile(r"[$€£#(]?\d([\d,./:-]*\d)?%?")
_MAY_LACK_SPACE = re.compile(r"[.,;:)\]][A-Za-z(\[“\"]|[a-z][A-Z(]|\d[A-Z][a-z]")
_LABEL_START = re.compile(r"\d{1,3}(\.\d{1,3})+\.?|\(?[a-zA-Z]{1,4}[.)]|\(?\d{1,3}[.)]")
_MIN_SPACE = 0.1  # of the height
_LABEL_SPACE = 0.05  # after the label of a list item
_GLUE_GAP = 0.1  # of the height: closer characters are of one word
_MAX_SPACED = 4  # letters that pdfium joins though they are spaced out
_LETTER_SPACE = 0.08  # of the height, between such letters
_RAISED_BY = 0.2  # of the height of the line, at least
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
    turns = glyphs.quarter_turns([start for start, _ in spans])
    characters: Counter[int] = Counter()
    for (start, end), turn in zip(spans, turns, strict=True):
        if turn >= 0:
            characters[turn] += end - start
    glyphs.turns = main = characters.most_common(1)[0][0] if characters else 0
    upright: list[Line | list[Word]] = []
    others: list[Line] = []
    plain = iter(
        plain_lines(glyphs, [span for span, turn in zip(spans, turns, strict=True) if turn == main])
    )
    for (start, end), turn in zip(spans, turns, strict=True):
        if turn == main:
            upright.append(next(plain) or _words(glyphs, start, end))
        elif words := _words(glyphs, start, end):
            others.append(line_of(words))
    return list(_lines(glyphs, upright)), others


def _words(glyphs: Glyphs, start: int, end: int) -> list[Word]:
    """The words of a range; one with a superscript in it is split."""
    words: list[Word] = []
    texts, starts = _split(glyphs.text[start:end], start)
    ends = [first + len(text) for text, first in zip(texts, starts, strict=True)]
    boxes = glyphs.boxes([*starts, *(end - 1 for end in ends)])
    count = len(texts)
    for text, first, after, box, last in zip(
        texts, starts, ends, boxes[:count], boxes[count:], strict=True
    ):
        if box is None or last is None:
            box = _box_of_any(glyphs, first, after)
            if box is None:
                continue
        elif after - first > 1:
            if not text.isalpha() and (
                _MAY_LACK_SPACE.search(text) or _may_hold_raised(text, box, last)
            ):
                words += _parts(glyphs, first, after)
                continue
            if box[1] == last[1] and box[3] == last[3]:
                box = (box[0], box[1], last[2], box[3])
            else:
                box = (box[0], min(box[1], last[1]), last[2], max(box[3], last[3]))
        words.append(Word(first, after, box, text if text.isascii() else _folded(text)))
    return words


def _split(text: str, start: int) -> tuple[list[str], list[int]]:
    """The words of a line that begins at `start`, and their offsets."""
    if _NOT_SPACED.search(text):
        found = list(_WORD.finditer(text))
        return [match[0] for match in found], [start + match.start() for match in found]
    return spaced_words(text, start)


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
    for index, here in enumerate(glyphs.boxes(range(start, end)), start):
        if here is None:
            continue
        if box is not None:
            height = box[3] - box[1]
            is_other_size = (
                abs((here[3] - here[1]) - height) > 0.15 * height
                or abs(here[1] - box[1]) > _RAISED_BY * height
            )
            least = _LABEL_SPACE if label and label.end() == index else _MIN_SPACE
            is_apart = here[0] - box[2] > least * height
            if is_other_size or (is_apart and _MAY_LACK_SPACE.match(text, index - 1, end)):
                yield Word(first, index, box, _folded(text[first:index]), glued)
                first, box, glued = index, None, is_other_size
        box = _union(box, here) if box else here
    if box is not None:
        yield Word(first, end, box, _folded(text[first:end]), glued)


def _union(one: Box, other: Box) -> Box:
    left, bottom, right, top = other
    return (
        one[0] if one[0] < left else left,
        one[1] if one[1] < bottom else bottom,
        one[2] if one[2] > right else right,
        one[3] if one[3] > top else top,
    )


def _may_hold_raised(text: str, first: Box, last: Box) -> bool:
    """Whether a word may hold a superscript: from its signs, and the boxes at its ends."""
    if not _SIGN.search(text):
        return False
    same = last[3] - last[1] == first[3] - first[1] and last[1] == first[1]
    return not (same and _PLAIN_NUMBER.fullmatch(text))


def _lines(glyphs: Glyphs, parts: Sequence[Line | list[Word]]) -> Iterator[Line]:
    """Words in the order of drawing, grouped to lines; plain lines stay as they are."""
    held: Line | None = None  # a plain line that the next words may follow
    group: list[Word] = []
    for part in parts:
        last = held.box if held else group[-1].box if group else None
        if isinstance(part, Line) and (last is None or _are_apart(last, part.box)):
            yield from _finished(glyphs, held, group)
            held, group = part, []
            continue
        for word in part.words if isinstance(part, Line) else part:
            if held:
                group, held = held.words, None
            if group and (
                not _follows(group[-1], word) or (len(group) == 1 and is_drop_cap(group[0], word))
            ):
                yield _line(glyphs, group)
                group = []
            group.append(word)
    yield from _finished(glyphs, held, group)


def _finished(glyphs: Glyphs, held: Line | None, group: list[Word]) -> Iterator[Line]:
    if held:
        yield held
    elif group:
        yield _line(glyphs, group)


def _are_apart(one: Box, other: Box) -> bool:
    """Whether two lines certainly are above one another, not side by side."""
    common = min(one[3], other[3]) - max(one[1], other[1])
    return common <= 0.4 * min(one[3] - one[1], other[3] - other[1])


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
        words = _without_letter_spaces(glyphs, words)
    line = line_of(words, glyphs.is_bold(words[0].start) and glyphs.is_bold(words[-1].start))
    smaller = RAISED_HEIGHT * line.height
    if min([word.box[3] - word.box[1] for word in words]) < smaller:
        _mark_raised(line)
    return line


def _without_letter_spaces(glyphs: Glyphs, words: Sequence[Word]) -> list[Word]:
    """Joins letters that are spaced out: "T O T A L" becomes "TOTAL"."""
    joined: list[Word] = []
    run: list[Word] = []
    for word in [*words, None]:
        if word is not None and not word.glued and _is_spaced(glyphs, word):
            run.append(word)
            continue
        is_spaced = sum(len(each.text) == 1 for each in run) > 2
        joined += _spaced_words(run) if is_spaced else run
        run = []
        if word is not None:
            joined.append(word)
    return joined


def _is_spaced(glyphs: Glyphs, word: Word) -> bool:
    """Whether a word is a letter, or some that pdfium joined though they stand apart."""
    if len(word.text) < 2:
        return True
    if len(word.text) > _MAX_SPACED or word.end - word.start != len(word.text):
        return False
    boxes = [box for box in glyphs.boxes(range(word.start, word.end)) if box]
    least = _LETTER_SPACE * (word.box[3] - word.box[1])
    return all(after[0] - before[2] > least for before, after in pairwise(boxes))


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
    height = line.height
    full = [word.box for word in line.words if word.box[3] - word.box[1] > 0.95 * height]
    low = median(box[1] for box in full) if full else line.box[1]
    high = median(box[3] for box in full) if full else line.box[3]
    before: Word | None = None
    for word in line.words:
        _, bottom, _, top = word.box
        if top - bottom < RAISED_HEIGHT * height:
            word.raised = bottom - low > _RAISED_BY * height and top > high - 0.25 * height
        if before and word.box[0] - before.box[2] < _GLUE_GAP * height:
            word.glued = word.glued or word.raised or before.raised or _differ(before, word)
        before = word
    line.text = text_of(line.words)


def _differ(one: Word, other: Word) -> bool:
    """Whether two words are of different height, as a letter and the index below it are."""
    heights = one.box[3] - one.box[1], other.box[3] - other.box[1]
    return min(heights) < RAISED_HEIGHT * max(heights)

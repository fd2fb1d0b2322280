"""Paragraphs from the lines of a column: by leading, indentation, short lines and the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.pdf.boxes import LINE_ENDS
from index.formats.pdf.layout.page import Line

_LIST_ITEM = re.compile(
    r"([-*•–—◦▪●■□○·‣➢➔✓❑❒❖◆☐☑☒o]|\(?\d{1,3}[.)]|\d{1,3}(\.\d{1,3})+\.?|\(?[A-Za-z][.)]|"
    r"\([a-z]{2}\)|\(?[ivxlcIVXLC]{1,5}[.)])(\s|$)"
)
_END = re.compile(r"[.!?:;…][\"'”’»)\]]*[¹²³⁰⁴-⁹]*$")
_NUMBERED = re.compile(r"\d{1,3}\s+[A-Z]")
CONNECTIVE = re.compile(
    r"(,|\b(and|or|nor|but|of|the|a|an|in|to|by|for|from|with|without|at|on|upon|into|between|"
    r"under|over|than|that|which|who|whose|its|their|his|her|this|these|such|any|all|each|is|are|"
    r"was|were|be|shall|will|may|must|sections?|articles?|clauses?|paragraphs?|nos?\.))$",
    re.IGNORECASE,
)
"""What no sentence ends with."""

_FUNCTION_WORD = re.compile(
    r"\b(of|the|a|an|in|to|by|for|from|with|at|on|upon|into|under|than|that|which|its|their|"
    r"this|these|such|any|is|are|be|shall|will|may)$"
)
_BEFORE_LABEL = re.compile(
    r"\b(of|in|to|by|under|with|(sub)?(sections?|articles?|clauses?|paragraphs?)|nos?\.|one|two|"
    r"three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundred|thousand)$|"
    r"\d\([a-z\d]{1,4}\)$",
    re.IGNORECASE,
)
"""What a label follows within a sentence: "ninety (90)", "Section (a)", "Section 4(a)(2)"."""

_BEFORE_NUMBER = re.compile(r"[^\s,;] (and|or|through)$|\b\d{1,3}(\.\d{1,3})+\b.*,$")
"""What the number of a section follows in a list of such numbers: "Sections 3.1, 3.2 and 3.4"."""

_SECTION = re.compile(r"\d{1,3}(\.\d{1,3})+\b")

_KEY = re.compile(r"[^\W\d_][\w.'’()/&-]*( [\w.'’()/&-]+){0,3} ?:(?!\S)")
"""A label of one to four words at the beginning of a line, before its value."""

_KEY_LINE = re.compile(rf"{_KEY.pattern}|by\b|/s/|_{{3}}", re.IGNORECASE)
"""What the line above one with a label begins with: another label, or a signature."""

_BRACKETED = re.compile(r"\((\d{1,3}|[a-zA-Z]|[ivx]{2,5})\)")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_GAP = 1.3  # times the leading
_FAR = 12  # times the leading: so far below, a sentence may go on where a page ended
_LONG = 0.6  # of the width; so long is a line that goes on below a gap
_SAME_SIZE = 0.12
_SPACED = 0.06  # of the lines have space above them, in a column with space between paragraphs
_OPEN, _OPEN_SPACED = 0.2, 0.45  # of the width; a line without an end mark that ends a paragraph


def paragraphs(
    lines: Sequence[Line], cuts: Sequence[float] = (), drawn: Sequence[float] = ()
) -> Iterator[list[Line]]:
    """The lines of one column, grouped into paragraphs.

    At the places `cuts` another page began; at those of `drawn` a line of dashes stood, which
    underlines words of the line above.
    """
    if not lines:
        return
    steps = [above.box[1] - below.box[1] for above, below in pairwise(lines)]
    leadings = _leadings(lines, steps)
    column = _Column(
        min(line.box[0] for line in lines),
        _right_edge(lines),
        sum(step > _GAP * leading for step, leading in zip(steps, leadings, strict=True))
        > _SPACED * len(lines),
        cuts,
        drawn,
    )
    paragraph = [lines[0]]
    for line, leading in zip(lines[1:], leadings, strict=True):
        if _starts_paragraph(paragraph, line, leading, column):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


@dataclass(frozen=True, slots=True)
class _Column:
    left: float
    right: float
    is_spaced: bool
    """There is space between its paragraphs."""
    cuts: Sequence[float]
    drawn: Sequence[float]


def _right_edge(lines: Sequence[Line]) -> float:
    """Where full lines end: few lines are longer."""
    ends = sorted(line.box[2] for line in lines)
    return ends[-1 - len(ends) // 12]


def _leadings(lines: Sequence[Line], steps: Sequence[float]) -> list[float]:
    """For each line but the first: the usual distance of lines like it, from those near it."""
    usual = [
        step
        if 0.7 * below.height < step < 3.5 * below.height
        and abs(above.height - below.height) < _SAME_SIZE * below.height
        else 0.0
        for step, (above, below) in zip(steps, pairwise(lines), strict=True)
    ]
    leadings: list[float] = []
    for number, line in enumerate(lines[1:]):
        least, most = 0.7 * line.height, 3.5 * line.height
        steps_near = usual[number - 8 if number > 8 else 0 : number + 10]
        near = sorted([step for step in steps_near if least < step < most])
        leadings.append(near[len(near) // 4] if len(near) > 2 else min([*near, 1.35 * line.height]))
    return leadings


def _starts_paragraph(
    paragraph: Sequence[Line], line: Line, leading: float, column: _Column
) -> bool:
    above = paragraph[-1]
    text, start = above.text, line.text
    height = min(above.height, line.height)
    step = above.box[1] - line.box[1]
    if column.drawn:
        step -= leading * sum(line.box[1] < place < above.box[1] for place in column.drawn)
    same_size = abs(above.height - line.height) < _SAME_SIZE * height
    is_open = text[-1:].isalpha() or not _END.search(text)
    if step < -0.5 * height:
        return not (is_open and start[:1].islower())
    if text[-1:] in LINE_ENDS and text[-2:-1].isalnum() and same_size:
        return False
    is_long = above.box[2] - column.left > _LONG * (column.right - column.left)
    is_cut = bool(column.cuts) and any(line.box[1] < cut < above.box[1] for cut in column.cuts)
    is_item = _LIST_ITEM.match(start) is not None
    if is_open and same_size and not is_item and start[:1].islower():
        is_near = step < max(2.2 * leading, 3.2 * height)
        if is_near or is_long or is_cut:
            return False
    if is_cut:
        is_within = is_open and (is_long or _ends_within(paragraph))
        return not (is_within and same_size and not is_item)
    if step > _GAP * leading or not same_size or above.bold != line.bold:
        is_far = step > (_FAR if above.bold == line.bold else _GAP) * leading
        return is_far or not same_size or is_item or not _ends_within(paragraph)
    is_short = _is_short(paragraph, line, is_open, column) or _are_labelled(text, start)
    if is_item:
        return is_short or not is_open or not _is_within_sentence(paragraph, line, column)
    if _NUMBERED.match(start) and (not is_open or _NUMBERED.match(paragraph[0].text)):
        return True
    return is_short or _is_indented(paragraph, line)


def _are_labelled(text: str, following: str) -> bool:
    """Whether two lines are labels with their values, or those of a signature."""
    if ":" not in following and not following.isupper():
        return False
    if _KEY_LINE.match(text):
        return bool(_KEY.match(following)) or (following.isupper() and not text.isupper())
    return following.startswith("By:") or (text.isupper() and bool(_KEY.match(following)))


def _ends_within(paragraph: Sequence[Line]) -> bool:
    """Whether a paragraph of several lines ends with a word that no sentence ends with."""
    text = paragraph[-1].text
    is_open = bool(_FUNCTION_WORD.search(text)) or text.rfind("(") > text.rfind(")")
    return len(paragraph) > 1 and is_open


def _is_within_sentence(paragraph: Sequence[Line], line: Line, column: _Column) -> bool:
    """Whether the label that a line begins with is part of a sentence: "ninety / (90) days".

    So are labels in brackets that go on from one within the paragraph ("(i) rent and / (ii) heat").
    """
    above = paragraph[-1]
    if _BEFORE_LABEL.search(above.text):
        return True
    is_full = column.right - above.box[2] < line.first_width + 0.6 * above.height
    if is_full and _SECTION.match(line.text) and _BEFORE_NUMBER.search(above.text[1:]):
        return True
    match = _BRACKETED.match(line.text)
    is_first = len(paragraph) == 1 and is_full and line.box[0] < above.box[0]
    if match is None or not (is_first or abs(line.box[0] - above.box[0]) <= 0.7 * line.height):
        return False
    label = match[1]
    before = _label_before(label)
    if before is None:
        is_long = line.box[2] - column.left > _LONG * (column.right - column.left)
        return is_long and above.text[-1:] not in ",;:"
    return any(each.text.find(f"({before})") > 0 for each in paragraph)


def _label_before(label: str) -> str | None:
    """The label before another: "b" before "c"; None for the first."""
    if label.isdecimal():
        return str(int(label) - 1) if int(label) > 1 else None
    if label in _ROMAN:
        place = _ROMAN.index(label)
        return _ROMAN[place - 1] if place else None
    return chr(ord(label) - 1) if len(label) == 1 and label not in "aA" else None


def _is_short(paragraph: Sequence[Line], line: Line, is_open: bool, column: _Column) -> bool:
    """Whether the next line's first word would have fit behind the paragraph's last line.

    Lines without an end mark are short only if much is missing: margins are ragged.
    """
    above = paragraph[-1]
    room = column.right - above.box[2]
    if room < line.first_width + 0.6 * above.height:
        return False
    if is_open and CONNECTIVE.search(above.text):
        return False
    if not is_open or (len(paragraph) == 1 and not column.is_spaced):
        return True
    share = _OPEN_SPACED if column.is_spaced else _OPEN
    return room > share * (column.right - column.left)


def _is_indented(paragraph: Sequence[Line], line: Line) -> bool:
    """Whether a line begins further to the right or left than its paragraph's lines."""
    above = paragraph[-1]
    shift = line.box[0] - above.box[0]
    if abs(shift) < 0.7 * line.height:
        return False
    if len(paragraph) > 1:
        return True
    return shift > 0 and bool(_END.search(above.text)) and not _LIST_ITEM.match(above.text)

"""Capitals over several lines at the beginning of a paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from index.formats.pdf.layout.page import Line, Word, line_of

_HEIGHT = 1.7  # times the height of the lines beside it
_MAX_CAPITALS = 100  # of a page
_MAX_GAP = 1.2  # times their height


def is_drop_cap(word: Word, following: Word) -> bool:
    """Whether a word is one large capital, beside a word of the text."""
    return (
        len(word.text) == 1 and word.text.isalpha() and _height(word) > _HEIGHT * _height(following)
    )


def with_drop_caps(lines: Sequence[Line]) -> list[Line]:
    """The lines, large capitals joined with the first line right of them.

    The lines beside a capital begin where it begins, so that they are in one column with those
    below it.
    """
    capitals = [line for line in lines if len(line.text) == 1 and line.text.isalpha()]
    joined = list(lines)
    if len(capitals) > _MAX_CAPITALS:  # cells or a formula
        return joined
    for capital in capitals:
        beside = [line for line in joined if _is_beside(capital, line)]
        if not beside:
            continue
        first = max(beside, key=lambda line: line.box[3])
        words = [capital.words[0], *first.words]
        words[1].glued = words[1].text[:1].islower() or words[1].text.isupper()
        whole = line_of(words, first.bold)
        whole.height = first.height
        joined = [whole if line is first else line for line in joined if line is not capital]
        for line in (whole, *beside):
            line.box = (capital.box[0], line.box[1], line.box[2], line.box[3])
        whole.box = (capital.box[0], *first.box[1:])
    return joined


def _is_beside(capital: Line, line: Line) -> bool:
    low, high = line.box[1], line.box[3]
    gap = line.box[0] - capital.box[2]
    return (
        line is not capital
        and capital.height > _HEIGHT * line.height
        and -0.3 * line.height < gap < _MAX_GAP * line.height
        and min(high, capital.box[3]) - max(low, capital.box[1]) > 0.5 * line.height
    )


def _height(word: Word) -> float:
    return word.box[3] - word.box[1]

"""Finds the quotations of a draft, and their words as they are compared.

A quotation stands between quotation marks, in lines that begin with ">", or in a paragraph that the
reader marked as a quotation. A paragraph behind a colon, or one that is set in, may be one: that is
found out by looking it up. An ellipsis marks words that are left out; words in square brackets
are the writer's, and letters in them (`[T]he`) are of their word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.search.verbatim_words import TextWords, words_of
from index.spans import Document, Span

MIN_WORDS = 3
"""Words of a quotation that is looked up: shorter ones are names and terms rather."""

MAX_WORDS = 2_000
"""Words of one quotation: a longer one is a mark that was never closed."""

_MIN_UNMARKED = 8  # words of a paragraph behind a colon, or set in, that may be a quotation
_INDENT = re.compile(r"(?: {2,}|\t)[ \t]*")
_MOST_SET_IN = 0.5
"""Share of the paragraphs: where more begin so, that is how the draft writes its paragraphs."""

_ITEM = re.compile(r"(?:[-–—•*+·▪◦‣●○|]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)])\s")
_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")
_PAIRS = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "‘": "’",
    "‚": "‘’",
    '"': '"',
    "'": "'",
}
_OPENING = re.compile(r"[“„«»‹‘‚\"']")
_BLOCK = re.compile(r"(?:^[ \t]*>.*(?:\n|\Z))+", re.MULTILINE)
_LINE_MARK = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_ELLIPSIS = re.compile(
    r"[\[(]\s*(?:…|\.\s?\.\s?\.)\s*[\])]|…|\.\s?\.\s?\.(?:\s?\.)?|(?<=\s)\*\s?\*\s?\*(?=\s)"
)
_LETTER = re.compile(r"\[(\w{1,3})\](?=\w)|(?<=\w)\[(\w{1,3})\]")
_BRACKETED = re.compile(r"\[[^\[\]]{1,200}\]")
_JOINER = "\u2060"  # invisible within words: see index.search.verbatim_words


@dataclass(frozen=True, slots=True)
class Segment:
    """The words between two ellipses; `marked` are the indices of those in square brackets."""

    words: TextWords
    marked: frozenset[int]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation: its words without the marks, the range with them, and its segments."""

    span: Span
    outer: tuple[int, int]
    segments: tuple[Segment, ...]
    is_marked: bool = True
    """False for a paragraph behind a colon or set in: a quotation only if it stands in the
    library."""


def find_quotations(draft: Document) -> list[Quotation]:
    """The quotations of at least MIN_WORDS words, in the order of the text."""
    text, found = draft.text, list[Quotation]()
    for start, end, outer in sorted(_ranges(draft)):
        if found and start < found[-1].outer[1]:
            continue
        segments = tuple(_segments(text, start, end))
        count = sum(len(segment.words) for segment in segments)
        is_marked = outer is not None
        if (MIN_WORDS if is_marked else _MIN_UNMARKED) <= count <= MAX_WORDS:
            span = Span(draft, start, end)
            found.append(Quotation(span, outer or (start, end), segments, is_marked))
    return found


def _ranges(draft: Document) -> Iterator[tuple[int, int, tuple[int, int] | None]]:
    """Start and end of what is quoted, and the range with its marks; None: there are none."""
    text = draft.text
    blocks = [match.span() for match in _BLOCK.finditer(text)]
    blocks += [(marker.start, marker.end) for marker in draft.marked("quote")]
    for start, end in blocks:
        if end > start:
            yield start, end, (start, end)
    before, paragraphs = "", list(_PARAGRAPH.finditer(text))
    set_in = {each.start() for each in paragraphs if _is_set_in(text, *each.span())}
    if len(set_in) > _MOST_SET_IN * len(paragraphs):
        set_in.clear()
    for paragraph in paragraphs:
        start, end = paragraph.span()
        if not any(first <= start < last for first, last in blocks):
            marked = list(_in_marks(text, start, end))
            yield from marked
            if (before.endswith(":") or start in set_in) and not marked:
                yield start, end, None
        before = paragraph[0].rstrip()


def _is_set_in(text: str, start: int, end: int) -> bool:
    """Is every line of the paragraph indented, and is it no item of a list?"""
    lines = text[text.rfind("\n", 0, start) + 1 : end].split("\n")
    return all(map(_INDENT.match, lines)) and not _ITEM.match(text, start)


def _in_marks(text: str, start: int, end: int) -> Iterator[tuple[int, int, tuple[int, int]]]:
    place = start
    while match := _OPENING.search(text, place, end):
        place, mark = match.end(), match[0]
        if not _opens(text, match.start(), mark):
            continue
        close = _closing(text, place, end, mark)
        if close is None and mark in '“"«' and text[end:].lstrip()[:1] == mark:
            close = end  # a quotation of several paragraphs, each of which opens it again
        if close is not None and close > place:
            yield place, close, (match.start(), min(close + 1, end))
            place = close + 1


def _opens(text: str, at: int, mark: str) -> bool:
    """Whether the mark can open a quotation: not an apostrophe, nor the sign of inches."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if not after or (after.isspace() and mark not in "«»"):
        return False
    if mark in "\"'‘»":
        return not before or before.isspace() or before in "([{—–-/“‘\"'=>*_"
    return True


def _closing(text: str, place: int, end: int, mark: str) -> int | None:
    """Where the quotation ends: at the last fitting mark before an apostrophe could be meant."""
    closers, depth, doubtful = _PAIRS[mark], 0, None
    for at in range(place, end):
        sign = text[at]
        if sign in closers and sign != mark and depth:
            depth -= 1
        elif sign == mark and mark not in closers and mark not in "‘‚":
            depth += 1
        elif sign in closers and _closes(text, at, sign):
            if not _is_possessive(text, at, sign):
                return at
            doubtful = at if doubtful is None else doubtful
    return doubtful


def _closes(text: str, at: int, sign: str) -> bool:
    before, after = text[at - 1], text[at + 1 : at + 2]
    if sign in "\"'":
        return not before.isspace() and not after.isalnum()
    return not (sign == "’" and after.isalnum())


def _is_possessive(text: str, at: int, sign: str) -> bool:
    """Whether the mark may be the apostrophe of "the members’ votes"."""
    return (
        sign in "'’"
        and text[at - 1] == "s"
        and bool(re.match(r"[ \n][a-z]", text[at + 1 : at + 3]))
    )


def _segments(text: str, start: int, end: int) -> Iterator[Segment]:
    """The parts between ellipses. Letters in brackets are joined with their words, in a copy that
    has the same offsets."""
    copy = _LINE_MARK.sub(lambda match: " " * len(match[0]), text[start:end])
    copy = _LETTER.sub(lambda match: f"{_JOINER}{match[1] or match[2]}{_JOINER}", copy)
    marked = [match.span() for match in _BRACKETED.finditer(copy)]
    gaps = [match.span() for match in _ELLIPSIS.finditer(copy)]
    marked = [each for each in marked if each not in gaps]
    bounds = [0, *(edge for gap in gaps for edge in gap), len(copy)]
    for first, last in zip(bounds[::2], bounds[1::2], strict=True):
        words = words_of(copy, first, last)
        if len(words):
            inside = frozenset(
                i
                for i, (left, right) in enumerate(zip(words.starts, words.ends, strict=True))
                if any(a <= left and right <= b for a, b in marked)
            )
            starts = [each + start for each in words.starts]
            ends = [each + start for each in words.ends]
            yield Segment(TextWords(text, words.forms, starts, ends), inside)

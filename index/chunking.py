"""Text to sentences, and sentences to passages, as ranges of characters: nothing is copied, nothing is moved.

Sentences come from NLTK's Punkt with parameters made here, in memory: the trained ones would have to be downloaded. Lines are split
first, because a line end ends a sentence in most files; a file whose lines are wrapped at a fixed width is recognised and read across
its line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from index.spans import Marker

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktSentenceTokenizer

CharRange = tuple[int, int]

VERSION = "punkt-1"
"""Part of a library's fingerprint: another way of splitting is another library."""

MAX_SENTENCES = 100_000
"""Of one document; the Bible has a third of it. Its vectors are held in memory until it is stored."""

MAX_SENTENCE_CHARS = 2_000
"""Characters; what has no sentence end for longer (a table, a minified line) is cut at a space."""

MAX_PASSAGE_CHARS = 1_200
"""Characters, about 280 tokens, so that the question and a passage fit a reader's 384 tokens. A library may be made with another length."""

MIN_PASSAGE_CHARS = MAX_PASSAGE_CHARS // 4
"""Paragraphs shorter than this are read together with the next one; where the longest passage is another, shorter than a quarter of it."""

PASSAGE_LENGTHS = range(100, 10_001)
"""Characters that a library's longest passage may have."""

_PUNKT_BLOCK = 60_000  # NLTK 3.10 gives each regular expression five seconds

_ABBREVIATIONS = """
    a.d a.m adj adm al approx apr assn aug ave b.c bldg blvd brig c.f ca capt cf ch cmdr co col comdr corp cpl ct d.c
    dec dept dist div dr e.g ed eds eg est esq et etc ex feb fig figs fri ft gen gov hon hr i.e ie inc jan jr jul jun lt
    ltd maj mar messrs min mon mr mrs ms mt nos nov oct op p p.m p.s ph.d phd pl pp pres prof pvt rd ref rep reps res
    rev sat sec sen sens sept sep sgt sq sr st ste stat subst sun supt tel thu tue u.k u.n u.s u.s.a univ v viz vol vols
    vs wed
"""

_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]*(\r\n|[\r\n\f\v\x85\u2028\u2029]|\Z)")
_LINE_END = r"(?:\r\n|\r(?!\n)|[\n\f\x85\u2028\u2029])"
_BLANK_LINE = re.compile(rf"{_LINE_END}\s*?{_LINE_END}|\f|\u2029")
_LIST_ITEM = re.compile(r"\s*([-*•–—]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
_WRAP_WIDTHS = range(40, 121)
_FULL = 0.85  # of the width that a tenth of the lines exceed: a ragged margin is wrapped, too
_MOSTLY = 0.7


def sentences(text: str) -> list[CharRange]:
    """Ranges of the sentences of `text`: in order, disjoint, without surrounding white space; together they hold every other character.

    Of a text that has more than `MOST_SENTENCES`, so many and one more.

    >>> sentences("Dr. Ito came. She left!")
    [(0, 13), (14, 23)]
    """
    found: list[CharRange] = []
    for start, end in _lines(text):
        for a, b in _punkt_spans(text, start, end):
            found.extend(_cut(text, a, b, MAX_SENTENCE_CHARS))
            if len(found) > MAX_SENTENCES:
                return found[: MAX_SENTENCES + 1]
    return found


def passages(
    text: str,
    found: Sequence[CharRange],
    marks: Sequence[Marker] = (),
    longest: int = MAX_PASSAGE_CHARS,
) -> list[CharRange]:
    """Groups the sentences `found` into passages; returns ranges of indices into `found` that cover all of it, in order.

    A passage is a paragraph, short ones together with what follows, long ones cut between sentences into parts of equal size. A heading
    begins a new passage and stays with the text below it. Only a single sentence of more than `longest` characters makes a longer passage.
    """
    headings = {mark.start for mark in marks if mark.kind == "heading"}
    grouped: list[CharRange] = []
    first = 0
    for i in range(1, len(found) + 1):
        if i == len(found) or _breaks(text, found, first, i, headings, longest):
            grouped.extend(_even_parts(found, first, i, longest))
            first = i
    return grouped


def _breaks(
    text: str, found: Sequence[CharRange], first: int, i: int, headings: set[int], longest: int
) -> bool:
    """Does a passage that began at sentence `first` end before sentence `i`?"""
    before, here = found[i - 1], found[i]
    if not _BLANK_LINE.search(text, before[1], here[0]):
        return False
    if here[0] in headings:
        return before[0] not in headings
    length = before[1] - found[first][0]
    return (length >= longest // 4 or here[1] - found[first][0] > longest) and before[
        0
    ] not in headings


def _even_parts(
    found: Sequence[CharRange], first: int, last: int, longest: int
) -> Iterator[CharRange]:
    """Cuts sentences `first:last` into the fewest parts that fit, of about equal length."""
    while (length := found[last - 1][1] - found[first][0]) > longest and last - first > 1:
        goal = found[first][0] + length / -(-length // longest)
        end = next(
            (i for i in range(first + 1, last) if found[i][1] > max(goal, found[first][1])), last
        )
        yield first, end
        first = end
        if first == last:
            return
    yield first, last


def _lines(text: str) -> Iterator[CharRange]:
    """Ranges to be split on their own: lines, or in a file wrapped at a fixed width, runs of lines."""
    lines = [match.span() for match in _LINE.finditer(text) if match.end() > match.start()]
    width = _wrap_width(text, lines)
    start = 0
    for here, following in pairwise(lines):
        if width is None or not _wrapped(text, here, following, width):
            yield start, here[1]
            start = here[1]
    yield start, len(text)


def _wrap_width(text: str, lines: Sequence[CharRange]) -> float | None:
    """How long a line must be to have been wrapped, in a file wrapped at a fixed width; None where a line end is a line end.

    A file counts as wrapped when most of its lines have another one below them whose first word they had no room for. Of 100 novels
    the wrapped ones have 77 to 100 % such lines, the others 0 to 17 %; one with a ragged margin has 46 % and is split line by line.
    """
    inner = [
        (a, b) for a, b in pairwise(lines) if text[slice(*a)].strip() and text[slice(*b)].strip()
    ]
    widths = sorted(len(text[slice(*a)].rstrip()) for a, _ in inner)
    if (
        2 * len(inner) < sum(bool(text[slice(*line)].strip()) for line in lines) - 1
        or len(inner) < 2
    ):
        return None
    width = widths[-1 - len(widths) // 10]
    room = _FULL * width
    full = sum(_wrapped(text, a, b, room) for a, b in inner)
    return room if width in _WRAP_WIDTHS and full >= _MOSTLY * len(inner) else None


def _wrapped(text: str, line: CharRange, following: CharRange, width: float) -> bool:
    """Was `line` ended only because the next word did not fit?"""
    here, below = text[slice(*line)].rstrip(), text[slice(*following)]
    words = below.split(maxsplit=1)
    return (
        bool(here.strip())
        and bool(words)
        and not _LIST_ITEM.match(below)
        and len(here) + 1 + len(words[0]) > width
    )


def _punkt_spans(text: str, start: int, end: int) -> Iterator[CharRange]:
    for block_start, block_end in _cut(text, start, end, _PUNKT_BLOCK):
        for a, b in _punkt().span_tokenize(text[block_start:block_end]):
            yield block_start + a, block_start + b


def _cut(text: str, start: int, end: int, longest: int) -> Iterator[CharRange]:
    """`[start, end)` without white space around it, in parts of at most `longest` characters, cut after a space where there is one."""
    while True:
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end - start <= longest:
            break
        space = max(
            text.rfind(mark, start + longest // 2, start + longest) for mark in (" ", "\n", "\t")
        )
        cut = start + longest if space < 0 else space
        yield start, cut
        start = cut
    if start < end:
        yield start, end


@cache
def _punkt() -> PunktSentenceTokenizer:
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = set(_ABBREVIATIONS.split())
    return PunktSentenceTokenizer(parameters)

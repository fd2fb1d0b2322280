"""Splits a text into sentences and groups sentences into passages, both as character ranges.

Sentences come from NLTK's Punkt with parameters that are built here: the trained ones would have to
be downloaded. Lines are split first, because a line end ends a sentence in most files; a text whose
lines are wrapped at a fixed width is recognised and read across its line ends.
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

VERSION = "punkt-2"
"""Part of a library's fingerprint: libraries split in different ways are not comparable."""

MAX_SENTENCES = 100_000
"""Of one document; the Bible has a third of it. Their vectors are in memory until it is stored."""

MAX_SENTENCE_CHARS = 2_000
"""Longer text without a sentence end, such as a minified line, is cut at a space."""

MAX_PASSAGE_CHARS = 1_200
"""About 280 tokens, so that a question and a passage fit the 384 tokens of a reader. The default; a
library may be created with another maximum."""

MIN_PASSAGE_CHARS = MAX_PASSAGE_CHARS // 4
"""A shorter paragraph is joined with the next one. In general, a quarter of the maximum length."""

PASSAGE_LENGTHS = range(100, 10_001)
"""Values that a library's maximum passage length may have."""

_PUNKT_BLOCK_CHARS = 60_000  # NLTK 3.10 limits each regular expression to five seconds

_ABBREVIATIONS = """
    a.d a.m adj adm al approx apr assn aug ave b.c bldg blvd brig c.f ca capt cf ch cmdr co col
    comdr corp cpl ct d.c dec dept dist div dr e.g ed eds eg est esq et etc ex feb fig figs fri
    ft gen gov hon hr i.e ie inc jan jr jul jun lt ltd maj mar messrs min mon mr mrs ms mt nos
    nov oct op p p.m p.s ph.d phd pl pp pres prof pvt rd ref rep reps res rev sat sec sen sens
    sept sep sgt sq sr st ste stat subst sun supt tel thu tue u.k u.n u.s u.s.a univ v viz vol
    vols vs wed
"""

_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]*(\r\n|[\r\n\f\v\x85\u2028\u2029]|\Z)")
_LINE_END = r"(?:\r\n|\r(?!\n)|[\n\f\x85\u2028\u2029])"
_BLANK_LINE = re.compile(rf"{_LINE_END}\s*?{_LINE_END}|\f|\u2029")
_LIST_ITEM = re.compile(r"\s*([-*•–—]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
_WRAP_WIDTHS = range(40, 121)
_FULL_LINE = 0.85  # of the width that a tenth of the lines exceed, to allow for a ragged margin
_MIN_WRAPPED_SHARE = 0.7  # of the lines, in a text that is wrapped


def sentences(text: str, markers: Sequence[Marker] = ()) -> list[CharRange]:
    """Ranges of the sentences of `text`, in order and disjoint, without surrounding white space.

    A heading or a table row that `markers` name is one sentence. Together the ranges contain all
    characters that are not white space. If there are more than `MAX_SENTENCES`, only
    `MAX_SENTENCES + 1` are returned.

    >>> sentences("Dr. Ito came. She left!")
    [(0, 13), (14, 23)]
    """
    ranges: list[CharRange] = []
    for start, end, is_whole in _parts(len(text), markers):
        for block_start, block_end in [(start, end)] if is_whole else _blocks(text, start, end):
            spans = [(start, end)] if is_whole else _punkt_spans(text, block_start, block_end)
            for a, b in spans:
                ranges.extend(_cut(text, a, b, MAX_SENTENCE_CHARS))
            if len(ranges) > MAX_SENTENCES:
                return ranges[: MAX_SENTENCES + 1]
    return ranges


def passages(
    text: str,
    sentences: Sequence[CharRange],
    markers: Sequence[Marker] = (),
    max_chars: int = MAX_PASSAGE_CHARS,
) -> list[CharRange]:
    """Groups sentences into passages: ranges of indices into `sentences`, in order, that cover all.

    A passage is a paragraph. Short paragraphs are joined with the next one, long ones are split
    between sentences into parts of about equal size. A heading starts a passage and stays with the
    text below it. Only a single sentence longer than `max_chars` characters makes a longer passage.
    """
    headings = {marker.start for marker in markers if marker.kind == "heading"}
    ranges: list[CharRange] = []
    first = 0
    for i in range(1, len(sentences) + 1):
        if i == len(sentences) or _ends_before(text, sentences, first, i, headings, max_chars):
            ranges.extend(_even_parts(sentences, first, i, max_chars))
            first = i
    return ranges


def _ends_before(
    text: str,
    sentences: Sequence[CharRange],
    first: int,
    i: int,
    headings: set[int],
    max_chars: int,
) -> bool:
    """Whether the passage that starts with sentence `first` ends before sentence `i`."""
    before, here = sentences[i - 1], sentences[i]
    if not _BLANK_LINE.search(text, before[1], here[0]):
        return False
    if here[0] in headings:
        return before[0] not in headings
    start = sentences[first][0]
    is_long_enough = before[1] - start >= max_chars // 4
    would_be_too_long = here[1] - start > max_chars
    return (is_long_enough or would_be_too_long) and before[0] not in headings


def _even_parts(
    sentences: Sequence[CharRange], first: int, last: int, max_chars: int
) -> Iterator[CharRange]:
    """Splits sentences `first:last` into the fewest parts that fit, of about equal length."""
    while (length := sentences[last - 1][1] - sentences[first][0]) > max_chars and last - first > 1:
        goal = sentences[first][0] + length / -(-length // max_chars)
        beyond_goal = (
            i for i in range(first + 1, last) if sentences[i][1] > max(goal, sentences[first][1])
        )
        end = next(beyond_goal, last)
        yield first, end
        first = end
        if first == last:
            return
    yield first, last


def _parts(length: int, markers: Sequence[Marker]) -> Iterator[tuple[int, int, bool]]:
    """Consecutive ranges of a text, and whether each is one sentence: a heading or a table row."""
    start = 0
    for marker in sorted(markers, key=lambda marker: marker.start):
        if marker.kind in ("heading", "row") and start <= marker.start < marker.end:
            yield start, marker.start, False
            yield marker.start, marker.end, True
            start = marker.end
    yield start, length, False


def _blocks(text: str, start: int, end: int) -> Iterator[CharRange]:
    """Ranges of `[start, end)` that are split on their own: lines, or runs of wrapped lines."""
    lines = [
        match.span() for match in _LINE.finditer(text, start, end) if match.end() > match.start()
    ]
    min_width = _wrap_width(text, lines)
    for line, following in pairwise(lines):
        if min_width is None or not _is_wrapped(text, line, following, min_width):
            yield start, line[1]
            start = line[1]
    if start < end:
        yield start, end


def _wrap_width(text: str, lines: Sequence[CharRange]) -> float | None:
    """The minimum length of a line that was wrapped; None if the text is not wrapped.

    A text counts as wrapped if most lines that another line follows have no room for its first
    word. Of 100 novels, the wrapped ones have 77 to 100 % such lines, the others 0 to 17 %; one
    with a ragged margin has 46 % and is split line by line.
    """
    has_text = [bool(text[start:end].strip()) for start, end in lines]
    followed = [
        (line, following)
        for i, (line, following) in enumerate(pairwise(lines))
        if has_text[i] and has_text[i + 1]
    ]
    if len(followed) < 2 or 2 * len(followed) < sum(has_text) - 1:
        return None
    widths = sorted(len(text[start:end].rstrip()) for (start, end), _ in followed)
    width = widths[-1 - len(widths) // 10]
    min_width = _FULL_LINE * width
    wrapped = sum(_is_wrapped(text, line, following, min_width) for line, following in followed)
    is_wrapped = width in _WRAP_WIDTHS and wrapped >= _MIN_WRAPPED_SHARE * len(followed)
    return min_width if is_wrapped else None


def _is_wrapped(text: str, line: CharRange, following: CharRange, min_width: float) -> bool:
    """Whether `line` ends only because the next word did not fit."""
    above, below = text[slice(*line)].rstrip(), text[slice(*following)]
    first_word = below.split(maxsplit=1)[:1]
    if not above or not first_word or _LIST_ITEM.match(below):
        return False
    return len(above) + 1 + len(first_word[0]) > min_width


def _punkt_spans(text: str, start: int, end: int) -> Iterator[CharRange]:
    for offset, block_end in _cut(text, start, end, _PUNKT_BLOCK_CHARS):
        for a, b in _punkt().span_tokenize(text[offset:block_end]):
            yield offset + a, offset + b


def _cut(text: str, start: int, end: int, max_chars: int) -> Iterator[CharRange]:
    """Parts of `[start, end)` of at most `max_chars` characters, without surrounding white space.

    Cut at a space in the second half of a part if there is one.
    """
    while True:
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end - start <= max_chars:
            break
        half = start + max_chars // 2
        space = max(text.rfind(character, half, start + max_chars) for character in " \n\t")
        cut = start + max_chars if space < 0 else space
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

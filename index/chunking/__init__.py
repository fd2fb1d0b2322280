"""Splits a text into sentences and groups sentences into passages, both as character ranges.

The rules are in the modules of this package. Lines are split first, because a line end ends a
sentence in most files; lines that are wrapped at a fixed width are read across their ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from index.chunking.blocks import blocks
from index.chunking.learnt import learn_abbreviations
from index.chunking.stops import ends
from index.spans import Marker

CharRange = tuple[int, int]

VERSION = "rules-1"
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

_CUTS = (("; ", ";\n", ": ", ":\n"), (", ", ",\n", ") ", "— "), (" ", "\n", "\t"))
"""Where a sentence that is too long is cut: the first of these that it has in its second half."""

_LINE_END = r"(?:\r\n|\r(?!\n)|[\n\f\x85\u2028\u2029])"
_BLANK_LINE = re.compile(rf"{_LINE_END}\s*?{_LINE_END}|\f|\u2029")
_WHOLE = ("heading", "row", "contents")
_APART = ("quote", "note")


def sentences(text: str, markers: Sequence[Marker] = (), *, learns: bool = True) -> list[CharRange]:
    """Ranges of the sentences of `text`, in order and disjoint, without surrounding white space.

    Unless `learns`, its own abbreviations are not learnt, which takes most of the time.

    A heading, table row or contents entry that `markers` name is one sentence. Together the ranges
    contain all characters that are not white space. If there are more than `MAX_SENTENCES`, only
    `MAX_SENTENCES + 1` are returned.

    >>> sentences("Dr. Ito came. She left!")
    [(0, 13), (14, 23)]
    """
    learnt = learn_abbreviations(text) if learns else frozenset[str]()
    ranges: list[CharRange] = []
    for start, end, is_whole in _parts(len(text), markers):
        for block_start, block_end in [(start, end)] if is_whole else blocks(text, start, end):
            first = block_start
            for last in () if is_whole else ends(text, block_start, block_end, learnt):
                ranges.extend(_cut(text, first, last))
                first = last
            ranges.extend(_cut(text, first, block_end))
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
    text below it, and so does the paragraph above a table. The rows of a table are one paragraph,
    and so are the entries of a table of contents. Only a single sentence longer than `max_chars`
    characters makes a longer passage.
    """
    kinds = {marker.start: marker.kind for marker in markers if marker.kind in _WHOLE}
    grouping = _Grouping(text, sentences, kinds, max_chars)
    ranges: list[CharRange] = []
    first = 0
    for i in range(1, len(sentences) + 1):
        if i == len(sentences) or grouping.ends_before(first, i):
            ranges.extend(_even_parts(sentences, first, i, max_chars))
            first = i
    return ranges


class _Grouping(NamedTuple):
    """What a passage's end depends on."""

    text: str
    sentences: Sequence[CharRange]
    kinds: Mapping[int, str]
    """The kind of the heading, row or contents entry that starts at an offset."""
    max_chars: int

    def ends_before(self, first: int, i: int) -> bool:
        """Whether the passage that starts with sentence `first` ends before sentence `i`."""
        before, here = self.sentences[i - 1], self.sentences[i]
        if not _BLANK_LINE.search(self.text, before[1], here[0]):
            return False
        above, kind = self.kinds.get(before[0]), self.kinds.get(here[0])
        if kind == "heading" or above == "heading":
            return above != "heading"
        if kind is not None and kind == above:
            return False
        if "contents" in (above, kind):
            return True
        start = self.sentences[first][0]
        if kind == "row":
            return before[1] - start > self.max_chars // 2
        is_long_enough = before[1] - start >= self.max_chars // 4
        return is_long_enough or here[1] - start > self.max_chars


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
    """Consecutive ranges of a text, and whether each is one sentence.

    No sentence runs into or out of a quoted reply or a note.
    """
    edges = {length}
    whole: dict[int, int] = {}
    last = 0
    for marker in sorted(markers, key=lambda marker: marker.start):
        is_whole = marker.kind in _WHOLE and last <= marker.start < marker.end
        if is_whole:
            whole[marker.start] = last = marker.end
        if is_whole or marker.kind in _APART:
            edges |= {marker.start, marker.end}
    start = 0
    for edge in sorted(edges):
        if start < edge:
            yield start, edge, whole.get(start) == edge
        start = edge


def _cut(text: str, start: int, end: int) -> Iterator[CharRange]:
    """Parts of `[start, end)` of at most `MAX_SENTENCE_CHARS`, without surrounding white space."""
    while True:
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end - start <= MAX_SENTENCE_CHARS:
            break
        cut = _place_to_cut(text, start + MAX_SENTENCE_CHARS // 2, start + MAX_SENTENCE_CHARS)
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _place_to_cut(text: str, start: int, end: int) -> int:
    """Behind the last clause, part of a clause or word of `text[start:end]`, or its end."""
    for marks in _CUTS:
        cut = max(text.rfind(mark, start, end) + len(mark) - 1 for mark in marks)
        if cut > start:
            return cut
    return end

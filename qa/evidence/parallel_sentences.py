"""Sentences that say of another thing, in the same words, what one says of the thing asked about.

"Signed for the Supplier: Ann" does not tell who signed for the customer where "Signed for the
Customer: Ben" stands as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.spans import Passage, Span
from index.storage.query_variants import STOP_WORDS
from qa.evidence.words import content_stems, stem

_MAX_WORDS = 12
"""Words of a sentence before an answer that are compared: a label or the start of a clause."""

_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|:")


class ParallelSentences:
    """The sentences of the passages that have a word of the question."""

    def __init__(self, question: str, passages: Sequence[Passage]) -> None:
        self._asked = content_stems(question)
        starts = (_tokens(hit.span.text) for each in passages for hit in each.sentences)
        self._starts = {start for start in starts if not self._asked.isdisjoint(map(stem, start))}

    def is_of_another(self, sentence: Span, start: int) -> bool:
        """Whether the words before `start` differ from those that begin one of the sentences in
        one word alone, where that one has a word of the question that this one lacks."""
        before = _tokens(sentence.text[:start])
        if not 1 < len(before) <= _MAX_WORDS:
            return False
        own = content_stems(sentence.text)
        return any(
            self._tells_apart(before, other[: len(before)], own)
            for other in self._starts
            if len(other) >= len(before)
        )

    def _tells_apart(self, before: Sequence[str], other: Sequence[str], own: set[str]) -> bool:
        different = [pair for pair in zip(before, other, strict=True) if pair[0] != pair[1]]
        if len(different) != 1 or not STOP_WORDS.isdisjoint(different[0]) or ":" in different[0]:
            return False
        this, that = map(stem, different[0])
        is_asked = that in self._asked and this not in self._asked and that not in own
        shared = {stem(word) for word in before if word not in STOP_WORDS} - {this, ":"}
        return is_asked and not shared.isdisjoint(self._asked)


def _tokens(text: str) -> tuple[str, ...]:
    """The first words in small letters, and colons."""
    found = _TOKEN.findall(text[: 20 * _MAX_WORDS].casefold())
    return tuple(found[: _MAX_WORDS + 1])

"""Comparing words: six in a row, a phrase in a text, a text nearly quoted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

SHARED_WORDS = 6
"""Words in a row that two texts must have in common to meet; all words of a shorter one."""

COVERED = 0.7
"""Share of the words of a text that must stand in another one, in order, to count as quoted: OCR
and flattened tables change some."""

ARTICLES = frozenset(("a", "an", "the"))


def meets(text: str, others: Iterable[str]) -> bool:
    """Whether the text shares SHARED_WORDS words in a row with one of the others.

    If one of the two has fewer words, whether the other has them all, in a row.

    >>> meets("It is governed by the laws of Norway, she said.", ["by the laws of Norway"])
    True
    >>> meets("It is governed by the laws of Norway.", ["by the laws of the state of Norway"])
    False
    """
    words = _letters(text)
    for other in map(_letters, others):
        length = min(SHARED_WORDS, len(words), len(other))
        if length and not _runs(words, length).isdisjoint(_runs(other, length)):
            return True
    return False


def normal_words(text: str) -> list[str]:
    """Lower case, without punctuation and articles; numbers as they are counted.

    >>> normal_words("The fare is 1,000.50 a year, or 12:30")
    ['fare', 'is', '1000.5', 'year', 'or', '12:30']
    """
    found = re.findall(r"\d+(?:[.,:]\d+)*|[^\W\d_]+", text.lower())
    return [_number(word) for word in found if word not in ARTICLES]


def numbers(text: str) -> list[str]:
    return [word for word in normal_words(text) if word[0].isdigit()]


def holds(text: str, phrase: str) -> bool:
    """Whether the words of the phrase stand in the text, in a row.

    >>> holds("on the 4th of May, 2 boats", "May 2"), holds("Mayor", "May")
    (True, False)
    """
    return f" {' '.join(normal_words(phrase))} " in f" {' '.join(normal_words(text))} "


def quotes(text: str, piece: str) -> bool:
    """Whether COVERED of the words of `piece` stand in the text, in the same order."""
    words = normal_words(piece)
    matcher = SequenceMatcher(None, words, normal_words(text), autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) >= COVERED * len(words)


def _number(word: str) -> str:
    """Without commas between thousands and zeros at the end of a fraction."""
    word = re.sub(r",(?=\d{3}\b)", "", word)
    return re.sub(r"\.?0+$", "", word) if re.fullmatch(r"\d+\.\d+", word) else word


def _letters(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _runs(words: Sequence[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}

"""The words of a text that say what it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from index.search.named_documents import STOP_WORDS

_WORD = re.compile(r"\w+(?:[-.,/]\w+)*")
_ENDING = re.compile(r"[^\W\d]{2}[^\W\ds]s$")


def content_words(text: str) -> set[str]:
    """Its words in small letters, without an ending "s" and without words that name nothing."""
    words = {word.casefold() for word in _WORD.findall(text)} - STOP_WORDS
    return {word[:-1] if _ENDING.search(word) else word for word in words}


def same_stem(one: str, other: str) -> bool:
    """Whether two words in small letters are forms of one word: "length", "lengths"."""
    short, long = sorted((one, other), key=len)
    return short == long or (
        len(short) > 3 and long.startswith(short) and len(long) < len(short) + 4
    )


def overlap(words: Iterable[str], others: Collection[str]) -> int:
    """How many of the words are forms of one of the others."""
    return sum(any(same_stem(word, other) for other in others) for word in words)

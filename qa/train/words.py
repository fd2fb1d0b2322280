"""Comparing texts by their words: normal form, stems, and whether a text contains an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable

WORD = re.compile(r"\w+")
_ARTICLES = frozenset(["a", "an", "the"])
_FREQUENT_WORDS = """
    a about after all also an and any are as at be been before being between both but by can
    could did do does during each for from had has have he her him his how i if in into is it
    its many may might more most much my no not of on one or other our she should so some such
    than that the their them there these they this those to under up was we were what when
    where which while who whom whose why will with would you your
"""
_FREQUENT = frozenset(_FREQUENT_WORDS.split())
_STEM_LETTERS = 6


def normalized(text: str) -> str:
    """Words in lower case without articles, each between spaces, so that `in` compares whole words.

    >>> normalized("The U.S.")
    ' u s '
    """
    return f" {' '.join(word for word in WORD.findall(text.casefold()) if word not in _ARTICLES)} "


def contains_answer(context: str, answers: Iterable[str]) -> bool:
    """Whether the words of any of the answers occur in `context`.

    True for an answer without words ("%"), which could not be found.
    """
    words = normalized(context)
    return any(normalized(answer) in words or not normalized(answer).strip() for answer in answers)


def content_stems(text: str) -> frozenset[str]:
    """The words of `text` without the most frequent ones, each cut to its first six letters.

    That is enough to match "sentenced" and "sentences".

    >>> sorted(content_stems("Who was sentenced in the sentences?"))
    ['senten']
    """
    words = WORD.findall(text.casefold())
    return frozenset(word[:_STEM_LETTERS] for word in words if word not in _FREQUENT)

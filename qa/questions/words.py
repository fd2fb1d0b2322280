"""The words of a text that say what it is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from index.spans import Span
from index.storage.query_variants import STOP_WORDS

_WORD = re.compile(r"\w+(?:[-.,:/]\w+)*")
_NAME = re.compile(r"\b(?:[^\W\d_a-z]\w+(?:[-.,:/]\w+)*|\d[\w.,/-]*\d)")
_ENDING = re.compile(r"[^\W\d]{2}[^\W\ds]s$")


def content_words(text: str) -> set[str]:
    """Its words in small letters, without an ending "s" and without words that name nothing."""
    words = {word.casefold() for word in _WORD.findall(text)} - STOP_WORDS
    return {word[:-1] if _ENDING.search(word) else word for word in words}


def names(question: str) -> set[str]:
    """Its words with capitals or digits, in small letters, but for the first one."""
    return content_words(" ".join(_NAME.findall(question[1:])))


def heading_words(span: Span) -> set[str]:
    """The content words of the title of its document and of its section."""
    return content_words(f"{span.document.title} {span.section or ''}")


def same_stem(one: str, other: str) -> bool:
    """Whether two words in small letters look like forms of one: "report", "reporter", "reported".

    All letters of the shorter one, at least four, begin the longer one, which has at most three
    more; or they begin with the same five or more letters, and of each at most two are left. Words
    with digits have no forms.
    """
    if one == other or not (one.isalpha() and other.isalpha()):
        return one == other
    common = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    common = min(len(one), len(other)) if common is None else common
    short, long = sorted((len(one), len(other)))
    return (common == short > 3 and long < short + 4) or common >= max(5, long - 2)


def overlap(words: Iterable[str], others: Collection[str]) -> int:
    """How many of the words are forms of one of the others."""
    return sum(any(same_stem(word, other) for other in others) for word in words)

"""Abbreviations that a text defines, "Bypass Operating Limit (BYPOL)", and which one is asked for.

The long form is found as in Schwartz and Hearst, A simple algorithm for identifying abbreviation
definitions in biomedical text (2003).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SHORT = re.compile(r"\(\s*(?:the\s+)?[\"“”‘’']?([^\W_][\w&./-]{1,9})[\"“”‘’']?\s*\)")
_MAX_WORDS = 10  # before the parenthesis
_WORD = re.compile(r"[^\W_]+")


def other_forms(question: str, texts: Iterable[str]) -> list[str]:
    """What the texts define in place of words of the question: the long form of an abbreviation,
    the abbreviation of a long form.

    >>> other_forms("What is the BYPOL?", ["The Bypass Operating Limit (BYPOL) is 5."])
    ['Bypass Operating Limit']
    """
    asked = _spaced(question)
    found = list[str]()
    for text in texts:
        for short, long in _definitions(text):
            has_short, has_long = _spaced(short) in asked, _spaced(long) in asked
            if has_short != has_long:
                found.append(long if has_short else short)
    return list(dict.fromkeys(found))


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    for match in _SHORT.finditer(text):
        short = match[1]
        if sum(map(str.isupper, short)) >= 2:
            words = list(_WORD.finditer(text, max(0, match.start() - 200), match.start()))
            if words and (start := _long_form(short, text, words[-_MAX_WORDS:])) is not None:
                yield short, text[start : words[-1].end()]


def _long_form(short: str, text: str, words: list[re.Match[str]]) -> int | None:
    """Where the words begin that have the letters of `short` in order, the first at their start."""
    letters = [letter.casefold() for letter in short if letter.isalnum()]
    at = words[-1].end()
    for letter in reversed(letters[1:]):
        at = text.lower().rfind(letter, words[0].start(), at)
        if at < 0:
            return None
    starts = [word.start() for word in words if word.start() < at]
    first = [start for start in starts if text[start].casefold() == letters[0]]
    return first[-1] if first else None


def _spaced(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "

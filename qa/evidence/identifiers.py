"""Sentences and rows about another number of the same kind than the question's: REF-48 for REF-47.

To a reader they are alike. If a sentence that is read has the question's identifier whole, those
that only have another one are no evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.spans import Passage, Span
from index.storage.folding import fold

_CODE = re.compile(r"(?<![^\W_])[^\W_]+(?:[-./_:]{1,2}[^\W_]+)*")
_PIECE = re.compile(r"\d+|[^\W\d_]+")
_NUMBER_OR_DATE = re.compile(
    r"\d+(?:[.,:]\d+)?|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{2}|\d{4})|"
    r"\d+(?:st|nd|rd|th|s|am|pm)|(?:1\d|20)\d\d[-/]\d\d(?:\d\d)?"
)
_GOES_ON = re.compile(r"\W*(?:it|its|this|these|he|she|his|her|they|their|there)\b", re.IGNORECASE)

_STOP = re.compile(r"[.;]\s")
"""Also within a sentence, whose end may not have been found ("to Ann. AZ/7")."""


class Identifiers:
    """Which parts of the passages are about another identifier than those of the question."""

    def __init__(self, question: str, passages: Sequence[Passage]) -> None:
        asked = {_pieces(code) for code in _codes(question)}
        hits = [hit.span for each in passages for hit in each.sentences] if asked else []
        codes = {code for span in hits for code in _codes(span.text)}
        whole = {code for code in codes if _pieces(code) in asked}
        self._found = whole or {
            code for code in codes if any(_contains(_pieces(code), part) for part in asked)
        }
        """In the text, written as there; those with the question's as a part, if none is whole."""

    def is_of_another(self, sentence: Span, before: str, start: int, end: int) -> bool:
        """Whether the sentence, its section or title have another identifier like a found one.

        They have not if one of them has a found one too, or the sentence before, if it goes on
        about the same ("It replaces REF-46"). What stands in the range itself is the answer.
        """
        if not self._found:
            return False
        text = sentence.text
        first = max((match.end() for match in _STOP.finditer(text, 0, start)), default=0)
        stop = _STOP.search(text, end)
        last = stop.start() if stop else len(text)
        names = f"{sentence.document.title}\n{sentence.section or ''}"
        goes_on = before if _GOES_ON.match(text) else ""
        if not self._found.isdisjoint(_codes(f"{names}\n{goes_on}\n{text[first:last]}")):
            return False
        rest = _codes(f"{names}\n{text[first:start]} \n {text[end:last]}")
        return any(_are_alike(other, own) for other in rest for own in self._found)


def _codes(text: str) -> Iterator[str]:
    """The identifiers, in small letters: not numbers, dates, years and ordinary words."""
    for match in _CODE.finditer(fold(text).lower()):
        if re.search(r"\d", match[0]) and not _NUMBER_OR_DATE.fullmatch(match[0]):
            yield match[0]


def _are_alike(one: str, other: str) -> bool:
    """Whether two identifiers have the same shape and some piece in common."""
    pieces = zip(_pieces(one), _pieces(other), strict=False)
    return _shape(one) == _shape(other) and any(a == b for a, b in pieces)


def _contains(pieces: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(pieces[at : at + len(part)] == part for at in range(len(pieces) - len(part) + 1))


def _shape(code: str) -> str:
    """What separates its pieces, with 0 for digits and a for letters."""
    return re.sub(r"\d+", "0", re.sub(r"[^\W\d_]+", "a", code))


@lru_cache(1024)
def _pieces(code: str) -> tuple[str, ...]:
    return tuple(_PIECE.findall(code))

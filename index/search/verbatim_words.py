"""The words of a text as quotations are compared: by their letters and digits, with their offsets.

Not compared are capitals, punctuation, the shape of quotation marks and apostrophes, ligatures,
hyphens and the line breaks after them. Signs that change the sense ($, %, <, …) are words.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.storage.folding import fold

_APOSTROPHES = "'\u2019\u2018\u02bc\u00b4`"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_LETTERS = rf"[\w\u0300-\u036f{_INVISIBLE}]"
_HYPHENS = "-\u2010\u2011"
WORD = re.compile(
    r"\d+(?:[.,]\d+)+"
    rf"|{_LETTERS}+(?:[{_APOSTROPHES}]{_LETTERS}+"
    rf"|(?<=[^\W\d_])(?:[{_HYPHENS}](?:[ \t]*\r?\n\s*)?|\u2013|\u00ad\s+)(?=[^\W\d_]){_LETTERS}+)*"
    r"|[$€£¥%‰§°±&<>=+≤≥≠×÷]|(?<=[^\s\d] )[-−](?=\d)"
)
_JOINTS = re.compile(rf"[{_HYPHENS}\u2013_{_INVISIBLE}\s]")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_ANY_APOSTROPHE = re.compile(rf"[{_APOSTROPHES}]")


@lru_cache(100_000)
def compared(word: str) -> str:
    """The form under which a word is compared.

    >>> compared("Agree-\\nment"), compared("Don’t"), compared("12,500"), compared("−")
    ('agreement', "don't", '12500', '-')
    """
    if word in ("-", "−"):
        return "-"
    plain = fold(unicodedata.normalize("NFC", _JOINTS.sub("", word))).casefold()
    plain = _ANY_APOSTROPHE.sub("'", plain)
    return _THOUSANDS.sub("", plain) if plain[:1].isdigit() else plain


@dataclass(frozen=True, slots=True)
class TextWords:
    """The words of a text in order: their compared forms, and where each starts and ends in it."""

    text: str
    forms: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]

    def __len__(self) -> int:
        return len(self.forms)

    def written(self, first: int, last: int) -> str:
        """The characters from the word `first` to the word before `last`; "" for no words."""
        return self.text[self.starts[first] : self.ends[last - 1]] if first < last else ""


def words_of(text: str, start: int = 0, end: int | None = None) -> TextWords:
    """The words of `text[start:end]`, with offsets into `text`."""
    forms, starts, ends = list[str](), array("i"), array("i")
    for match in WORD.finditer(text, start, len(text) if end is None else end):
        first, last = match.span()
        forms.append(compared(text[first:last]))
        starts.append(first)
        ends.append(last)
    return TextWords(text, forms, starts, ends)

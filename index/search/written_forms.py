"""Words as a text may write them: a pattern that finds them at their exact offsets.

What the library's search takes for the same is the same here (`index.storage.folding`): capitals,
accents, ligatures, full-width characters, soft hyphens; any white space is one space. Quotation
marks and dashes of one kind are the same, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache

from index.storage.folding import fold

_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
_SPACES = rf"[\s{_INVISIBLE}]+"
_BETWEEN = rf"[{_INVISIBLE}\u0300-\u036f]*"
"""What may stand between two letters of a word without being seen, or be an accent."""

_SIGNS = ("'’‘‛ʼ`´", '"“”„‟«»', "-‐‑‒–—−")
_LIGATURES = {
    "ffi": "ﬃ|ﬀi|fﬁ",
    "ffl": "ﬄ|ﬀl|fﬂ",
    **{"ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ", "ae": "æ", "oe": "œ", "ss": "ß"},
}
"""Letters → what else is written for them; longer ones first."""


def written_forms(words: str) -> str:
    """A pattern, for `re.IGNORECASE`, of the words as a text may write them."""
    plain = _plain(words)
    return _SPACES.join(_word(word) for word in plain.split())


def _plain(words: str) -> str:
    """Small letters without accents, ligatures and invisible characters."""
    letters = unicodedata.normalize("NFD", re.sub(f"[{_INVISIBLE}]", "", fold(words)))
    return "".join(each for each in letters.casefold() if not unicodedata.combining(each))


def _word(word: str) -> str:
    parts, at = [], 0
    while at < len(word):
        letters = next((each for each in _LIGATURES if word.startswith(each, at)), word[at])
        single = _BETWEEN.join(_character(each) for each in letters)
        others = _LIGATURES.get(letters)
        parts.append(f"(?:{single}|{others})" if others else single)
        at += len(letters)
    return f"{_BETWEEN.join(parts)}[\u0300-\u036f]*"


def _character(character: str) -> str:
    for signs in _SIGNS:
        if character in signs:
            return f"[{re.escape(signs)}]"
    same = _same_letters().get(character, "")
    return f"[{re.escape(character + same)}]" if same else re.escape(character)


@cache
def _same_letters() -> dict[str, str]:
    """Plain letter or digit → the other characters folded to it; not for Chinese. Takes 0.1 s."""
    same = defaultdict[str, str](str)
    for code in (*range(0x80, 0x2E80), *range(0xFB00, 0x10000), *range(0x1D400, 0x1D800)):
        character = chr(code)
        if character.isalnum():
            plain = _plain(character)
            if len(plain) == 1 and plain != character.casefold():
                same[plain] += character
    return same

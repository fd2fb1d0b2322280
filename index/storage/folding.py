"""Other characters for the same letters, as the full-text index takes them for one.

FTS5 itself folds case and accents (unicode61, remove_diacritics 2), but not the ligature of "ﬁsh",
letters of full width, the stroke of "Ørsted", or a hyphen that only shows where a line may break.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")

_INVISIBLE = "\u00ad\u200c\u200d\u2060\ufeff"
"""Inside words: soft hyphen, joiners, byte order mark."""

_LETTERS = {
    **{"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H"},
    **{"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ı": "i"},
}
"""Letters that Unicode does not decompose, as they are written where the keyboard lacks them."""


def fold(text: str) -> str:
    """The text with plain letters and digits; its length may change. Case and accents stay.

    >>> fold("the ﬁrm of Ørsted, obser\u00advatory, ＲＦＣ ７２")
    'the firm of Orsted, observatory, RFC 72'
    """
    return text if text.isascii() else _NOT_ASCII.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    return _plain_character(match[0])


@cache
def _plain_character(character: str) -> str:
    if character in _INVISIBLE:
        return ""
    if character in _LETTERS:
        return _LETTERS[character]
    is_letter_or_digit = unicodedata.category(character)[0] == "L" or character.isdecimal()
    plain = unicodedata.normalize("NFKC", character)
    return plain if is_letter_or_digit and plain.isalnum() else character

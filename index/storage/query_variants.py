"""Other ways of writing the words and numbers of a question, as phrases for FTS5.

"1,000" is 1000, "BS5826" is BS 5826, "e-mail" is email, "data base" is database. FTS5 splits a text
at every character but letters and digits, so a phrase is words with a space between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPACED_NUMBER = r"\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\w)"  # 48 300
_TELEPHONE = r"\+?\d{2,6}(?:[ \-/.]{1,2}\d{2,8}){2,}(?!\w)"  # 01632 96 3431
_LABELLED = r"(?:[A-Z]{2,6}|§§?) ?\d+(?:[-./]\w+)*"  # RFC 7231, § 7.2
_ADDRESS = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_RUN = r"[^\W_]+(?:[-./:_+’']+[^\W_]+)*(?:,\d{3}(?!\d)(?:\.\d+)?)*"
_TOKEN = re.compile("|".join((_ADDRESS, _LABELLED, _SPACED_NUMBER, _TELEPHONE, _RUN)))

_PART = re.compile(r"[^\W_]+")
_LETTERS_OR_DIGITS = re.compile(r"\d+|[^\W\d_]+")
_GROUPED = re.compile(r"\d{1,3}([ ,.'’\u00a0\u2009\u202f])\d{3}(?:\1\d{3})*")
_DECIMAL = re.compile(r"(.*\d)[.,](\d{1,2})")
_YEAR = re.compile(r"1\d{3}|20\d\d")
_ORDINARY = re.compile(r"\d+(?:st|nd|rd|th|s|am|pm)|\d+(?:-[^\W\d_]+)+|[^\W\d_]+-\d{1,2}", re.I)
"""19th, 1960s, 16-year-old, covid-19: words with a number, not identifiers."""

_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+|[^\W\d_]+[’'][^\W\d_]{3,}")
"""co-operative, O'Brien; but not "we'll"."""

_GENITIVE = re.compile(r"[’']s$")
_HAS_DIGIT = re.compile(r"\d")

_MIN_DIGITS = 4
"""Of a number that is an identifier by itself; a shorter one is as likely a count."""


STOP_WORDS = frozenset(
    {
        *("a", "an", "the", "this", "that", "these", "those", "it", "its", "of", "in", "on", "at"),
        *("to", "for", "from", "by", "with", "about", "under", "into", "and", "or", "but", "not"),
        *("no", "any", "all", "if", "as", "than", "then", "there", "is", "are", "was", "were"),
        *("be", "been", "do", "does", "did", "has", "have", "had", "can", "could", "may", "might"),
        *("must", "shall", "will", "would", "should", "how", "what", "which", "who", "whom"),
        *("whose", "when", "where", "why", "much", "many", "long", "often", "i", "you", "he"),
        *("she", "we", "they", "me", "my", "your", "his", "her", "our", "their"),
    }
)
"""Words that name nothing, and of which no compound is made."""


def identifiers(question: str) -> list[tuple[str, ...]]:
    """The codes, addresses and long numbers of a question, each with its other forms as phrases.

    Years and counts are none.

    >>> identifiers("Who paid INV-2023-42 of 1,250 francs in 2023?")
    [('inv 2023 42', 'inv202342'), ('1 250', '1250')]
    """
    return [forms(token) for token in _TOKEN.findall(question) if _is_identifier(token)]


def variants(question: str) -> list[str]:
    """Phrases for other ways of writing words of the question: "e-mail" and "data base" joined.

    Words next to a stop word are not joined: "in form".
    """
    found = list[str]()
    before = ""
    for token in _TOKEN.findall(question):
        word, token = "", _GENITIVE.sub("", token)
        if _HAS_DIGIT.search(token):
            found += forms(token)
        elif token.isalpha():
            word = token.lower()
        elif _COMPOUND.fullmatch(token):
            found.append("".join(_PART.findall(token)).lower())
        is_joined = bool(word) and word not in STOP_WORDS
        if is_joined and before:
            found.append(before + word)
        before = word if is_joined else ""
    return list(dict.fromkeys(found))


def forms(token: str) -> tuple[str, ...]:
    """The phrases under which a code or number may stand, the one as written first."""
    parts = [part.lower() for part in _PART.findall(token)]
    if all(part.isdecimal() for part in parts):
        return tuple(dict.fromkeys(_number_forms(token, parts)))
    apart = [piece for part in parts for piece in _LETTERS_OR_DIGITS.findall(part)]
    return tuple(dict.fromkeys((" ".join(parts), "".join(parts), " ".join(apart))))


def _number_forms(token: str, parts: list[str]) -> Iterator[str]:
    yield " ".join(parts)
    decimal = _DECIMAL.fullmatch(token)
    whole, fraction = (decimal[1], decimal[2]) if decimal else (token, "")
    groups = _PART.findall(whole)
    is_one_number = len(groups) == 1 or _GROUPED.fullmatch(whole) is not None
    if is_one_number:
        joined = "".join(groups)
        tails = {fraction, fraction.rstrip("0"), fraction.ljust(2, "0")} if fraction else {""}
        for tail in sorted(tails):
            yield f"{_thousands(joined)} {tail}".rstrip()
            yield f"{joined} {tail}".rstrip()
    elif sum(map(len, parts)) >= _MIN_DIGITS:
        yield "".join(parts)


def _thousands(digits: str) -> str:
    return f"{int(digits):,}".replace(",", " ") if digits[0] != "0" else digits


def _is_identifier(token: str) -> bool:
    if "@" in token:
        return True
    parts = _PART.findall(token)
    if not _HAS_DIGIT.search(token) or _ORDINARY.fullmatch(token):
        return False
    if all(part.isdecimal() for part in parts):
        is_years = all(_YEAR.fullmatch(part) for part in parts)
        is_long = len(parts) > 1 or len(parts[0]) >= _MIN_DIGITS or "§" in token
        return is_long and not is_years
    return True

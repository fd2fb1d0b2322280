"""The words around a full stop, and whether a sentence ends between them."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from index.chunking.abbreviations import (
    AFTER_A_TIME,
    BEFORE_A_NAME,
    BEFORE_A_NUMBER,
    ENGLISH_WORDS,
    MAY_END,
    MONTHS,
    NAMES_OF_TIMES_AND_PLACES,
    STARTERS,
    TIMES,
    UNITS,
)

REACH = 40
"""Characters before and after a stop that are looked at; longer words are no abbreviations."""

OPENERS = "\"'“‘«‹„‚([{¿¡*_"
"""Stand before the first word of a sentence."""

_DOTTED = re.compile(r"[^\W\d_](?:\.[^\W\d_])+|Ph\.D|(?:LL|[BM]\.?Sc|Ed|D\.Phil|M\.Phil)\.?[A-Z]?")
_CONSONANTS = re.compile(r"[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz][b-df-hj-np-tv-xz]{1,4}")
_SHORT = 4
_DAY = re.compile(r"[0-3]?\d")
_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
_JOINT = re.compile(r"[/—–)]+")
_LIST_MARK = re.compile(r"(?:[:;]\s{1,3}|[*•]\s{0,3})\(?\d{1,3}\Z")
_GERMAN_ORDINAL = re.compile(r"\b(?:[Dd](?:er|ie|as|en|em|es)|am|im|zum|vom) \d{1,2}\Z")
_AFTER_NUMBER = re.compile(r"[\d½¼¾]\s?[^\s\d]+\Z")
_TIME_AT_START = re.compile(
    r"(?:On [\w ]{1,15},? )?(?:At|By|About|Around|Before|After|Until|Till|From|Since|Shortly|at|by)"
    r"(?: [a-z]{2,8})?(?: \d{1,2}(?:[.:]\d\d)?(?: ?[ap]\.m\.)?(?: to| and| until)?){1,2} ?[ap]\.m"
)
"""A sentence that has only the time so far: "At 6 p.m. Mr. Moe left"."""

_ABBREVIATIONS = (
    *(BEFORE_A_NAME, BEFORE_A_NUMBER, MAY_END, NAMES_OF_TIMES_AND_PLACES),
    *(UNITS - {"in", "mi", "g", "h", "m", "l", "sec", "min", "mo"}, TIMES - {"am"}),
)


@dataclass(frozen=True, slots=True)
class Following:
    """What follows a stop: its first character, and its first letter or digit and word."""

    first: str
    letter: str
    word: str
    """In lower case; empty if it is no word."""
    is_before_stop: bool
    """Whether the word is followed by a full stop, as those of abbreviations are: "No."."""
    start: int
    """Where the letter stands."""

    @classmethod
    def at(cls, text: str, start: int, end: int) -> Following:
        letter = start
        while letter < end - 1 and letter < start + 3 and text[letter] in OPENERS:
            letter += 1
        word = _WORD.match(text, letter, min(end, letter + REACH))
        is_short = word is not None and text.startswith(".", word.end(), end)
        return cls(text[start], text[letter], word[0].lower() if word else "", is_short, letter)

    @property
    def is_lower(self) -> bool:
        return self.letter.islower()

    @property
    def is_starter(self) -> bool:
        """Whether it mostly begins a sentence."""
        return self.letter.isupper() and self.word in STARTERS and not self.is_before_stop


def is_end_after(
    word: str, before: str, following: Following, learnt: Set[str] = frozenset()
) -> bool:
    """Whether a full stop after `word`, the last one of `before`, ends a sentence.

    `learnt` are abbreviations of the document.
    """
    lower = word.lower()
    if lower in TIMES or (lower in UNITS and _AFTER_NUMBER.search(before)):
        is_degree = lower == "deg" and len(following.word) == 1
        goes_on = following.word in AFTER_A_TIME or is_degree or _TIME_AT_START.fullmatch(before)
        return following.letter.isupper() and not goes_on
    if word[0].isdigit() or word[0] in "$€£#":
        is_day = _DAY.fullmatch(word) is not None and following.word in MONTHS
        is_other = _LIST_MARK.search(before) or _GERMAN_ORDINAL.search(before)
        return not (following.is_lower or is_day or is_other)
    is_number_next = following.letter.isdigit() or following.first == "§"
    if word.islower() and lower in ENGLISH_WORDS:
        return not (following.is_lower or is_number_next)
    if lower in BEFORE_A_NAME or (is_number_next and _is_short_name(word, before)):
        return False
    if not (is_abbreviation(word) or _is_short(word) or lower in learnt):
        return True
    if before.lstrip(OPENERS) == "No" and len(following.word) > 1:
        return True
    is_numbered = lower in BEFORE_A_NUMBER and len(following.word) == 1
    is_latin = word.islower() and "." in word
    return following.is_starter and not is_numbered and not is_latin


def word_before(text: str, begin: int, at: int) -> str:
    """The word right before a stop, empty if white space is; cut at its start if it is long."""
    before = text[max(begin, at - REACH) : at]
    if not before or before[-1].isspace():
        return ""
    word = before.split()[-1].lstrip(OPENERS)
    return word if word.isalnum() else _JOINT.split(word)[-1]


def is_abbreviation(word: str) -> bool:
    lower = word.lower()
    if word.islower() and (lower in ENGLISH_WORDS or lower in NAMES_OF_TIMES_AND_PLACES):
        return False
    return any(lower in words for words in _ABBREVIATIONS) or _DOTTED.fullmatch(word) is not None


def _is_short_name(word: str, before: str) -> bool:
    """Whether it is a short word alone with a capital letter: "Lit. 4" at a sentence's start."""
    is_alone = word == before.lstrip(OPENERS)
    return is_alone and len(word) <= _SHORT and word.istitle() and word.lower() not in STARTERS


def _is_short(word: str) -> bool:
    """Whether it looks like an abbreviation: one letter, or consonants that are not capitals."""
    if len(word) == 1:
        return word.isalpha()
    return _CONSONANTS.fullmatch(word) is not None and not word.isupper()

"""Where sentences end in running text: full stops, question marks and the like, by rules.

A stop is judged by the word before it, the one after it, and where the sentence began. On the dev
part of UD English EWT the rules find more sentences than NLTK's Punkt or pySBD; their time is
linear in the text, since each stop is judged by a bounded number of characters around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.segmentation.abbreviations import (
    AFTER_A_TIME,
    BEFORE_A_NAME,
    BEFORE_A_NUMBER,
    ENGLISH_WORDS,
    FILE_SUFFIXES,
    MAY_END,
    MONTHS,
    NAMES_OF_TIMES_AND_PLACES,
    NUMBERED_HEADINGS,
    REPORTING,
    STARTERS,
    TIMES,
    UNITS,
)

_REACH = 40
"""Characters before a stop that are looked at; longer words are no abbreviations."""

_STOP = re.compile(
    r"""
    (?P<run> [.!?…‼⁇⁈⁉؟।。！？｡]++ (?: [ \u00a0] [.!?…]++ (?!\w) )*+ )
    (?P<closers>
        (?: ["'”’»›)\]}*_]{1,6}+ | “ (?=[\s.,;:]|\Z) | [」』）】]{1,3}+ | [ \u00a0\u202f] » |
            [ ] \) | [ ] ["”] (?=[ ][a-z]|\s*+\Z) )?+
    )
    (?P<marks>
        (?: \[ (?: \d{1,4} (?: [ ]?[,–—-][ ]?\d{1,4} ){0,20}+ | [a-z] | (?:note|nb)\ \d{1,3} |
                   citation\ needed ) \] (?: : [ ]? \d{1,4} (?:[–-]\d{1,4})? )? ){0,20}+
        [⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻†‡]{0,6}+
    )
    (?: [ ] (?: [:;=8]['-]? [()DPpOo|\\/\[\]*]++ (?!\w) | \^_{0,3}\^ ) )?+
    | (?<=[ \t\u00a0]) (?P<bullet> [•▪●◦‣■] ) (?=[ \t\u00a0])
    """,
    re.VERBOSE,
)
_WIDE = frozenset("。！？｡")
_OPENERS = "\"'“‘«‹„‚([{¿¡*_"
_DOTTED = re.compile(r"[^\W\d_](?:\.[^\W\d_])+|Ph\.D|(?:LL|[BM]\.?Sc|Ed|D\.Phil|M\.Phil)\.?[A-Z]?")
_CONSONANTS = re.compile(r"[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz][b-df-hj-np-tv-xz]{1,4}")
_NUMBER = re.compile(r"[$€£#]?\d{1,9}(?:[.,:/-]\d{1,9}){0,5}")
_DAY = re.compile(r"[0-3]?\d")
_LIST_NUMBER = (
    r"\d{1,3}(?:[.-]\d{1,3}){0,5}[a-z]?|[A-Za-z]|[IVX]{1,5}|[ivx]{1,5}|[A-Z](?:[.-]\d{1,3}){1,4}"
)
_NUMBERING = re.compile(
    rf"[•▪●◦‣■*–—-]?\s{{0,3}}[(\[]?(?:(?i:{NUMBERED_HEADINGS})\s{{0,3}})?(?:{_LIST_NUMBER})"
)
_NUMBER_WORD = re.compile(r"[#§]|[A-Z]?[\d(]|[IVXLC]{1,6}\b|[A-Z](?:\b|[-.]?\d)|[A-Z]{1,4}-\d")
_WORD = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?")
_GLUED_WORD = re.compile(
    r"(?:[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]+(?:['’][a-z]+)?(?=[\s,;!?-]|\Z|\.(?:\s|\Z))|[AI](?=\s)|[a-z]{2,20}(?=\s))"
)
_GLUED_MARK = re.compile(r"\d{1,3}(?=\s{1,3}[\"“(]?[A-Z])")
_REPORTED = re.compile(
    rf"(?:[A-Z][\w.’'-]{{0,20}}|he|she|they|I)(?: [A-Z][\w’'-]{{1,20}})? (?:{REPORTING})\b"
)
_NOT_PROSE = re.compile(r"[/@\\_=:#<>{}~]|www\.")
_SPACE = re.compile(r"\s*+")
_QUOTES = frozenset("\"'”’»“」』")
_JOINT = re.compile(r"[/—–)]+")
_EXCLAMATION = frozenset("!?‼⁇⁈⁉؟")
_ABBREVIATIONS = (
    *(BEFORE_A_NAME, BEFORE_A_NUMBER, MAY_END, NAMES_OF_TIMES_AND_PLACES),
    *(UNITS - {"in", "mi", "g", "m", "l", "sec", "min", "mo"}, TIMES - {"am"}),
)
_LIST_MARK = re.compile(r"(?:[:;]\s{1,3}|[*•]\s{0,3})\(?\d{1,3}\Z")
_ITEM_NUMBER = re.compile(r"(?<=\s)\d{1,2}\Z")
_LONGEST_ITEM = 500
_AFTER_NUMBER = re.compile(r"[\d½¼¾]\s?[^\s\d]+\Z")


def ends(text: str, start: int, end: int) -> Iterator[int]:
    """Ends of the sentences in `text[start:end]`, without the last one; white space may follow.

    >>> list(ends("Dr. Ito came. She left!", 0, 23))
    [13]
    """
    begin = _skip_space(text, start, end)
    for stop in _STOP.finditer(text, start, end):
        at = stop.start() if stop["bullet"] else _end(text, begin, end, stop)
        if at is not None and begin < at < end:
            yield at
            begin = _skip_space(text, at, end)


def _end(text: str, begin: int, end: int, stop: re.Match[str]) -> int | None:
    """Where the sentence that starts at `begin` ends, if it ends with `stop`."""
    at = stop.end()
    if at == end or stop.start() <= begin:
        return None
    if not text[at].isspace():
        return at if _WIDE.issuperset(stop["run"]) else _glued_end(text, begin, end, stop)
    following = _skip_space(text, at, end)
    if following == end:
        return None
    if (number := _number_of_item(text, begin, stop)) and text[following].isupper():
        return number
    return at if _is_end(text, begin, stop, _Next.at(text, following, end)) else None


@dataclass(frozen=True, slots=True)
class _Next:
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
    def at(cls, text: str, start: int, end: int) -> _Next:
        letter = start
        while letter < end - 1 and letter < start + 3 and text[letter] in _OPENERS:
            letter += 1
        word = _WORD.match(text, letter, min(end, letter + _REACH))
        is_short = word is not None and text.startswith(".", word.end(), end)
        return cls(text[start], text[letter], word[0].lower() if word else "", is_short, letter)

    @property
    def is_lower(self) -> bool:
        return self.letter.islower()

    @property
    def is_starter(self) -> bool:
        """Whether it mostly begins a sentence."""
        return self.letter.isupper() and self.word in STARTERS and not self.is_before_stop


def _number_of_item(text: str, begin: int, stop: re.Match[str]) -> int | None:
    """Where the number before a stop starts, if it numbers the next item of a list in a sentence.

    "1. Bread 2. Milk": the second number is one more or less than one before it.
    """
    at = stop.start()
    number = _ITEM_NUMBER.search(text, max(begin, at - 3), at)
    if number is None or stop["run"] != ".":
        return None
    n = int(number[0])
    other = rf"(?<!\S)(?:{n - 1}|{n + 1})\. {{1,3}}[A-Z]"
    before = text[max(begin, at - _LONGEST_ITEM) : at]
    return number.start() if re.search(other, before) else None


def _is_end(text: str, begin: int, stop: re.Match[str], following: _Next) -> bool:
    if following.first in ",;:":
        return False
    if stop["marks"]:
        return not following.is_lower
    is_quoted = not _QUOTES.isdisjoint(stop["closers"] or "")
    if is_quoted and _REPORTED.match(text, following.start):
        return False
    word = _word_before(text, begin, stop.start())
    if stop["run"] != ".":
        return _is_end_of_exclamation(text, begin, stop, word, following)
    if stop["closers"]:
        is_closed = is_quoted or following.is_starter or not _is_abbreviation(word)
        return is_closed and not following.is_lower
    if not word:
        return not following.is_lower
    if _is_numbering(text, begin, stop.start()):
        return False
    return _is_end_after(word, text[max(begin, stop.start() - _REACH) : stop.start()], following)


def _word_before(text: str, begin: int, at: int) -> str:
    """The word right before a stop, empty if white space is; cut at its start if it is long."""
    before = text[max(begin, at - _REACH) : at]
    if not before or before[-1].isspace():
        return ""
    word = before.split()[-1].lstrip(_OPENERS)
    return word if word.isalnum() else _JOINT.split(word)[-1]


def _is_numbering(text: str, begin: int, at: int) -> bool:
    """Whether the sentence so far is a list mark, a clause's number or an initial."""
    return at - begin <= _REACH and _NUMBERING.fullmatch(text, begin, at) is not None


def _is_end_of_exclamation(
    text: str, begin: int, stop: re.Match[str], word: str, following: _Next
) -> bool:
    """Whether a sentence ends with an ellipsis, "!", "?" or several stops."""
    run = stop["run"]
    if "!" not in run and "?" not in run:
        is_leader = len(run) > 3 and following.letter.isdigit()
        is_omission = "]" in (stop["closers"] or "")
        return not (following.is_lower or is_leader or is_omission)
    if text[stop.start() - 1] in "([":
        return False
    if not following.is_lower:
        return True
    is_name = word[:1].isupper() and text[begin : stop.start()] != word
    return not stop["closers"] and not is_name


def _is_abbreviation(word: str) -> bool:
    lower = word.lower()
    if word.islower() and (lower in ENGLISH_WORDS or lower in NAMES_OF_TIMES_AND_PLACES):
        return False
    return any(lower in words for words in _ABBREVIATIONS) or _DOTTED.fullmatch(word) is not None


def _is_end_after(word: str, before: str, following: _Next) -> bool:
    """Whether a full stop after `word`, the last one of `before`, ends a sentence."""
    lower = word.lower()
    if lower in TIMES or (lower in UNITS and _AFTER_NUMBER.search(before)):
        return following.letter.isupper() and following.word not in AFTER_A_TIME
    if word[0].isdigit() or word[0] in "$€£#":
        is_day = _DAY.fullmatch(word) is not None and following.word in MONTHS
        is_mark = _LIST_MARK.search(before) is not None
        return not (following.is_lower or is_day or is_mark)
    is_number_next = following.letter.isdigit() or following.first == "§"
    if word.islower() and lower in ENGLISH_WORDS:
        return not (following.is_lower or is_number_next)
    if lower in BEFORE_A_NAME:
        return False
    if not (_is_abbreviation(word) or _is_short(word)):
        return True
    is_numbered = lower in BEFORE_A_NUMBER and len(following.word) == 1
    is_latin = word.islower() and "." in word
    return following.is_starter and not is_numbered and not is_latin


def _is_short(word: str) -> bool:
    """Whether it looks like an abbreviation: one letter, or consonants that are not capitals."""
    if len(word) == 1:
        return word.isalpha()
    return _CONSONANTS.fullmatch(word) is not None and not word.isupper()


def _glued_end(text: str, begin: int, end: int, stop: re.Match[str]) -> int | None:
    """Where a sentence ends before a word that follows without a space: "at seven.Children pay".

    After a word with a capital letter only before a word that often begins a sentence.
    """
    at = stop.end()
    word = _word_before(text, begin, stop.start())
    is_word = word.isalpha() and len(word) > 1
    is_word = is_word and (stop["run"] != "." or not _is_abbreviation(word))
    if mark := _GLUED_MARK.match(text, at, end):
        return mark.end() if is_word and word.islower() and len(word) > 3 else None
    following = _GLUED_WORD.match(text, at, end)
    if following is None or following[0].lower() in FILE_SUFFIXES:
        return None
    token = text[max(begin, stop.start() - _REACH) : at].split()[-1]
    rest = text[at : min(end, at + _REACH)].split(maxsplit=1)[0]
    if _NOT_PROSE.search(token) or _NOT_PROSE.search(rest):
        return None
    if following[0][0].islower():
        is_end = is_word and word.islower() and not _EXCLAMATION.isdisjoint(stop["run"])
    elif following[0].lower() in STARTERS:
        is_year = word.isdigit() and len(word) > 2
        is_end = is_word or is_year
    else:
        is_end = is_word and word.islower()
    return at if is_end else None


def _skip_space(text: str, start: int, end: int) -> int:
    space = _SPACE.match(text, start, end)
    return space.end() if space else start

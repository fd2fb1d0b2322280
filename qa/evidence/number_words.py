"""Numbers in words, and the units of durations."""

from __future__ import annotations

import re

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBER_WORDS = {
    **{word: number for number, word in enumerate(_SMALL)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    "hundred": 100,
    "thousand": 1000,
}
DURATIONS = ("minute", "hour", "day", "week", "month", "year")
"""From the shortest to the longest."""

_WORDS = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[- ](?P<unit>{'|'.join(_SMALL[1:10])}))?|"
    rf"(?P<small>{'|'.join(_SMALL[2:])}|one(?=[ -](?:{'|'.join(DURATIONS)}))))\b",
    re.I,
)


def number_of(word: str) -> str:
    """The digits of a number in words; other words as they are.

    >>> number_of("six"), number_of("weeks")
    ('6', 'weeks')
    """
    return str(NUMBER_WORDS[word]) if word in NUMBER_WORDS else word


def with_digits(text: str) -> str:
    """The text with numbers below 100 in digits; "one" only before a unit of time.

    >>> with_digits("Twenty-one days, or one month: one of two")
    '21 days, or 1 month: one of 2'
    """
    return _WORDS.sub(_digits, text)


def _digits(match: re.Match[str]) -> str:
    if match["small"]:
        return str(NUMBER_WORDS[match["small"].lower()])
    return str(
        NUMBER_WORDS[match["tens"].lower()] + NUMBER_WORDS.get((match["unit"] or "").lower(), 0)
    )

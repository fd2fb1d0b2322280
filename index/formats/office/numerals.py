"""Numbers of list items, headings and notes in the formats of office programs."""

from __future__ import annotations

from collections.abc import Callable

_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"],
        strict=True,
    )
)
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_TEENS = "sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_MAX_REPEATED = 780  # Word numbers by letters up to 780: thirty times Z


def numeral(number: int, style: str) -> str:
    """The number in one of Word's formats (ST_NumberFormat); decimal for one that is not known.

    >>> [numeral(n, "lowerRoman") for n in (4, 9)], numeral(28, "upperLetter")
    (['iv', 'ix'], 'BB')
    """
    if style in ("none", "bullet"):
        return ""
    if number < 1 or style not in _WRITERS:
        return f"{number:X}" if style == "hex" else str(number)
    most, write = _WRITERS[style]
    return write(number) if number <= most else str(number)


def letters(number: int) -> str:
    """A to Z, AA, BB and so on."""
    rounds, letter = divmod(number - 1, 26)
    return chr(ord("A") + letter) * (rounds + 1)


def roman(number: int) -> str:
    """Upper-case Roman numeral of a number from 1 to 4999."""
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _in_words(number: int) -> str:
    ones, tens = [*_ONES.split(), *_TEENS.split()], _TENS.split()
    if number < 20:
        return ones[number - 1].capitalize()
    rest = f"-{ones[number % 10 - 1]}" if number % 10 else ""
    return f"{tens[number // 10 - 2]}{rest}".capitalize()


def _ordinal_in_words(number: int) -> str:
    first, dash, last = _in_words(number).rpartition("-")
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{first}{dash}{_ORDINALS.get(last.casefold(), regular)}".capitalize()


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


_WRITERS: dict[str, tuple[int, Callable[[int], str]]] = {
    "upperLetter": (_MAX_REPEATED, letters),
    "lowerLetter": (_MAX_REPEATED, lambda number: letters(number).lower()),
    "upperRoman": (4999, roman),
    "lowerRoman": (4999, lambda number: roman(number).lower()),
    "cardinalText": (99, _in_words),
    "ordinalText": (99, _ordinal_in_words),
    "ordinal": (10**9, _ordinal),
    "chicago": (400, lambda number: "*†‡§"[(number - 1) % 4] * ((number - 1) // 4 + 1)),
    "decimalZero": (10**9, lambda number: f"{number:02d}"),
    "numberInDash": (10**9, lambda number: f"- {number} -"),
    "decimalEnclosedParen": (10**9, lambda number: f"({number})"),
    "decimalEnclosedFullstop": (10**9, lambda number: f"{number}."),
}
"""Format to the highest number that it writes and how."""

"""Measured values: 14 mm are 1.4 centimetres, and not 14 centimetres."""

from __future__ import annotations

import re

from qa.evidence.number_words import with_digits

_DAY = 86_400.0
_MONTH = 365.25 * _DAY / 12
_UNITS: dict[str, tuple[str, float]] = {
    **{"millimetre": ("length", 1e-3), "mm": ("length", 1e-3), "metre": ("length", 1.0)},
    **{"centimetre": ("length", 1e-2), "cm": ("length", 1e-2), "m": ("length", 1.0)},
    **{"kilometre": ("length", 1e3), "km": ("length", 1e3)},
    **{
        "milligram": ("mass", 1e-3),
        "mg": ("mass", 1e-3),
        "gram": ("mass", 1.0),
        "g": ("mass", 1.0),
    },
    **{"kilogram": ("mass", 1e3), "kg": ("mass", 1e3), "tonne": ("mass", 1e6)},
    **{"millilitre": ("volume", 1e-3), "ml": ("volume", 1e-3), "litre": ("volume", 1.0)},
    **{"centilitre": ("volume", 1e-2), "cl": ("volume", 1e-2), "l": ("volume", 1.0)},
    **{"second": ("time", 1.0), "minute": ("time", 60.0), "hour": ("time", 3_600.0)},
    **{"day": ("time", _DAY), "week": ("time", 7 * _DAY)},
    **{"month": ("time", _MONTH), "year": ("time", 12 * _MONTH)},
    **{"£": ("GBP", 1.0), "gbp": ("GBP", 1.0), "€": ("EUR", 1.0), "eur": ("EUR", 1.0)},
    **{"euro": ("EUR", 1.0), "$": ("USD", 1.0), "usd": ("USD", 1.0), "dollar": ("USD", 1.0)},
}
"""Unit -> what it measures, and the factor to a common unit; a currency measures by itself."""

_MONEY = frozenset({"GBP", "EUR", "USD"})
_MEASURE = re.compile(
    r"(?:(?P<sign>[£€$]|\b(?:GBP|EUR|USD)\b)\s?)?(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)"
    r"(?!,?\d)(?:[\s-]?(?P<unit>[^\W\d_]+|[€£$]))?"
)


def have_other_units(one: str, other: str) -> bool | None:
    """Whether two texts measure the same kind of thing with the same numbers and other values.

    False if the values are the same; None if the units, or the numbers, do not tell.

    >>> have_other_units("14 mm", "14 centimetres"), have_other_units("14 mm", "1.4 cm")
    (True, False)
    """
    ours, theirs = _measures(with_digits(one)), _measures(with_digits(other))
    if not ours or not theirs:
        return None
    kinds = {kind for kind, *_ in (*ours, *theirs)}
    if len(kinds) > 1 and not kinds <= _MONEY:
        return None
    values = [sorted((kind, round(value, 6)) for kind, value, _ in each) for each in (ours, theirs)]
    if values[0] == values[1]:
        return False
    numbers = [sorted(number for *_, number in each) for each in (ours, theirs)]
    return True if numbers[0] == numbers[1] else None


def _measures(text: str) -> list[tuple[str, float, float]]:
    """What each number measures, its value in the common unit, and the number; [] if one of them
    has no known unit."""
    found = list[tuple[str, float, float]]()
    for match in _MEASURE.finditer(text):
        unit = _UNITS.get(_plain(match["sign"] or match["unit"] or ""))
        if unit is None:
            return []
        number = float(match["number"].replace(",", ""))
        found.append((unit[0], number * unit[1], number))
    return found


def _plain(unit: str) -> str:
    """The unit in small letters, in the singular, with British spelling."""
    word = unit.casefold()
    word = word.removesuffix("s") if len(word) > 3 else word
    return re.sub(r"(met|lit)er\Z", r"\1re", word)

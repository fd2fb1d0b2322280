"""Values of table cells that can be compared: numbers with units, money, times and dates."""

from __future__ import annotations

import re
from typing import NamedTuple

from qa.shapes.dates import find_date

_NUMBER = r"[-+−]?\d+(?:[.,  ]\d{3})*(?:[.,]\d+)?"
_QUANTITY = re.compile(
    rf"(?P<before>[^\d\s]{{0,3}}?)\s?(?P<number>{_NUMBER})\s?(?P<scale>thousand|million|billion)?\s?"
    r"(?P<unit>[^\d]*)$",
    re.I,
)
_TIME = re.compile(r"(\d\d?)[:.](\d\d)(?::\d\d)?\s?(am|pm|h)?$", re.I)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}


class Value(NamedTuple):
    """A number and what it counts: values are comparable if their units are equal."""

    number: float
    unit: str


def parse_value(text: str) -> Value | None:
    """The value of a whole cell; None if it is none.

    >>> parse_value("£1.9 million"), parse_value("17:20")
    (Value(number=1900000.0, unit='£'), Value(number=1040.0, unit='time'))
    """
    text = text.strip()
    time = _TIME.fullmatch(text)
    if time and ":" in text:
        return Value(60.0 * int(time[1]) + int(time[2]), "time")
    date = find_date(text, full=True) if len(text) < 30 else None
    if date:
        year, month, day = date
        return Value(372.0 * year + 31 * month + day, "date")
    found = _QUANTITY.fullmatch(text)
    if not found:
        return None
    unit = f"{found['before']} {found['unit']}".strip().casefold()
    scale = _SCALES.get((found["scale"] or "").lower(), 1.0)
    return Value(_number(found["number"]) * scale, unit)


def _number(text: str) -> float:
    text = re.sub(r"[  ]", "", text.replace("−", "-"))
    last = max(text.rfind("."), text.rfind(","))
    mark = text[last] if last >= 0 else ""
    is_decimal = mark and (
        len(text) - last - 1 != 3 or (mark == "." and "," not in text and text.count(".") == 1)
    )
    whole, part = (text[:last], text[last + 1 :]) if is_decimal else (text, "")
    return float(f"{re.sub('[.,]', '', whole)}.{part or 0}")

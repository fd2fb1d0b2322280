"""Dates, times and durations of a spreadsheet as their cells show them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from index.formats.data.digits import literal

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_SECONDS = {"h": 3600, "m": 60, "s": 1}
_MAX_DAYS = 1e9  # of a duration
_ISO = re.compile(r"yyyy.?-mm.?-dd.{1,3}h:", re.IGNORECASE)


def show_date(number: float, tokens: Sequence[str], epoch: datetime) -> str:
    """A number of days since `epoch` in the parts of a format code; "" if it is no date.

    In Excel's calendar day 60 is a 29 February 1900, which there was not. A number below 1 is only
    a time of day.
    """
    if abs(number) > _MAX_DAYS:
        return ""
    places = _decimals(tokens)
    units = round(abs(number) * 86_400 * 10**places)
    if any(map(_ELAPSED.fullmatch, tokens)):
        return ("-" if number < 0 and units else "") + _show_duration(units, places, tokens)
    if number < 0:
        return ""
    if number < 1 and epoch.year == 1899 and any(token[0] in "dyeDYE" for token in tokens):
        tokens = ("h", ":", "mm") if any(token[0] in "hH" for token in tokens) else ()
    try:
        moment = epoch + timedelta(seconds=units // 10**places)
        if epoch.year == 1899 and number < 60:
            moment += timedelta(days=1)
    except OverflowError:
        return ""
    fraction = f"{units % 10**places:0{places}}" if places else ""
    return _show_moment(moment, fraction, tokens)


def _decimals(tokens: Sequence[str]) -> int:
    """Decimals of the seconds: zeros after a point."""
    text = "".join(tokens)
    match = re.search(r"s\]?\.(0{1,3})", text, re.IGNORECASE)
    return len(match[1]) if match else 0


def _show_duration(units: int, places: int, tokens: Sequence[str]) -> str:
    """Hours, minutes or seconds in all, and what is left in the smaller ones."""
    seconds, rest = divmod(units, 10**places)
    fraction = f"{rest:0{places}}" if places else ""
    shown: list[str] = []
    for token in tokens:
        unit = token.strip("[]").lower()
        if _ELAPSED.fullmatch(token):
            value, seconds = divmod(seconds, _SECONDS[unit[0]])
            shown.append(str(value).zfill(len(unit)))
        elif (text := literal(token)) is not None:
            shown.append(text)
        elif unit[:1] in _SECONDS:
            value, seconds = divmod(seconds, _SECONDS[unit[0]])
            shown.append(str(value).zfill(min(len(unit), 2)))
        elif token == "0":
            shown.append(fraction[:1])
            fraction = fraction[1:]
        else:
            shown.append(token)
    return " ".join("".join(shown).split())


def _show_moment(moment: datetime, fraction: str, tokens: Sequence[str]) -> str:
    has_half_days = any(token.upper() in ("AM/PM", "A/P") for token in tokens)
    is_iso = bool(_ISO.match("".join(tokens)))  # which has two digits of hours
    shown: list[str] = []
    for place, token in enumerate(tokens):
        lower = token.lower()
        if (text := literal(token)) is not None:
            shown.append(text)
        elif lower in ("am/pm", "a/p"):
            shown.append(("AM" if moment.hour < 12 else "PM")[: 2 if lower == "am/pm" else 1])
        elif lower[0] == "m" and _is_minute(tokens, place):
            shown.append(f"{moment.minute:0{min(len(lower), 2)}}")
        elif lower == "h" and is_iso:
            shown.append(f"{moment.hour:02}")
        elif lower[0] in "dmyhse":
            shown.append(_part(moment, lower, has_half_days))
        elif token == "0":
            shown.append(fraction[:1])
            fraction = fraction[1:]
        elif token not in "#?":
            shown.append(token)
    return " ".join("".join(shown).split())


def _is_minute(tokens: Sequence[str], place: int) -> bool:
    """`m` is a minute after an hour or before a second, else a month."""
    if len(tokens[place]) > 2:
        return False
    units = [token[0].lower() for token in tokens[:place] if token[0] in "dmyhsDMYHS"]
    after = [token[0].lower() for token in tokens[place + 1 :] if token[0] in "dmyhsDMYHS"]
    return units[-1:] == ["h"] or after[:1] == ["s"]


def _part(moment: datetime, token: str, has_half_days: bool) -> str:
    kind, length = token[0], len(token)
    if kind in "ye":
        return f"{moment.year:04}" if length > 2 or kind == "e" else f"{moment.year % 100:02}"
    if kind == "m" and length > 2:
        name = _MONTHS[moment.month - 1]
        return name[:3] if length == 3 else name[0] if length == 5 else name
    if kind == "d" and length > 2:
        return _DAYS[moment.weekday()][: 3 if length == 3 else None]
    hour = (moment.hour % 12 or 12) if has_half_days else moment.hour
    value = {"m": moment.month, "d": moment.day, "h": hour, "s": moment.second}[kind]
    return f"{value:0{min(length, 2)}}"

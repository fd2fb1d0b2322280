"""Numbers of a spreadsheet as their cells show them: the format codes of ECMA-376 (18.8.31).

Dates, times, durations, percentages, thousands, decimals, currencies and units are shown as in the
program. Codes that depend on the reader's country (the built-in short dates) are written as ISO
8601. Fractions and exponents that are not plain are shown as general numbers.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

BUILT_IN = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00"},
    **{14: "yyyy-mm-dd", 15: "d mmm yyyy", 16: "d mmm", 17: "mmm yyyy"},
    **{18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd hh:mm"},
    **{37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00"},
    **{45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@"},
    **dict.fromkeys((*range(27, 32), 36, *range(50, 55), *range(56, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35, 55), "h:mm:ss"),
}
"""Format ids that workbooks use without defining them, and their codes."""

_TOKEN = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|General|E[+-]0+|[dmyhs]+|[0#?,.]+|%|@|.',
    re.IGNORECASE | re.DOTALL,
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MAX_CODE = 255  # characters, as in Excel


def is_date(code: str) -> bool:
    """True if the code shows a number as a date, a time of day or a duration."""
    return any(
        token[0].lower() in "dmyhs" or re.fullmatch(r"\[[hms]+\]", token, re.IGNORECASE)
        for token in _TOKEN.findall(code[:_MAX_CODE].split(";")[0])
        if token.lower() != "general"
    )


def show(value: str, code: str, epoch: datetime) -> str:
    """The number `value` as the format `code` shows it; `value` itself if it is not a number.

    `epoch` is day 0: 1899-12-30, or 1904-01-01 in a workbook with that date system.
    """
    try:
        number = float(value)
    except ValueError:
        return value
    if not math.isfinite(number):
        return value
    section = _section(code[:_MAX_CODE], number)
    if is_date(section):
        if re.match(r"yyyy.?-mm.?-dd.{1,3}h:", section, re.IGNORECASE):
            section = section.replace("h:", "hh:", 1)  # ISO 8601 has two digits
        return _show_date(number, _TOKEN.findall(section), epoch) or general(value)
    return _show_number(value, number, _TOKEN.findall(section))


def general(value: str) -> str:
    """A number in the format "General": at most eleven digits, without binary rounding errors."""
    number = float(value)
    if number == 0 or 1e-9 <= abs(number) < 1e11:
        text = f"{number:.11g}"
        return text if "e" not in text else f"{Decimal(text):f}"
    return f"{number:.6g}" if abs(number) < 1e-9 else f"{Decimal(value):f}".split(".")[0]


def _section(code: str, number: float) -> str:
    """The section for the sign of the number: positive; negative; zero; text."""
    sections = _split(code)
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


def _split(code: str) -> list[str]:
    sections = [""]
    for token in _TOKEN.findall(code):
        if token == ";":
            sections.append("")
        else:
            sections[-1] += token
    return sections


def _literal(token: str) -> str | None:
    """What a token shows that does not depend on the number; None if it does depend on it."""
    if token.startswith('"'):
        return token[1:-1]
    if token.startswith("\\"):
        return token[1:]
    if token.startswith("_"):
        return " "
    if token.startswith("*"):
        return ""
    if token.startswith("["):
        return token[2:-1].split("-")[0] if token.startswith("[$") else ""
    return None


def _show_date(number: float, tokens: list[str], epoch: datetime) -> str:
    try:
        # to the millisecond, as 0.3125 days must not become 07:29:59
        moment = epoch + timedelta(milliseconds=round(number * 86_400_000))
        if epoch.year == 1899 and number < 60:
            moment += timedelta(days=1)  # Excel counts a 29 February 1900, which there was not
    except OverflowError:
        return ""
    twelve = any(token.upper() in ("AM/PM", "A/P") for token in tokens)
    shown = []
    for place, token in enumerate(tokens):
        lower = token.lower()
        if re.fullmatch(r"\[[hms]+\]", lower):
            shown.append(_elapsed(number, lower[1]))
        elif (literal := _literal(token)) is not None:
            shown.append(literal)
        elif lower[0] == "m" and _is_minute(tokens, place):
            shown.append(f"{moment.minute:0{min(len(lower), 2)}}")
        elif lower in ("am/pm", "a/p"):
            shown.append("AM" if moment.hour < 12 else "PM")
        elif lower[0] in "dmyhs" and set(lower) == {lower[0]}:
            shown.append(_part(moment, lower, twelve))
        else:
            shown.append("" if set(token) <= set("0#?") else token)
    return " ".join("".join(shown).split()).strip(" .") if any(shown) else ""


def _elapsed(number: float, unit: str) -> str:
    per_day = {"h": 24, "m": 1440, "s": 86_400}[unit]
    return str(int(abs(number) * per_day + 1e-6))


def _is_minute(tokens: list[str], place: int) -> bool:
    """`m` is a minute after an hour or before a second, else a month."""
    if len(tokens[place]) > 2:
        return False
    units = [token.strip("[]").lower()[:1] for token in tokens]
    before = next((unit for unit in reversed(units[:place]) if unit in "dmyhs" and unit), "")
    after = next((unit for unit in units[place + 1 :] if unit in "dmyhs" and unit), "")
    return before == "h" or after == "s"


def _part(moment: datetime, token: str, twelve: bool) -> str:
    kind, length = token[0], len(token)
    if kind == "y":
        return f"{moment.year:04}" if length > 2 else f"{moment.year % 100:02}"
    if kind == "m" and length > 2:
        name = _MONTHS[moment.month - 1]
        return name[:3] if length == 3 else name if length == 4 else name[0]
    if kind == "d" and length > 2:
        return _DAYS[moment.weekday()][: 3 if length == 3 else None]
    hour = (moment.hour % 12 or 12) if twelve else moment.hour
    value = {"m": moment.month, "d": moment.day, "h": hour, "s": moment.second}[kind]
    return f"{value:0{min(length, 2)}}"


def _show_number(value: str, number: float, tokens: list[str]) -> str:
    digits = [token for token in tokens if token[0] in "0#?," or re.fullmatch(r"\.[0#?]*", token)]
    if any(token.lower() == "general" for token in tokens) or not tokens:
        shown = general(value)
        literals = (shown if token.lower() == "general" else _literal(token) for token in tokens)
        return "".join(text or "" for text in literals).strip() or shown
    if not digits and all(_literal(token) is not None for token in tokens):
        return "".join(_literal(token) or "" for token in tokens).strip()
    if not digits or "/" in tokens or any(token[0] in "Ee" for token in tokens):
        percent = "%" in tokens
        return general(value) if not percent else f"{general(str(number * 100))}%"
    pattern = "".join(digits)
    scaled = abs(number) * 100 ** tokens.count("%") / 1000 ** _scale(pattern)
    shown_digits = _digits(scaled, pattern)
    parts: list[str] = []
    for token in tokens:
        if token in digits:
            parts.append(shown_digits)
            shown_digits = ""
        elif (literal := _literal(token)) is not None:
            parts.append(literal)
        else:
            parts.append(token)
    has_own_sign = any(token in "-(" for token in tokens)
    sign = "-" if number < 0 and not has_own_sign and re.search(r"[1-9]", "".join(parts)) else ""
    return sign + " ".join("".join(parts).split())


def _scale(pattern: str) -> int:
    """How often the code divides by 1,000: commas after the last digit."""
    return len(pattern) - len(pattern.rstrip(","))


def _digits(number: float, pattern: str) -> str:
    whole, _, fraction = pattern.rstrip(",").partition(".")
    places = sum(fraction.count(mark) for mark in "0#?")
    try:
        rounded = Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:
        return general(str(number))
    thousands = "," in whole
    text = f"{rounded:,.{places}f}" if thousands else f"{rounded:.{places}f}"
    left, _, right = text.partition(".")
    optional = len(fraction) - len(fraction.rstrip("#?"))
    while optional and right.endswith("0"):
        right, optional = right[:-1], optional - 1
    return left.zfill(whole.count("0")) + (f".{right}" if right else "")

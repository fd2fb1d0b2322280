"""Numbers of a spreadsheet as their cells show them: the format codes of ECMA-376 (18.8.31).

Compared with LibreOffice on 140 codes and 24 numbers. Different on purpose: the built-in dates,
which depend on the reader's country, are ISO 8601; months are named in English; a decimal point
without decimals is left out; a negative number that nothing but its colour or the number of its
decimals tells from a positive one has its sign.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from index.formats.data.date_format import show_date
from index.formats.data.digits import Mark, literal, marks_of, show_digits

BUILT_IN = {
    **{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00"},
    **dict.fromkeys((5, 6, 42), "$#,##0;($#,##0)"),
    **dict.fromkeys((7, 8, 44), "$#,##0.00;($#,##0.00)"),
    **{12: "# ?/?", 13: "# ??/??", 14: "yyyy-mm-dd", 15: "d mmm yyyy", 16: "d mmm", 17: "mmm yyyy"},
    **{18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd hh:mm"},
    **dict.fromkeys((37, 38, 41), "#,##0;(#,##0)"),
    **dict.fromkeys((39, 40, 43), "#,##0.00;(#,##0.00)"),
    **{45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@"},
    **dict.fromkeys((*range(27, 32), 36, *range(50, 55), *range(56, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35, 55), "h:mm:ss"),
}
"""Format ids that workbooks use without defining them, and their codes. The currency is the
reader's, and the dollar for those that write such ids."""

_TOKEN = re.compile(
    r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|General|E[+-]0+|d+|m+|y+|h+|s+|e+|.',
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\]")
_ELAPSED = re.compile(r"\[([hms]+)\]", re.IGNORECASE)
_MAX_CODE = 255  # characters, as in Excel
_MAX_TOKENS = 200


@dataclass(frozen=True, slots=True)
class _Section:
    """The part of a code for numbers of one sign, or those that meet a condition."""

    tokens: tuple[str, ...]
    marks: tuple[Mark, ...]
    condition: tuple[str, float] | None
    is_text: bool
    is_date: bool


@lru_cache(maxsize=10_000)
def show(value: str, code: str, epoch: datetime) -> str:
    """The number `value` as the format `code` shows it; `value` itself if it is not a number.

    `epoch` is day 0: 1899-12-30, or 1904-01-01 in a workbook with that date system.

    >>> show("0.153", "0.0%", datetime(1899, 12, 30))
    '15.3%'
    """
    try:
        number = float(value)
    except ValueError:
        return value
    if not math.isfinite(number):
        return value
    if code == "General":
        return general(value)
    sections = _sections(code)
    numeric = [section for section in sections if not section.is_text] or sections[:1]
    place = _place(numeric, number)
    section = numeric[place]
    if section.is_date:
        return show_date(number, section.tokens, epoch) or general(value)
    shown = _show_number(abs(number), section)
    if number < 0 and re.search(r"[1-9]", shown):
        is_for_negatives = _is_for_negatives(numeric, place)
        is_marked = is_for_negatives and bool(_words(section) - _words(numeric[0]))
        if not is_marked and not shown.startswith("-"):
            shown = f"-{shown}"
    return " ".join(shown.split())


def show_text(value: str, code: str) -> str:
    """A text as the format shows it: with words around it, or not at all (";;;")."""
    sections = _sections(code)
    texts = [section for section in sections if section.is_text]
    if len(sections) > 3:
        texts = list(sections[3:4])
    if not texts or texts[0].tokens == ("@",):
        return value
    return "".join(value if token == "@" else literal(token) or "" for token in texts[0].tokens)


def general(value: str) -> str:
    """A number in the format "General": at most eleven digits, without binary rounding errors."""
    if value.isdecimal() and len(value) < 12 and value[0] != "0":
        return value
    number = float(value)
    if number == 0 or 1e-9 <= abs(number) < 1e11:
        text = f"{number:.11g}"
        return text if "e" not in text else f"{Decimal(text):f}"
    return f"{number:.6g}" if abs(number) < 1e-9 else f"{Decimal(value):f}".split(".")[0]


@lru_cache(maxsize=2_000)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[str]] = [[]]
    for token in _TOKEN.findall(code[:_MAX_CODE])[:_MAX_TOKENS]:
        if token == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(map(_section, parts[:4]))


def _section(tokens: list[str]) -> _Section:
    conditions = [match for token in tokens if (match := _CONDITION.fullmatch(token))]
    condition = None
    if conditions and conditions[0][2].count(".") < 2 and conditions[0][2].strip("-."):
        condition = conditions[0][1], float(conditions[0][2])
    kept = tuple(
        token
        for token in tokens
        if not token.startswith("[") or token.startswith("[$") or _ELAPSED.fullmatch(token)
    )
    is_date = kept in (("e",), ("E",)) or any(
        token[0] in "dmyhsDMYHS" or token[:2].upper() in ("AM", "A/") or _ELAPSED.match(token)
        for token in kept
    )
    return _Section(kept, tuple(marks_of(kept)), condition, "@" in kept, is_date)


def _place(sections: tuple[_Section, ...] | list[_Section], number: float) -> int:
    """Which section shows the number: the first one whose condition it meets.

    Without conditions, they are those for positive, negative and other numbers.
    """
    count = len(sections)
    first, second = sections[0].condition, sections[1].condition if count > 1 else None
    if count == 1:
        return 0
    if _meets(number, first or (">" if count > 2 else ">=", 0.0)):
        return 0
    if count == 2 or _meets(number, second or ("<", 0.0)):
        return 1
    return 2


def _meets(number: float, condition: tuple[str, float]) -> bool:
    sign, limit = condition
    return {
        **{"<": number < limit, ">": number > limit, "=": number == limit},
        **{"<=": number <= limit, ">=": number >= limit, "<>": number != limit},
    }[sign]


def _is_for_negatives(sections: list[_Section] | tuple[_Section, ...], place: int) -> bool:
    """True if a section shows negative numbers only, and thus shows no sign of its own."""
    condition = sections[place].condition
    if condition:
        return condition[0] in ("<", "<=") and condition[1] <= 0
    return place == 1 and sections[0].condition is None


def _words(section: _Section) -> set[str]:
    """What a section shows besides digits, which may tell a negative number from others."""
    return {text.strip() for kind, text in section.marks if kind == "text"} | {""}


def _show_number(number: float, section: _Section) -> str:
    """A number that is not negative."""
    kinds = {kind for kind, _ in section.marks}
    if "general" in kinds:
        shown = general(repr(number))
        return "".join(shown if kind == "general" else text for kind, text in section.marks)
    if "digit" not in kinds:
        return "".join(text for _, text in section.marks)
    return show_digits(Decimal(repr(number)), section.marks)

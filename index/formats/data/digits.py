"""The digits of a number by the marks of a format code: `0#?`, thousands, fractions, exponents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Literal

Mark = tuple[
    Literal["text", "general", "digit", "point", "comma", "percent", "slash", "exponent"], str
]

_PRECISE = Context(prec=400, rounding=ROUND_HALF_UP)
_MAX_DENOMINATOR_DIGITS = 9


def literal(token: str) -> str | None:
    """What a token shows that does not depend on the number; None if it does depend on it."""
    if token.startswith('"'):
        return token.strip('"')
    if token.startswith("\\"):
        return token[1:]
    if token.startswith("_"):
        return " "
    if token.startswith("*"):
        return ""
    if token.startswith("[$"):
        return token[2:-1].split("-")[0]
    return None


def marks_of(tokens: Iterable[str]) -> list[Mark]:
    """The tokens of a section by what they are for."""
    marks: list[Mark] = []
    for token in tokens:
        if (text := literal(token)) is not None:
            marks.append(("text", text))
        elif token == "@" or token.lower() == "general":
            marks.append(("general", ""))
        elif token in "0#?":
            marks.append(("digit", token))
        elif token[0] in "Ee" and len(token) > 2:
            marks.append(("exponent", token))
        elif token == ".":
            marks.append(("point", token))
        elif token == ",":
            marks.append(("comma", ""))
        elif token == "%":
            marks.append(("percent", token))
        elif token == "/":
            marks.append(("slash", token))
        else:
            marks.append(("text", token))
    return marks


def show_digits(value: Decimal, marks: Sequence[Mark]) -> str:
    """The number, which is not negative, in the digits that the marks ask for."""
    value *= 100 ** sum(kind == "percent" for kind, _ in marks)
    kinds = [kind for kind, _ in marks]
    if "exponent" in kinds:
        return _show_exponent(value, marks, kinds.index("exponent"))
    if "slash" in kinds:
        slash = kinds.index("slash")
        below = marks[slash + 1] if slash + 1 < len(marks) else ("text", "")
        if kinds[:slash][-1:] == ["digit"] and (below[0] == "digit" or below[1].isdecimal()):
            return _show_fraction(value, marks, slash)
    return _show_decimal(value, marks)


def _show_decimal(value: Decimal, marks: Sequence[Mark]) -> str:
    kinds = [kind for kind, _ in marks]
    point = kinds.index("point") if "point" in kinds else len(marks)
    whole_places = [place for place in range(point) if kinds[place] == "digit"]
    places = [place for place in range(point, len(marks)) if kinds[place] == "digit"]
    first, last = (whole_places or [point])[0], (whole_places or [-1])[-1]
    has_thousands = "comma" in kinds[first:last]
    scale = kinds[last + 1 : point].count("comma") + kinds[(places or [len(kinds)])[-1] :].count(
        "comma"
    )
    rounded = _PRECISE.quantize(
        _PRECISE.divide(value, Decimal(1000) ** scale), Decimal(1).scaleb(-len(places))
    )
    whole, _, decimals = f"{rounded:f}".partition(".")
    shown = _whole_digits(whole.lstrip("0"), [marks[at][1] for at in whole_places], has_thousands)
    texts = [text for _, text in marks]
    for place, digits in zip(whole_places, shown, strict=True):
        texts[place] = digits
    kept = len(places)
    while kept and texts[places[kept - 1]] in "#?" and decimals[kept - 1] == "0":
        kept -= 1
    for count, place in enumerate(places):
        texts[place] = decimals[count] if count < kept else ""
    if point < len(marks):
        texts[point] = ("" if whole_places else whole) + ("." if kept else "")
    return "".join(texts)


def _whole_digits(digits: str, marks: Sequence[str], has_thousands: bool) -> list[str]:
    """What stands at each mark: one digit, and all that are left at the first one."""
    shown: list[str] = []
    count = 0
    for place, mark in enumerate(reversed(marks), 1):
        size = len(digits) if place == len(marks) else 1
        here, digits = digits[-size:] if size else "", digits[:-size] if size else digits
        text = ""
        for digit in reversed(here or ("0" if mark == "0" else "")):
            text = digit + ("," if has_thousands and count and count % 3 == 0 else "") + text
            count += 1
        shown.append(text or (" " if mark == "?" else ""))
    return shown[::-1]


def _show_exponent(value: Decimal, marks: Sequence[Mark], place: int) -> str:
    """Such as 1.2E+03; with several digits before the point, the exponent is a multiple of them."""
    mantissa, after = marks[:place], marks[place + 1 :]
    point = next((at for at, mark in enumerate(mantissa) if mark[0] == "point"), place)
    step = max(sum(kind == "digit" for kind, _ in mantissa[:point]), 1)
    places = sum(kind == "digit" for kind, _ in mantissa[point:])
    exponent = value.adjusted() // step * step if value else 0
    scaled = value.scaleb(-exponent, _PRECISE)
    if _PRECISE.quantize(scaled, Decimal(1).scaleb(-places)) >= 10**step:
        exponent += step
        scaled = value.scaleb(-exponent, _PRECISE)
    code = marks[place][1]
    sign = "-" if exponent < 0 else code[1].replace("-", "")
    digits = str(abs(exponent)).zfill(len(code) - 2)
    tail = "".join(text for _, text in after)
    return f"{_show_decimal(scaled, mantissa)}{code[0]}{sign}{digits}{tail}"


def _show_fraction(value: Decimal, marks: Sequence[Mark], slash: int) -> str:
    """Such as 1 3/4, with the given denominator or the best one of that many digits."""
    start, end = slash, slash + 1
    while start and marks[start - 1][0] == "digit":
        start -= 1
    while end < len(marks) and (marks[end][0] == "digit" or marks[end][1].isdecimal()):
        end += 1
    whole_places = [at for at in range(start) if marks[at][0] == "digit"]
    before = "".join(text for _, text in marks[: whole_places[0] if whole_places else start])
    after = "".join(text for _, text in marks[end:])
    whole = int(value) if whole_places else 0
    rest = Fraction(value) - whole
    given = "".join(text for _, text in marks[slash + 1 : end])
    if given.isdecimal() and int(given[:_MAX_DENOMINATOR_DIGITS]):
        bottom = int(given[:_MAX_DENOMINATOR_DIGITS])
        top = int(rest * bottom + Fraction(1, 2))
    else:
        best = rest.limit_denominator(10 ** min(end - slash - 1, _MAX_DENOMINATOR_DIGITS) - 1)
        top, bottom = best.numerator, best.denominator
    if whole_places and top == bottom:
        whole, top = whole + 1, 0
    is_whole_shown = whole_places and (whole or not top or marks[whole_places[-1]][1] == "0")
    parts = [str(whole)] * bool(is_whole_shown) + [f"{top}/{bottom}"] * bool(
        top or not whole_places
    )
    return f"{before}{' '.join(parts)}{after}"

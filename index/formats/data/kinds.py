"""What a table's cell holds, by its form: a number, a date, a code, words."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["", "number", "date", "time", "link", "logic", "quantity", "code", "words"]

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(r"[-+−(]?[^\w\s]{0,3}\s?[\d.,\s']*\d[\d.,\s']*\)?\s?(%|[A-Z]{3}|[^\w\s])?"),
    ),
    ("date", re.compile(r"\d{4}-\d\d?-\d\d?([ T]\d.*)?|\d\d?([./-])\d\d?\2\d{2,4}")),
    ("date", re.compile(rf"\d\d?\.?[ -]{_MONTH}\.?,?[ -]\d{{2,4}}", re.IGNORECASE)),
    ("time", re.compile(r"\d+:\d\d(:\d\d)?( ?[ap]\.?m\.?)?", re.IGNORECASE)),
    ("link", re.compile(r"https?://\S+|www\.\S+|[^\s@]+@[^\s@]+\.\w+")),
    ("logic", re.compile(r"true|false|yes|no", re.IGNORECASE)),
    ("quantity", re.compile(r"[<>~≈±]?\s?[-+−]?\d[\d.,']*\s?[^\W\d]\S{0,7}")),
    ("code", re.compile(r"(?=\D*\d)\S{1,24}")),
)
_FORMS_WITHOUT_DIGITS = [each for each in _FORMS if each[0] in ("link", "logic")]
_DIGIT = re.compile(r"\d")
_MISSING = frozenset({"", "-", "–", "—", "?", "n/a", "na", "none", "nil", "unknown", "null"})
_YEAR = re.compile(r"(1[5-9]|20)\d\d")
_MAX_CHARS = 60  # of a cell that is not words
_RUN = re.compile(r"\d+|[^\W\d_]+")


def kind_of(cell: str) -> Kind:
    """The kind of a cell without surrounding white space; "" if it says that there is no value.

    >>> [kind_of(cell) for cell in ("1,200", "2024-05-06", "7:30", "2.4 kg", "A-17", "Bo", "n/a")]
    ['number', 'date', 'time', 'quantity', 'code', 'words', '']
    """
    if len(cell) > _MAX_CHARS:
        return "words"
    if cell.lower() in _MISSING:
        return ""
    forms = _FORMS if _DIGIT.search(cell) else _FORMS_WITHOUT_DIGITS
    return next((kind for kind, form in forms if form.fullmatch(cell)), "words")


def is_year(cell: str) -> bool:
    return bool(_YEAR.fullmatch(cell))


def shape_of(cell: str) -> str:
    """The form of a code: "A-17" and "B-4" have one shape."""
    return _RUN.sub(lambda run: "9" if run[0][0].isdigit() else "A", cell)

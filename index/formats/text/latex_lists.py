"""The numbers of the items in LaTeX's lists, as the standard classes and enumitem write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.formats.office.numerals import numeral

_DEFAULTS = (r"\arabic*.", r"(\alph*)", r"\roman*.", r"\Alph*.")
_STYLES = {
    "arabic": "decimal",
    "alph": "lowerLetter",
    "Alph": "upperLetter",
    "roman": "lowerRoman",
    "Roman": "upperRoman",
}
_COUNTER = re.compile(r"\\(arabic|alph|Alph|roman|Roman)(?:\*|\s*\{\w{1,20}\})")
_LABEL = re.compile(r"label\s*=\s*((?:\{[^{}]*\}|[^,\]{}])+)")
_START = re.compile(r"start\s*=\s*(\d{1,6})")


@dataclass(slots=True)
class _List:
    label: str
    """With a command of LaTeX in the place of the number; "" for a list without numbers."""
    last: int = 0


class Lists:
    """The lists that are open."""

    def __init__(self) -> None:
        self._open: list[_List] = []

    def begin(self, environment: str, options: str) -> None:
        level = sum(bool(each.label) for each in self._open)
        label = _DEFAULTS[min(level, 3)] if environment == "enumerate" else ""
        if label and (given := _LABEL.search(options)):
            label = given[1].strip("{} ")
        start = _START.search(options)
        self._open.append(_List(label, int(start[1]) - 1 if start else 0))

    def end(self) -> None:
        if self._open:
            self._open.pop()

    def set_label(self, label: str) -> None:
        if self._open and self._open[-1].label:
            self._open[-1].label = label

    def set_last(self, number: str) -> None:
        if self._open and number.isdecimal() and len(number) < 7:
            self._open[-1].last = int(number)

    def number(self) -> str:
        """The label of the item that begins, in LaTeX; "" in a list without numbers."""
        if not self._open:
            return ""
        current = self._open[-1]
        current.last += 1
        return _COUNTER.sub(lambda match: numeral(current.last, _STYLES[match[1]]), current.label)

"""The lines near the top and bottom of pages, which may be running heads or page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.formats.pdf.layout.heads.flow_numbers import (
    NUMBER,
    FlowNumber,
    flow_numbers,
    line_key,
    number_value,
)
from index.formats.pdf.layout.page import Line, PageLines
from index.formats.pdf.layout.rows import visual_rows

ROWS = 6
"""At the top and at the bottom of a page that may be running heads."""

_NUMBERS = re.compile(r"\d\d{0,8}")  # faster to search for than \d{1,9}
_SECTION_PAGE = re.compile(r"[-–—\[(\s]*(\d{1,3})\s?[-–—]\s?(\d{1,4})[-–—\])\s]*")
_DIGITS = re.compile(r"\d\d*")
_WORD = re.compile(r"page|seite|pg?\b", re.IGNORECASE)


class EdgeNumber(NamedTuple):
    """What a line that may be a page number says."""

    form: str
    """The line with "9" for each number and without spaces; "r" for a Roman number."""
    values: tuple[int, ...]
    """One number, a section and a page, or a page and the number of pages."""

    @property
    def is_bare(self) -> bool:
        """Whether it is a number alone, as the cell of a table may be."""
        return self.form in ("9", "r")

    @property
    def is_named(self) -> bool:
        """Whether it says that it is a page number: "Page 3"."""
        return bool(_WORD.search(self.form))


class Edge(NamedTuple):
    """A line near the top or bottom of a page."""

    key: str
    """Its words without digits."""
    numbers: tuple[int, ...]
    place: float
    """From the page's bottom, in shares of its height."""
    middle: float
    """From the page's left, in shares of its width."""
    line: Line
    row: int
    """Rows between it and the edge."""
    is_top: bool
    number: EdgeNumber | None

    @property
    def has_letters(self) -> bool:
        return any(map(str.isalpha, self.key))


@dataclass(frozen=True, slots=True)
class Seen:
    """A page with what on it may be a running head or a page number."""

    page: PageLines
    edges: list[Edge]
    flow: list[FlowNumber]
    rows: list[list[Line]]
    by_key: dict[tuple[bool, str], list[Edge]]
    numbers: list[Edge]
    """The edges that may be page numbers."""


def seen(page: PageLines) -> Seen:
    """The page with its edges."""
    rows = visual_rows(page.lines)
    edges = _edges(page, rows)
    by_key: dict[tuple[bool, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        by_key[edge.is_top, edge.key].append(edge)
    numbers = [edge for edge in edges if edge.number]
    return Seen(page, edges, flow_numbers(page, rows), rows, by_key, numbers)


def _edges(page: PageLines, rows: Sequence[Sequence[Line]]) -> list[Edge]:
    bottom, height = _frame(page)
    width = max(page.width, 1.0)
    edges: list[Edge] = []
    for number, row in enumerate(rows):
        below = len(rows) - 1 - number
        if min(number, below) >= ROWS:
            continue
        is_top = number <= below
        for line in row:
            text = line.text
            numbers = tuple(map(int, _NUMBERS.findall(text)))
            place = (line.box[1] - bottom) / height
            middle = (line.box[0] + line.box[2]) / 2 / width
            at = number if is_top else below
            edges.append(
                Edge(line_key(text), numbers, place, middle, line, at, is_top, edge_number(text))
            )
    return edges


def edge_number(text: str) -> EdgeNumber | None:
    """
    >>> edge_number("Page 3 of 9"), edge_number("2-14"), edge_number("1,200")
    (EdgeNumber(form='page9of9', values=(3, 9)), EdgeNumber(form='9-9', values=(2, 14)), None)
    """
    if len(text) > 30:
        return None
    form = "".join(_DIGITS.sub("9", text.lower()).split())
    if match := NUMBER.fullmatch(text):
        number = match["number"].lower()
        if number.isdecimal():
            return EdgeNumber(form, tuple(map(int, _DIGITS.findall(text))))
        roman = form.replace(number, "r", 1) if form != number else "r"
        return EdgeNumber(roman, (number_value(number),))
    if match := _SECTION_PAGE.fullmatch(text):
        return EdgeNumber(form, (int(match[1]), int(match[2])))
    return None


def _frame(page: PageLines) -> tuple[float, float]:
    """The bottom and the height of the page in the places of its lines."""
    lowest = min((line.box[1] for line in page.lines), default=0.0)
    bottom = 0.0 if lowest >= 0 else -page.height if page.turns else lowest
    return bottom, max(page.height, 1.0)

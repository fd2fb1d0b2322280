"""Page numbers that stand in the middle of a page: of the paper that a file was made from.

Files made from web pages or from typed text keep the numbers, heads and feet of the original pages,
wherever they fall. They are found because they count on from one to the next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.formats.pdf.layout.page import Line, PageLines

NUMBER = re.compile(
    r"[-–—\[(\s]*(page|seite|p\.|pg\.?)?\s*(?P<number>\d{1,4}|[ivxl]{1,7})"
    r"(\s*(of|/|von|de)\s*\d{1,4})?[-–—\])\s.|]*",
    re.IGNORECASE,
)
"""A line that is a page number."""

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_CENTRED = 0.12  # of the page's width, between the places of two numbers
_MIN_CHAIN = 3
_MAX_CHARS = 30
_BESIDE = 3  # lines above and below a number that may be the original page's head or foot


@dataclass(frozen=True, slots=True)
class FlowNumber:
    """A line that may be a page number, alone in its row."""

    value: int
    key: str
    """The line without its number."""
    x: float
    """Its middle, in shares of the page's width."""
    line: Line
    beside: tuple[tuple[Line, str], ...]
    """The lines above and below it, with their words without digits."""


def flow_numbers(page: PageLines, rows: Sequence[Sequence[Line]]) -> list[FlowNumber]:
    """The candidates of a page, from the top."""
    found: list[FlowNumber] = []
    left = min((line.box[0] for line in page.lines), default=0.0)
    for at, row in enumerate(rows):
        if (
            len(row) != 1
            or len(row[0].text) > _MAX_CHARS
            or not (match := NUMBER.fullmatch(row[0].text))
        ):
            continue
        line, number = row[0], match["number"].lower()
        is_label = line.text.rstrip()[-1:] in ".)" and line.box[0] < left + 0.2 * page.width
        if is_label:
            continue
        value = int(number) if number.isdecimal() else _roman(number)
        beside = [
            (other, line_key(other.text))
            for near in (*rows[max(0, at - _BESIDE) : at][::-1], *rows[at + 1 : at + 1 + _BESIDE])
            for other in near
        ]
        key = line.text.lower().replace(number, "#", 1)
        x = (line.box[0] + line.box[2]) / 2 / max(page.width, 1.0)
        found.append(FlowNumber(value, key, x, line, tuple(beside)))
    return found


def line_key(text: str) -> str:
    """The words of a line in small letters, with "#" for each number and without other signs."""
    words = re.sub(r"\d+", " # ", text.lower())
    return " ".join(re.findall(r"[^\W_]+|#", words)) or text


def chained(numbers: Sequence[FlowNumber], at: int) -> bool:
    """Whether a candidate is one of at least three that count on."""
    return 1 + _run(numbers, at, 1) + _run(numbers, at, -1) >= _MIN_CHAIN


def _run(numbers: Sequence[FlowNumber], at: int, step: int) -> int:
    """How many candidates before or after it count on, others between them left out."""
    length, here = 0, numbers[at]
    for other in numbers[at + step :: step] if step > 0 else reversed(numbers[:at]):
        same = _form(other.key) == _form(here.key) and abs(other.x - here.x) < _CENTRED
        if same and other.value == here.value + step:
            length, here = length + 1, other
            if length >= _MIN_CHAIN:
                break
    return length


def _form(key: str) -> str:
    """The form of a page number; "page # of 9" and "page #of 8" have the same."""
    return re.sub(r"\s+", "", re.sub(r"\d+", "9", key))


def repeated_beside(numbers: Sequence[FlowNumber], at: int) -> list[Line]:
    """The lines beside a number that stand beside other numbers, too: heads and feet."""
    counts: Counter[str] = Counter()
    for other in (*numbers[:at], *numbers[at + 1 :]):
        counts.update({key for _, key in other.beside})
    return [
        line for line, key in numbers[at].beside if counts[key] >= 2 and any(map(str.isalpha, key))
    ]


def _roman(number: str) -> int:
    values = [_ROMAN[letter] for letter in number]
    return sum(
        -value if value < max(values[place:]) else value for place, value in enumerate(values)
    )

"""Page numbers that stand in the middle of a page: of the paper that a file was made from.

Files made from web pages or from typed text keep the numbers, heads and feet of the original pages,
wherever they fall. They are found because they count on from one to the next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from index.formats.pdf.layout.page import Line, PageLines

NUMBER = re.compile(
    r"[-–—\[(\s]*(page|seite|p\.|pg\.?)?\s*(?P<number>\d{1,4}|[ivxl]{1,7})"
    r"(\s*(of|/|von|de)\s*\d{1,4})?[-–—\])\s.|]*",
    re.IGNORECASE,
)
"""A line that is a page number."""

_DIGITS = re.compile(r"\d\d*")  # faster to search for than \d+
_KEY_WORD = re.compile(r"[^\W_]+|#")
_SPACES = re.compile(r"\s+")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_GAP = 1.45  # times the height, between a running head and the text
_OTHER_SIZE = 0.08  # of the height, by which running heads may be smaller
_CENTRED = 0.12  # of the page's width, between the places of two numbers
_MIN_CHAIN = 3
_MAX_CHARS = 30
_MIN_ROWS = 6  # between two such numbers on a page; 7 at least in 50 contracts
_TITLE_HEIGHT = 1.15  # times the height of the text
_YEARS = range(1900, 2100)
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
    above: tuple[Line, ...]
    """The lines above it, from the nearest, and one more."""
    below: tuple[Line, ...]
    page: int
    row: int
    """Rows of the page above it."""


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
        value = number_value(number)
        if line.text == match["number"] and _is_heading(line, value, page):
            continue
        above = tuple(near[0] for near in rows[max(0, at - _BESIDE - 1) : at][::-1])
        below = tuple(near[0] for near in rows[at + 1 : at + 2 + _BESIDE])
        key = line.text.lower().replace(number, "#", 1)
        x = (line.box[0] + line.box[2]) / 2 / max(page.width, 1.0)
        found.append(FlowNumber(value, key, x, line, above, below, page.number, at))
    return found


def _is_heading(line: Line, value: int, page: PageLines) -> bool:
    """Whether a number alone is a year, or looks like the heading of a part: "1985", "IV"."""
    if not line.text.isdecimal():
        return line.text.isupper()
    is_large = line.height > _TITLE_HEIGHT * median(each.height for each in page.lines)
    return value in _YEARS or line.bold or is_large


@lru_cache(maxsize=2_000)  # a page is compared with those near it
def line_key(text: str) -> str:
    """The words of a line in small letters, with "#" for each number and without other signs."""
    return " ".join(_KEY_WORD.findall(_DIGITS.sub(" # ", text.lower()))) or text


def chained(numbers: Sequence[FlowNumber], at: int) -> bool:
    """Whether a candidate is one of at least three that count on."""
    return 1 + _run(numbers, at, 1) + _run(numbers, at, -1) >= _MIN_CHAIN


def _run(numbers: Sequence[FlowNumber], at: int, step: int) -> int:
    """How many candidates before or after it count on, others between them left out."""
    length, here = 0, numbers[at]
    for other in numbers[at + step :: step] if step > 0 else reversed(numbers[:at]):
        same = _form(other.key) == _form(here.key) and abs(other.x - here.x) < _CENTRED
        if same and other.value == here.value + step:
            if here.key == "#" and _are_near(here, other):
                break  # the numbers of a list or of a column
            length, here = length + 1, other
            if length >= _MIN_CHAIN:
                break
    return length


def _are_near(one: FlowNumber, other: FlowNumber) -> bool:
    return one.page == other.page and abs(one.row - other.row) < _MIN_ROWS


def _form(key: str) -> str:
    """The form of a page number; "page # of 9" and "page #of 8" have the same."""
    return _SPACES.sub("", _DIGITS.sub("9", key))


def keys_beside(numbers: Sequence[FlowNumber]) -> Counter[str]:
    """How often each line stands beside one of the numbers."""
    beside = {id(line): line for each in numbers for line in (*each.above, *each.below)}
    return Counter([line_key(line.text) for line in beside.values()])


def repeated_beside(number: FlowNumber, counts: Counter[str]) -> Iterator[Line]:
    """The lines beside a number that stand beside others, too, set apart from the text."""
    for lines in (number.above, number.below):
        recurring = 0
        while recurring < min(len(lines), _BESIDE) and _is_head(lines[recurring], counts):
            recurring += 1
        while recurring and not are_apart(lines[recurring - 1 :]):
            recurring -= 1
        yield from lines[:recurring]


def _is_head(line: Line, counts: Counter[str]) -> bool:
    key = line_key(line.text)
    return counts[key] > 2 and any(map(str.isalpha, key))


def are_apart(lines: Sequence[Line]) -> bool:
    """Whether the first of some lines is set apart from the second: by a gap, or by its size."""
    if len(lines) < 2:
        return True
    one, other = lines[0], lines[1]
    distance = abs(one.box[1] - other.box[1])
    is_other_size = abs(one.height - other.height) > _OTHER_SIZE * other.height
    return is_other_size or distance > _GAP * max(one.height, other.height)


def number_value(number: str) -> int:
    """The value of a number in digits or in small Roman letters."""
    if number.isdecimal():
        return int(number)
    values = [_ROMAN[letter] for letter in number]
    return sum(
        -value if value < max(values[place:]) else value for place, value in enumerate(values)
    )

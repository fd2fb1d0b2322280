"""Running heads, feet and page numbers, found because they recur from page to page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from index.formats.pdf.layout.flow_numbers import (
    NUMBER,
    FlowNumber,
    are_apart,
    chained,
    flow_numbers,
    keys_beside,
    line_key,
    repeated_beside,
)
from index.formats.pdf.layout.page import Line, PageLines
from index.formats.pdf.layout.rows import visual_rows

_WINDOW = 8  # pages before and after that a page is compared with
_ROWS = 6  # at the top and at the bottom that may be running heads
_PLACE = 0.012  # of the page's height by which the place may differ
_TITLE_HEIGHT = 1.15  # times the height of the text; such a line with another number is a title
_NUMBERED_TITLE = re.compile(
    r"(chapter|part|section|article|exhibit|schedule|appendix|annex|question|lesson|unit|figure|"
    r"table|clause|item|step|day|week|volume|book|attachment|form|kapitel|teil) #"
)
_ADDRESS = re.compile(r"(https?|file)://\S+( \d+/\d+)?$")
_PRINT_DAY = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}, \d{1,2}:\d\d")
_SMALL = 0.92  # of the height of the text; so small, a line may recur at another place
_OFTEN = 6  # pages
_NUMBERS = re.compile(r"\d\d{0,8}")  # faster to search for than \d{1,9}
_MAX_ALONE = 3  # recurring rows of a page without text
_NAMED_NUMBER = re.compile(r"\W*(page|seite)\s*\d{1,4}(\s*(of|/|von)\s*\d{1,4})?\W*", re.IGNORECASE)


_MONTHS = (
    "jan|feb|fév|m[aä]r|maart|ap[rb]|ma[iyg]|mayo|ju[nl]|juin|gen|giu|lug|a[uo]|août|sep|set|o[ck]t|"
    "out|nov|d[eéi][cz]"
)
_DATE = re.compile(
    r"(?:[^\W\d][^\d,|]{0,30}, |(?!page|seite|pg?\.)[^\W\d]\w{0,9}\.?:? )?(?:"
    rf"\d\d?(?:st|nd|rd|th|er|\.)? (?:of |de )?(?:{_MONTHS})\w*\.?,? (?:de )?|"
    rf"(?:{_MONTHS})\w*\.? \d\d?(?:st|nd|rd|th)?,? |"
    r"\d\d?([./-]) ?\d\d?\1 ?)(?:19|20)\d\d",
    re.IGNORECASE,
)
"""A line that is a date, with a place or day before it; such lines do not count on."""


class _Edge(NamedTuple):
    """A line near the top or bottom of a page."""

    key: str
    """Its words without digits."""
    numbers: tuple[int, ...]
    place: float
    """From the page's bottom, in shares of its height."""
    line: Line
    row: int
    """Rows between it and the edge."""
    is_top: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page with what on it may be a running head or a page number."""

    page: PageLines
    edges: list[_Edge]
    numbers: list[FlowNumber]
    rows: list[list[Line]]
    by_key: dict[tuple[bool, str], list[_Edge]]


def without_running_heads(pages: Iterable[PageLines]) -> Iterator[PageLines]:
    """The pages, without the lines that recur on neighbouring pages; they are counted."""
    window: list[_Seen] = []
    done = 0
    for page in pages:
        rows = visual_rows(page.lines)
        edges = _edges(page, rows)
        by_key: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
        for edge in edges:
            by_key[edge.is_top, edge.key].append(edge)
        window.append(_Seen(page, edges, flow_numbers(page, rows), rows, by_key))
        if len(window) - done > _WINDOW:
            yield _cleaned(window, done)
            done += 1
            if done > _WINDOW:
                window.pop(0)
                done -= 1
    while done < len(window):
        yield _cleaned(window, done)
        done += 1


def _edges(page: PageLines, rows: Sequence[Sequence[Line]]) -> list[_Edge]:
    bottom, height = _frame(page)
    edges: list[_Edge] = []
    for number, row in enumerate(rows):
        below = len(rows) - 1 - number
        if min(number, below) >= _ROWS:
            continue
        for line in row:
            text = line.text
            numbers = tuple(map(int, _NUMBERS.findall(text)))
            place = (line.box[1] - bottom) / height
            is_top = number <= below
            edges.append(
                _Edge(line_key(text), numbers, place, line, number if is_top else below, is_top)
            )
    return edges


def _frame(page: PageLines) -> tuple[float, float]:
    """The bottom and the height of the page in the places of its lines."""
    lowest = min((line.box[1] for line in page.lines), default=0.0)
    bottom = 0.0 if lowest >= 0 else -page.height if page.turns else lowest
    return bottom, max(page.height, 1.0)


def _cleaned(window: Sequence[_Seen], at: int) -> PageLines:
    """The page at a place of the window without the lines that recur."""
    page = window[at].page
    counted = {id(line): line for line in _counted_on(window, at)}
    page.cuts += [line.box[1] for line in counted.values()]
    taken = {id(line): line for line in _recurring(window, at)} | counted
    if len(window) == 1:
        taken |= {id(line): line for line in _printed_by_browser(window[at].rows)}
    for line in taken.values():
        is_number = NUMBER.fullmatch(line.text)
        page.losses["page numbers skipped" if is_number else "running heads skipped"] += 1
    page.lines = [line for line in page.lines if id(line) not in taken]
    _drop_repeated_turned(page, [seen.page for seen in window if seen.page is not page])
    return page


def _counted_on(window: Sequence[_Seen], at: int) -> Iterator[Line]:
    """Page numbers in the middle of the page, and the heads and feet beside them."""
    if not window[at].numbers:
        return
    first = sum(len(seen.numbers) for seen in window[:at])
    numbers = [number for seen in window for number in seen.numbers]
    here = range(first, first + len(window[at].numbers))
    if counted_on := [numbers[place] for place in here if chained(numbers, place)]:
        counts = keys_beside(numbers)
        for number in counted_on:
            yield number.line
            yield from repeated_beside(number, counts)


def _recurring(window: Sequence[_Seen], at: int) -> Iterator[Line]:
    """Lines at the top and bottom of a page that recur, up to the first that does not."""
    page, edges = window[at].page, window[at].edges
    body = _body_height(page)
    others = [seen for seen in window if seen.page is not page]
    for is_top in (True, False):
        recurring: list[list[Line]] = []
        often = 0  # rows that recur so often that they need not be set apart
        for row in range(_ROWS):
            here = [edge for edge in edges if edge.is_top == is_top and edge.row == row]
            counts = [_recurrences(edge, page, others, body) for edge in here]
            least = 1 if len(others) < 3 or row == 0 else 2
            found = [edge.line for edge, n in zip(here, counts, strict=True) if n >= least]
            if not found:
                break
            often += often == row and max(counts) >= _OFTEN
            if any(NUMBER.fullmatch(line.text) for line in found):
                found = [edge.line for edge in here]  # beside a page number is a running head
            recurring.append(found)
        rows = window[at].rows if is_top else window[at].rows[::-1]
        count = max(_rows_apart(recurring, rows), often if often < _ROWS else 0)
        for found in recurring[:count]:
            yield from found


def _printed_by_browser(rows: Sequence[Sequence[Line]]) -> Iterator[Line]:
    """What a browser prints above and below a single page: day and title, address and number."""
    if len(rows) > 1 and _ADDRESS.match(" ".join(line.text for line in rows[-1])):
        yield from rows[-1]
        if _PRINT_DAY.match(rows[0][0].text):
            yield from rows[0]


def _rows_apart(recurring: Sequence[Sequence[Line]], rows: Sequence[Sequence[Line]]) -> int:
    """How many of the recurring rows are set apart from the text: by a gap, or by their size.

    A page number is, even if it is close to the text.
    """
    if len(rows) <= len(recurring) <= _MAX_ALONE:
        return len(recurring)
    for count in range(min(len(recurring), len(rows) - 1), 0, -1):
        is_number = all(NUMBER.fullmatch(line.text) for line in recurring[count - 1])
        if is_number or are_apart([rows[count - 1][0], rows[count][0]]):
            return count
    return 0


def _body_height(page: PageLines) -> float:
    return median([line.height for line in page.lines] or [0.0])


def _recurrences(edge: _Edge, page: PageLines, others: Sequence[_Seen], body: float) -> int:
    """On how many other pages a line stands at the same place, but for its numbers; to `_OFTEN`.

    Small print below a page that is not full stands in the same row, but elsewhere.
    """
    if not others:
        return bool(_NAMED_NUMBER.fullmatch(edge.line.text)) and edge.row == 0
    key = edge.is_top, edge.key
    alike = [(other.page.number, other.by_key[key]) for other in others if key in other.by_key]
    if not alike:
        return 0
    is_title = edge.line.height > _TITLE_HEIGHT * body or bool(_NUMBERED_TITLE.match(edge.key))
    is_date = _DATE.fullmatch(edge.line.text) is not None
    if is_date and page.number < alike[0][0]:
        return 0  # the date of a letter, which is repeated on its other pages
    is_small = edge.line.height < _SMALL * body and any(map(str.isalpha, edge.key))
    count = 0
    for number, found in alike:
        distance = 0 if is_title or is_date else number - page.number
        for each in found:
            is_near = abs(each.place - edge.place) < _PLACE or (is_small and each.row == edge.row)
            if is_near and _is_same(edge, each, distance):
                count += 1
                break
        if count == _OFTEN:
            break
    return count


def _is_same(edge: _Edge, other: _Edge, distance: int) -> bool:
    """Whether two lines with the same words are of one size, and their numbers alike."""
    if abs(edge.line.height - other.line.height) > 0.1 * edge.line.height:
        return False
    if edge.numbers == other.numbers:
        return True
    if not distance:
        return False
    return any(b - a == distance for a, b in zip(edge.numbers, other.numbers, strict=False))


def _drop_repeated_turned(page: PageLines, others: Sequence[PageLines]) -> None:
    """Leaves out watermarks and text along an edge that recur on another page."""
    if not page.turned:
        return
    texts: Counter[str] = Counter(line.text for other in others for line in other.turned)
    kept = [line for line in page.turned if not texts[line.text]]
    if len(kept) < len(page.turned):
        page.losses["watermarks skipped"] += len(page.turned) - len(kept)
        page.turned = kept

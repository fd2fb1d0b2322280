"""Running heads, feet and page numbers, found because they recur from page to page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from index.formats.pdf.layout.heads.edges import ROWS, Edge, Seen, seen
from index.formats.pdf.layout.heads.flow_numbers import (
    NUMBER,
    are_apart,
    chained,
    keys_beside,
    repeated_beside,
)
from index.formats.pdf.layout.heads.recurrence import (
    OFTEN,
    body_height,
    is_at_head,
    recurrences,
)
from index.formats.pdf.layout.page import Line, PageLines

_WINDOW = 8  # pages before and after that a page is compared with
_ADDRESS = re.compile(r"(https?|file)://\S+( \d+/\d+)?$")
_PRINT_DAY = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}, \d{1,2}:\d\d")
_MAX_ALONE = 3  # recurring rows of a page without text
_MAX_PARTS = 3  # of a running head: left, middle, right
_ALIGNED = 2.0  # points, between the edges of cells
_MARGIN = 0.06  # of the page's width, within which a line is at a margin
_PITCH = 1.3  # times the distance of rows further in, up to which a row is one of the same table


def without_running_heads(pages: Iterable[PageLines]) -> Iterator[PageLines]:
    """The pages, without the lines that recur on neighbouring pages; they are counted."""
    window: list[Seen] = []
    done = 0
    for page in pages:
        window.append(seen(page))
        if len(window) - done > _WINDOW:
            yield _cleaned(window, done)
            done += 1
            if done > _WINDOW:
                window.pop(0)
                done -= 1
    while done < len(window):
        yield _cleaned(window, done)
        done += 1


def _cleaned(window: Sequence[Seen], at: int) -> PageLines:
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
    _drop_repeated_turned(page, [each.page for each in window if each.page is not page])
    return page


def _counted_on(window: Sequence[Seen], at: int) -> Iterator[Line]:
    """Page numbers in the middle of the page, and the heads and feet beside them."""
    if not window[at].flow:
        return
    first = sum(len(each.flow) for each in window[:at])
    numbers = [number for each in window for number in each.flow]
    here = range(first, first + len(window[at].flow))
    if counted_on := [numbers[place] for place in here if chained(numbers, place)]:
        counts = keys_beside(numbers)
        for number in counted_on:
            yield number.line
            yield from repeated_beside(number, counts)


def _recurring(window: Sequence[Seen], at: int) -> Iterator[Line]:
    """Lines at the top and bottom of a page that recur, up to the first row without any."""
    page, edges = window[at].page, window[at].edges
    others = [each for each in window if each.page is not page]
    body = body_height(page)
    for is_top in (True, False):
        recurring: list[list[Line]] = []
        often = 0  # rows that recur so often that they need not be set apart
        for row in range(ROWS):
            here = [edge for edge in edges if edge.is_top == is_top and edge.row == row]
            pages = [recurrences(edge, page, others, body) for edge in here]
            least = 1 if len(others) < 3 or row == 0 else 2
            found = _heads(here, pages, least)
            if not found and _may_name(here, page):
                found = _beside_names(here, pages, page, min(OFTEN, max(2, len(others))))
            if not found and row == 0 and all(is_at_head(edge, page, others) for edge in here):
                found = [edge.line for edge in here]
            if not found:
                break
            often += often == row and max(map(len, pages)) >= OFTEN and len(found) == len(here)
            recurring.append(found)
        rows = window[at].rows if is_top else window[at].rows[::-1]
        while recurring and _is_in_table(recurring[-1], rows, len(recurring) - 1):
            recurring.pop()
        often = min(often, len(recurring))
        count = max(_rows_apart(recurring, rows), often if often < ROWS else 0)
        for found in recurring[:count]:
            yield from found


def _heads(row: Sequence[Edge], pages: Sequence[set[int]], least: int) -> list[Line]:
    """The lines of a row that are running heads; none if it has other cells.

    `pages` are those on which each line recurs. Beside a page number, other words are the name of a
    chapter.
    """
    found = [edge for edge, each in zip(row, pages, strict=True) if len(each) >= least]
    numbers = [edge.number for edge in found if edge.number]
    if not found or any(number.is_named for number in numbers):
        return [edge.line for edge in row] if found else []
    if len(found) == len(row):
        are_together = numbers or len(set.intersection(*pages)) >= least
        return [edge.line for edge in row] if are_together else []
    rest = [edge for edge, each in zip(row, pages, strict=True) if len(each) < least]
    if len(row) > _MAX_PARTS or not all(edge.has_letters for edge in rest):
        return []
    return [edge.line for edge in row] if numbers else []


def _beside_names(
    row: Sequence[Edge], pages: Sequence[set[int]], page: PageLines, often: int
) -> list[Line]:
    """The lines of a row of a running head that recurs often and the name of a chapter.

    On the first page the other one may be the title of the document, which is no part of it.
    """
    found = [edge.line for edge, each in zip(row, pages, strict=True) if len(each) >= often]
    return [edge.line for edge in row] if found and page.number else found


def _may_name(row: Sequence[Edge], page: PageLines) -> bool:
    """Whether a row has one line at the left and one at the right margin: a title, a chapter."""
    if len(row) != 2 or not all(edge.has_letters for edge in row):
        return False
    left = min(line.box[0] for line in page.lines)
    right = max(line.box[2] for line in page.lines)
    nearest = _MARGIN * page.width
    return row[0].line.box[0] - left < nearest and right - row[1].line.box[2] < nearest


def _is_in_table(found: Sequence[Line], rows: Sequence[Sequence[Line]], at: int) -> bool:
    """Whether a row is the first or last of a table: its cells stand above those further in.

    The rows are counted from the edge of the page.
    """
    if len(rows[at]) < 2 or at + 1 >= len(rows) or not _are_aligned(rows[at], rows[at + 1]):
        return False
    if len(rows[at]) <= _MAX_PARTS and any(NUMBER.fullmatch(line.text) for line in found):
        return False
    distance = _distance(rows[at], rows[at + 1])
    if at + 2 < len(rows) and _are_aligned(rows[at + 1], rows[at + 2]):
        return distance <= _PITCH * _distance(rows[at + 1], rows[at + 2])
    return not are_apart([rows[at][0], rows[at + 1][0]])


def _distance(row: Sequence[Line], other: Sequence[Line]) -> float:
    return abs(row[0].box[1] - other[0].box[1])


def _are_aligned(row: Sequence[Line], other: Sequence[Line]) -> bool:
    """Whether at least two lines begin, end or have their middle where lines of the other do."""
    return sum(any(_is_above(one, each) for each in other) for one in row) >= 2


def _is_above(one: Line, other: Line) -> bool:
    left, right = one.box[0] - other.box[0], one.box[2] - other.box[2]
    return min(abs(left), abs(right), abs(left + right) / 2) < _ALIGNED


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


def _drop_repeated_turned(page: PageLines, others: Sequence[PageLines]) -> None:
    """Leaves out watermarks and text along an edge that recur on another page."""
    if not page.turned:
        return
    texts: Counter[str] = Counter(line.text for other in others for line in other.turned)
    kept = [line for line in page.turned if not texts[line.text]]
    if len(kept) < len(page.turned):
        page.losses["watermarks skipped"] += len(page.turned) - len(kept)
        page.turned = kept

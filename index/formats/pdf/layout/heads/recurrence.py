"""On which other pages a line recurs: the same words, or a number that counts the pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from index.formats.pdf.layout.heads.edges import Edge, Seen
from index.formats.pdf.layout.page import PageLines

OFTEN = 6
"""Pages on which a line recurs so often that it needs no other sign."""

_PLACE = 0.012  # of the page's height by which the place may differ
_EXACT_PLACE = 0.002  # the same, of a running head with other words
_HEADS = 0.4  # of the other pages that have running heads at that place
_MIN_HEADS = 3
_SIDE = 0.09  # of the page's width by which page numbers may differ, or be mirrored
_TITLE_HEIGHT = 1.15  # times the height of the text; such a line with another number is a title
_NUMBERED_TITLE = re.compile(
    r"(chapter|part|section|article|exhibit|schedule|appendix|annex|question|lesson|unit|figure|"
    r"table|clause|item|step|day|week|volume|book|attachment|form|kapitel|teil) #"
)
_SMALL = 0.92  # of the height of the text; so small, a line may recur at another place
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


def recurrences(edge: Edge, page: PageLines, others: Sequence[Seen], body: float) -> set[int]:
    """The other pages on which a line stands at the same place, but for its numbers.

    `body` is the height of the text. Small print below a page that is not full stands in the same
    row, but elsewhere. A page alone has its own number if that is named: "Page 1".
    """
    if not others:
        is_number = bool(_NAMED_NUMBER.fullmatch(edge.line.text)) and edge.row == 0
        return {page.number} if is_number else set()
    if edge.number is not None:
        return _counted_pages(edge, page, others)
    if not edge.has_letters and not edge.numbers:
        return set()  # a dash or a mark, as in an empty cell
    key = edge.is_top, edge.key
    alike = [(other.page.number, other.by_key[key]) for other in others if key in other.by_key]
    if not alike:
        return set()
    is_title = edge.line.height > _TITLE_HEIGHT * body or bool(_NUMBERED_TITLE.match(edge.key))
    is_date = _DATE.fullmatch(edge.line.text) is not None
    if is_date and page.number < alike[0][0]:
        return set()  # the date of a letter, which is repeated on its other pages
    may_count = edge.has_letters and not is_title and not is_date
    is_small = edge.line.height < _SMALL * body and edge.has_letters
    return {
        number
        for number, found in alike
        if any(
            (abs(each.place - edge.place) < _PLACE or (is_small and each.row == edge.row))
            and _is_same(edge, each, number - page.number if may_count else 0)
            for each in found
        )
    }


def is_at_head(edge: Edge, page: PageLines, others: Sequence[Seen]) -> bool:
    """Whether other lines that recur stand at the place of this one on most of the other pages.

    Such a line is the name of a chapter of one page; on the first page it may be a title.
    """
    if not edge.has_letters or edge.row or edge.line.text[-1] in ".,;:!?" or not page.number:
        return False
    keys = Counter(
        each.key
        for other in others
        for each in other.edges
        if each.row == 0
        and each.is_top == edge.is_top
        and each.has_letters
        and abs(each.place - edge.place) < _EXACT_PLACE
        and _is_same_size(edge, each)
    )
    recurring = sum(count for key, count in keys.items() if count > 1 and key != edge.key)
    return recurring >= max(_MIN_HEADS, _HEADS * len(others))


def body_height(page: PageLines) -> float:
    """The height of most lines of a page, 0 without any."""
    return median([line.height for line in page.lines] or [0.0])


def _is_same(edge: Edge, other: Edge, distance: int) -> bool:
    """Whether two lines with the same words are of one size, and their numbers alike.

    The only number that differs counts the pages.
    """
    if not _is_same_size(edge, other):
        return False
    if edge.numbers == other.numbers:
        return True
    return bool(distance) and _counts(edge.numbers, other.numbers, distance)


def _is_same_size(edge: Edge, other: Edge) -> bool:
    return abs(edge.line.height - other.line.height) <= 0.1 * edge.line.height


def _counts(one: Sequence[int], other: Sequence[int], distance: int) -> bool:
    """Whether only one of the numbers differs, by the pages between them."""
    if len(one) != len(other):
        return False
    changes = [b - a for a, b in zip(one, other, strict=True) if a != b]
    return changes == [distance]


def _counted_pages(edge: Edge, page: PageLines, others: Sequence[Seen]) -> set[int]:
    """The other pages on which a page number stands that counts on from this one.

    None if there is but one among several pages with a number at that place: figures of a table.
    """
    number = edge.number
    if number is None:
        return set()
    alike = 0
    found = set[int]()
    for other in others:
        distance = other.page.number - page.number
        here = [each for each in other.numbers if _may_follow(edge, each)]
        alike += bool(here)
        if any(
            _goes_on(number.values, each.number.values, distance)
            or (not number.is_bare and number.values == each.number.values)
            for each in here
            if each.number
        ):
            found.add(other.page.number)
    return found if len(found) >= min(2, alike) else set()


def _may_follow(edge: Edge, other: Edge) -> bool:
    """Whether two page numbers have one form, at the same height and side or at the other side."""
    if edge.is_top != other.is_top or not edge.number or not other.number:
        return False
    return (
        edge.number.form == other.number.form
        and abs(edge.place - other.place) < _PLACE
        and min(abs(edge.middle - other.middle), abs(edge.middle - 1 + other.middle)) < _SIDE
        and _is_same_size(edge, other)
    )


def _goes_on(one: Sequence[int], other: Sequence[int], distance: int) -> bool:
    """Whether a page number is `distance` pages before another one.

    A page number within a section begins again with each: "2-9", "3-1".
    """
    if _counts(one, other, distance):
        return True
    if len(one) < 2 or not distance:
        return False
    earlier, later = (one, other) if distance > 0 else (other, one)
    return 0 < later[0] - earlier[0] <= abs(distance) and 0 < later[1] <= abs(distance)

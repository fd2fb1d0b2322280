"""The rows of a table in the text of a document: "name: value; name: value."."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from index.spans import Document, Marker, Passage, Span
from qa.questions.words import content_words

_NEXT_CELL = re.compile(r";\s+(?=[^;:]{1,60}:\s)")
_NAME = re.compile(r"[^;:]{1,60}:\s+")
_NAME_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_LONGEST_UNIT = 2  # letters of a part of a column's name that is a unit: "length_m"
_PERSON = re.compile(r"(?:[^\W\d_a-z][\w.’'-]*\s){1,3}[^\W\d_a-z][\w’'-]+$")
_MIN_SHARED = 0.5  # of the names of the shorter row: rows of one table may lack cells

MAX_ROWS = 1_000
"""Of a table; in a longer run of rows each question took minutes (40,000 rows of five cells)."""


Found = TypeVar("Found")


class Cell(NamedTuple):
    """A value of a row and the name of its column, "" if it has none."""

    name: str
    value: Span


Row = tuple[Cell, ...]


def table_at(span: Span) -> list[Row]:
    """The table in whose row the span stands, in text order; empty if it stands in no row.

    The rows of a table follow each other and have the same names of columns; some may lack cells.
    Empty, too, if more than MAX_ROWS rows follow each other there.
    """
    if not span.is_within("row"):
        return []
    document, markers = span.document, span.document.marked("row")
    at = bisect_right(markers, span.start, key=_start) - 1
    run = _consecutive(document.text, markers, at)
    if len(run) > MAX_ROWS:
        return []
    rows = [cells(document, markers[n]) for n in run]
    first = last = at - run.start
    while first and _are_of_one_table(rows[first - 1], rows[first]):
        first -= 1
    while last + 1 < len(rows) and _are_of_one_table(rows[last], rows[last + 1]):
        last += 1
    return rows[first : last + 1]


def cells(document: Document, marker: Marker) -> Row:
    """The cells of a row, in order; the full stop at its end belongs to none of them."""
    text = document.text
    end = marker.end - (text[marker.end - 1] == ".")
    gaps = [match.span() for match in _NEXT_CELL.finditer(text, marker.start, end)]
    starts, ends = [marker.start, *(b for _, b in gaps)], [*(a for a, _ in gaps), end]
    row = []
    for start, stop in zip(starts, ends, strict=True):
        name = _NAME.match(text, start, stop)
        value = name.end() if name else start
        if text[value:stop].strip():
            row.append(Cell(name[0].strip(" :\n") if name else "", Span(document, value, stop)))
    return tuple(row)


def column(rows: Sequence[Row], name: str) -> list[Span]:
    """The values of a column, without the rows that lack it."""
    return [cell.value for row in rows for cell in row if cell.name == name]


def matching(rows: Sequence[Row], question: str, name: str) -> list[Row]:
    """The rows that the question singles out by values of other columns than the named one.

    Those are the rows with most of its words that stand in some rows, but not in all of them.
    """
    asked = content_words(question)
    found = [
        asked & {word for c in row if c.name != name for word in content_words(c.value.text)}
        for row in rows
    ]
    common = set.intersection(*found)
    most = max(len(words - common) for words in found)
    return [row for row, words in zip(rows, found, strict=True) if len(words - common) == most]


def persons(rows: Sequence[Row]) -> str:
    """The name of the first column of which most values look like names of persons; or ""."""
    for name in dict.fromkeys(cell.name for row in rows for cell in row):
        values = column(rows, name)
        if 2 * sum(looks_like_person(value.text) for value in values) > len(values):
            return name
    return ""


def looks_like_person(text: str) -> bool:
    """Whether it is two to four words with capitals: "Ada Fink", "Dr. Bo Ek"."""
    return _PERSON.match(text) is not None


def tables_in(passages: Sequence[Passage]) -> Iterator[tuple[Passage, list[Row]]]:
    """The tables that begin, go on or end in the passages, each once."""
    seen: set[Span] = set()  # the first value of each row
    for passage in passages:
        document, markers = passage.span.document, passage.span.document.marked("row")
        first = max(bisect_right(markers, passage.span.start, key=_start) - 1, 0)
        last = bisect_left(markers, passage.span.end, key=_start)
        too_long: Marker | None = None  # a row of a table that is not read
        for marker in markers[first:last]:
            row = Span(document, marker.start, marker.end)
            if not row.overlaps(passage.span) or _first_value(document, marker) in seen:
                continue
            goes_on = too_long is not None and _adjoin(document.text, too_long, marker)
            rows = [] if goes_on else table_at(row)
            too_long = None if rows else marker
            seen.update(each[0].value for each in rows if each)
            if rows:
                yield passage, rows


def best_in_tables(
    passages: Sequence[Passage],
    find: Callable[[Sequence[Row], Passage], tuple[float, Found] | None],
) -> Found | None:
    """What `find` finds with the highest score above 0 in the tables, the first of equals."""
    found = [pair for passage, rows in tables_in(passages) if (pair := find(rows, passage))]
    best = max(found, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] > 0 else None


def _first_value(document: Document, marker: Marker) -> Span | None:
    row = cells(document, marker)
    return row[0].value if row else None


def name_words(name: str) -> set[str]:
    """The words of a column's name, without units: "service_speed_kn", "Rate (£)"."""
    parts = {part.casefold() for part in _NAME_PART.findall(name)}
    return content_words(" ".join(part for part in parts if len(part) > _LONGEST_UNIT))


def row_span(row: Row) -> Span:
    first, last = row[0], row[-1]
    start = first.value.start - (len(first.name) + 2 if first.name else 0)
    return Span(first.value.document, start, last.value.end)


def _start(marker: Marker) -> int:
    return marker.start


def _consecutive(text: str, markers: Sequence[Marker], at: int) -> range:
    """The indices around `at` of the rows without text between them, up to MAX_ROWS + 1 of them."""
    first = last = at
    while first and last - first < MAX_ROWS and _adjoin(text, markers[first - 1], markers[first]):
        first -= 1
    while (
        last + 1 < len(markers)
        and last - first < MAX_ROWS
        and _adjoin(text, markers[last], markers[last + 1])
    ):
        last += 1
    return range(first, last + 1)


def _adjoin(text: str, above: Marker, below: Marker) -> bool:
    return not text[above.end : below.start].strip()


def _are_of_one_table(above: Row, below: Row) -> bool:
    one, other = {cell.name for cell in above}, {cell.name for cell in below}
    shared = len(one & other)
    return shared > _MIN_SHARED * min(len(one), len(other)) or (shared == 1 == len(one | other))

"""Dates: those in a text, and the date of what a document or a message says."""

from __future__ import annotations

import re
from bisect import bisect_right

from index.formats.other_day import is_other_day
from index.search.named_documents import file_stem
from index.spans import Document, Span

Date = tuple[int, int, int]
"""Year, month, day; month and day are 0 if not said. Later dates are greater."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_MONTH_NAME = re.compile(
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_FULL = (
    re.compile(rf"(?<!\d){_YEAR}[-_./](?P<m>\d\d?)[-_./](?P<day>\d\d?)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<day>\d\d?)(?:st|nd|rd|th)?(?: of)?[ .]+{_MONTH},? +{_YEAR}", re.I),
    re.compile(rf"\b{_MONTH} +(?P<day>\d\d?)(?:st|nd|rd|th)?,? +{_YEAR}", re.I),
    re.compile(rf"(?<!\d)(?P<day>\d\d?)[/.](?P<m>\d\d?)[/.]{_YEAR}(?!\d)"),
)
_PARTIAL = (re.compile(rf"\b{_MONTH},? +{_YEAR}", re.I), re.compile(rf"(?<!\d){_YEAR}(?!\d)"))
_HEAD = 300  # characters at the start of a document in which its date may stand
_MESSAGE_DATE = re.compile(r"(?:Date|Sent): ")


def find_date(text: str, *, full: bool = False) -> Date | None:
    """The first date with a day, or else with a month or a year unless `full`; None without one.

    "3/4/2021" is the third of April, unless the second number is above 12.

    >>> find_date("Minutes of 18 June 2025"), find_date("Report 2024")
    ((2025, 6, 18), (2024, 0, 0))
    """
    for pattern in _FULL if full else _FULL + _PARTIAL:
        for match in pattern.finditer(text):
            date = _date(match.groupdict())
            if date:
                return date
    return None


def without_dates(text: str) -> str:
    """The text in small letters without dates, months and numbers.

    >>> without_dates("Minutes of 18 June 2025"), without_dates("minutes-may-2025")
    ('minutes of', 'minutes')
    """
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return " ".join(word for word in words if not _MONTH_NAME.fullmatch(word))


def dates_in(text: str) -> list[tuple[int, int, Date]]:
    """Start, end and value of each date of a text, in its order; a month or a year counts too.

    >>> dates_in("From 2019 to 18 June 2025.")
    [(5, 9, (2019, 0, 0)), (13, 25, (2025, 6, 18))]
    """
    found = list[tuple[int, int, Date]]()
    for pattern in _FULL + _PARTIAL:
        for match in pattern.finditer(text):
            date = _date(match.groupdict())
            start, end = match.span()
            if date and not any(start < last and first < end for first, last, _ in found):
                found.append((start, end, date))
    return sorted(found)


def _date(found: dict[str, str | None]) -> Date | None:
    name, number = found.get("month"), found.get("m")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(number or 0)
    day = int(found.get("day") or 0)
    if month > 12 >= day:
        month, day = day, month
    return (int(found["year"] or 0), month, day) if month <= 12 and day <= 31 else None


def stated_date(span: Span) -> Date | None:
    """When the words of a span were written: the date of the message, or else of the document."""
    return _message_date(span) or document_date(span.document)


def document_date(document: Document) -> Date | None:
    """The date in its title or file name, in its properties, or at the start of its text.

    The properties of office files often tell when a file was saved last; so a month in the title
    counts more, and a year too, unless they agree within a year.
    """
    names = f"{document.title} {file_stem(document.source)}"
    named, stored = _own_date(names), find_date(document.date)
    if named and (named[1] or not stored or not 0 <= stored[0] - named[0] <= 1):
        return named
    rows = document.marked("row")
    head = min(rows[0].start, _HEAD) if rows else _HEAD
    return stored or _own_date(document.slice(0, head), full=True)


def _own_date(text: str, *, full: bool = False) -> Date | None:
    """As `find_date`, without the days on which something ends or happened: "until 3 May 2021"."""
    for start, end, _ in dates_in(text):
        if is_other_day(text, start):
            text = text[:start] + " " * (end - start) + text[end:]
    return find_date(text, full=full)


def _message_date(span: Span) -> Date | None:
    """The date in the rows below the last heading before the span; None if there is none."""
    rows, headings = span.document.marked("row"), span.document.marked("heading")
    above = bisect_right(headings, span.start, key=lambda marker: marker.start) - 1
    start = headings[above].end if above >= 0 else 0
    for row in rows[bisect_right(rows, start, key=lambda marker: marker.start) :][:6]:
        if row.start < span.start:
            text = span.document.slice(row.start, row.end)
            if _MESSAGE_DATE.match(text):
                return find_date(text)
    return None

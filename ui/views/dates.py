"""The dates of documents and messages in words, and which of several answers is the newest."""

from __future__ import annotations

from index.spans import Span
from qa.shapes.dates import Date, stated_date
from qa.types import Answer


def date_text(date: Date | None) -> str:
    """
    >>> date_text((2025, 3, 11)), date_text((2025, 3, 0)), date_text((2025, 0, 0)), date_text(None)
    ('2025-03-11', '2025-03', '2025', '')
    """
    if date is None:
        return ""
    year, *rest = date
    return "-".join([f"{year:04}", *(f"{part:02}" for part in rest if part)])


def dated(span: Span) -> str:
    """The date of the message or document that a span is in; "" if it has none."""
    return date_text(stated_date(span))


def conflict_note(answer: Answer) -> str:
    """Whether the answer shown first is the newest of those that disagree; "" without others."""
    if not answer.conflicting or answer.outcome == "nothing":
        return ""
    own = stated_date(answer.candidates[0].span)
    others = [stated_date(other.span) for other in answer.conflicting]
    newest = max((date for date in others if date), default=None)
    if own is None:
        return "The answer above has no date: it may be the older one."
    if newest is not None and newest > own:
        return f"The answer above is of {date_text(own)}; a newer one is of {date_text(newest)}."
    if None in others:
        return f"The answer above is of {date_text(own)}; not all of the others have a date."
    if newest == own:
        return f"They are of the same date, {date_text(own)}."
    return f"The answer above is the newest, of {date_text(own)}."

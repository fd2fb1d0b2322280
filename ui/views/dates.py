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
    """Whether the answer that is given is the newest of those that disagree; "" if none do."""
    if not answer.conflicting or answer.outcome == "nothing":
        return ""
    own = stated_date(answer.candidates[0].span)
    others = [stated_date(other.span) for other in answer.conflicting]
    newest = max((date for date in others if date), default=None)
    if own is None:
        return "The answer given has no date: it may be the older one."
    if newest is not None and newest > own:
        note = f"The answer given is of {date_text(own)}; a newer one is of {date_text(newest)}."
    elif None in others:
        note = f"The answer given is of {date_text(own)}; not all of the others have a date."
    elif newest == own:
        note = f"They are of the same date, {date_text(own)}."
    else:
        note = f"The answer given is the newest of these, of {date_text(own)}."
    return " ".join(part for part in (note, newer_note(answer)) if part)


def newest_date(answer: Answer) -> Date | None:
    """The latest date of the best candidate and of those that conflict with it."""
    told = [answer.candidates[0], *answer.conflicting]
    return max(filter(None, (stated_date(each.span) for each in told)), default=None)


def newer_note(answer: Answer) -> str:
    """That a less likely candidate is newer than the answer and all that conflicts with it."""
    if answer.outcome == "nothing":
        return ""
    newest = newest_date(answer)
    others = [
        (date, candidate.span.document.title)
        for candidate in answer.candidates[1:]
        if (date := stated_date(candidate.span)) and newest is not None and date > newest
    ]
    if not others:
        return ""
    date, title = max(others)
    return f"A less likely place is newer: “{title}”, of {date_text(date)}."

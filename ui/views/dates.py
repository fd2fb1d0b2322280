"""The dates of documents and messages in words, and which of several answers is the newest."""

from __future__ import annotations

from index.spans import Span
from qa.shapes.dates import Date, stated_date
from qa.types import Answer
from ui.views.i18n.language import gettext, written_date


def iso_date(date: Date | None) -> str:
    """
    >>> iso_date((2025, 3, 11)), iso_date((2025, 3, 0)), iso_date((2025, 0, 0)), iso_date(None)
    ('2025-03-11', '2025-03', '2025', '')
    """
    if date is None:
        return ""
    year, *rest = date
    return "-".join([f"{year:04}", *(f"{part:02}" for part in rest if part)])


def date_text(date: Date | None) -> str:
    """As the language of the request writes it; "" for None."""
    return written_date(iso_date(date))


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
        return gettext("The answer given has no date: it may be the older one.")
    date, newer = date_text(own), date_text(newest)
    if newest is not None and newest > own:
        note = gettext(
            "The answer given is of {date}; a newer one is of {newer}.", date=date, newer=newer
        )
    elif None in others:
        note = gettext(
            "The answer given is of {date}; not all of the others have a date.", date=date
        )
    elif newest == own:
        note = gettext("They are of the same date, {date}.", date=date)
    else:
        note = gettext("The answer given is the newest of these, of {date}.", date=date)
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
    return gettext(
        "A less likely place is newer: “{title}”, of {date}.", title=title, date=date_text(date)
    )

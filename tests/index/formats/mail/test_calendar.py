"""Invitations in words."""

from __future__ import annotations

import pytest

from index.formats.mail.calendar import calendar_text
from index.formats.mail.reader import read_eml
from tests.index.formats.mail.support import multipart, part, text_of


def event(*lines: str, method: str = "REQUEST") -> list[str]:
    text = "\r\n".join(
        ("BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", *lines, "END:VEVENT")
    )
    return [block.text for block in calendar_text(text)]


def test_an_invitation_says_what_when_where_and_with_whom() -> None:
    blocks = event(
        "SUMMARY:Lock\\, second visit",
        "DTSTART;TZID=Europe/Berlin:20240912T143000",
        "DURATION:PT1H30M",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;COUNT=5",
        "LOCATION:Quay 4\\; upper end",
        'ORGANIZER;CN="Ana Berg":mailto:ana@example.org',
        "ATTENDEE;CN=Bo;PARTSTAT=NEEDS-ACTION:mailto:bo@example.org",
        'ATTENDEE;CN="Cleo: office":mailto:cleo@exam',
        " ple.org",
        "DESCRIPTION:Bring the key.\\n\\nBo has",
        "  the lamp.",
        "BEGIN:VALARM",
        "DESCRIPTION:Reminder",
        "END:VALARM",
    )
    assert blocks == [
        "Event: Lock, second visit\n"
        "Start: Thursday 12 September 2024, 14:30 Europe/Berlin\n"
        "End: Thursday 12 September 2024, 16:00 Europe/Berlin\n"
        "Repeats: every 2 weeks on Thursday, 5 times\n"
        "Place: Quay 4; upper end\n"
        "Organiser: Ana Berg <ana@example.org>\n"
        "Attendees: Bo <bo@example.org>, Cleo: office <cleo@example.org>",
        "Bring the key.",
        "Bo has the lamp.",
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20240910T080000Z"], "Start: Tuesday 10 September 2024, 08:00 UTC"),
        (["DTSTART:20240910T080000"], "Start: Tuesday 10 September 2024, 08:00"),
        (
            ["DTSTART;VALUE=DATE:20240910", "DTEND;VALUE=DATE:20240912"],
            "Start: Tuesday 10 September 2024\nEnd: Wednesday 11 September 2024",
        ),
        (["DTSTART:20249910", "DURATION:nonsense", "RRULE:FREQ=SOMETIMES"], ""),
        (["RRULE:FREQ=YEARLY;UNTIL=20300101"], "Repeats: every year, until Tuesday 1 January 2030"),
    ],
)
def test_times(lines: list[str], expected: str) -> None:
    first, *_ = event("SUMMARY:Lock", *lines)
    assert first == f"Event: Lock\n{expected}".strip()


def test_a_cancelled_event_says_so() -> None:
    assert event("SUMMARY:Lock", method="CANCEL") == ["Cancelled event: Lock"]
    assert event("SUMMARY:Lock", "STATUS:CANCELLED") == ["Cancelled event: Lock"]
    assert list(calendar_text("BEGIN:VEVENT\nSUMMARY:Lock")) == []


def test_an_invitation_that_a_mail_has_twice_is_read_once() -> None:
    long = "BEGIN:VEVENT\nUID:1\nSUMMARY:Lock\nLOCATION:Quay\nEND:VEVENT"
    short = "BEGIN:VEVENT\nUID:1\nSUMMARY:Lock\nEND:VEVENT"
    extract = read_eml(
        multipart(
            "mixed",
            part("You are invited.", "text/plain"),
            part(long, "text/calendar; method=REQUEST"),
            part(short, "application/ics; name=invite.ics"),
        )
    )
    assert text_of(extract) == ["You are invited.", "Event: Lock\nPlace: Quay"]


def test_calendars_without_names_are_all_read_and_empty_ones_counted() -> None:
    extract = read_eml(
        multipart(
            "mixed",
            part("BEGIN:VEVENT\nSUMMARY:Lock\nEND:VEVENT", "text/calendar"),
            part("BEGIN:VEVENT\nSUMMARY:Quay\nEND:VEVENT", "text/calendar"),
            part("BEGIN:VFREEBUSY\nEND:VFREEBUSY", "text/calendar"),
        )
    )
    assert text_of(extract) == ["Event: Lock", "Event: Quay"]
    assert +extract.losses == {"calendar parts skipped": 1}

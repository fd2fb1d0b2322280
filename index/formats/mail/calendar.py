"""Invitations (iCalendar, RFC 5545) in words: what, when, where and with whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from index.formats.mail.message import Block

_MAX_EVENTS = 1_000
_MAX_ATTENDEES = 200
_FOLD = re.compile(r"\r?\n[ \t]")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^;:"]*)')
_ESCAPE = re.compile(r"\\([nN\\,;:\"])")
_DURATION = re.compile(r"([-+])?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?")
_MOMENT = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
_FREQUENCY = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_DAYS = dict(
    zip(
        ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)


class _Property(NamedTuple):
    name: str
    parameters: dict[str, str]
    value: str


def calendar_text(text: str) -> Iterator[Block]:
    """A block for each event or task, and one for its description."""
    open_parts: list[str] = []
    event: list[_Property] = []
    method, count = "", 0
    for line in _FOLD.sub("", text).splitlines():
        if (field := _property(line)) is None:
            continue
        if field.name == "BEGIN":
            open_parts.append(field.value.upper())
            event = [] if open_parts[-1] in ("VEVENT", "VTODO") else event
        elif field.name == "END":
            is_event = open_parts[-1:] and open_parts.pop() in ("VEVENT", "VTODO")
            if is_event and count < _MAX_EVENTS:
                count += 1
                yield from _event(event, method)
        elif field.name == "METHOD":
            method = field.value.upper()
        elif open_parts and open_parts[-1] in ("VEVENT", "VTODO"):
            event.append(field)


def _property(line: str) -> _Property | None:
    name = re.match(r"[A-Za-z0-9-]+", line)
    if name is None:
        return None
    parameters: dict[str, str] = {}
    end = name.end()
    while match := _PARAMETER.match(line, end):
        parameters[match[1].upper()] = match[2].strip('"')
        end = match.end()
    return _Property(name[0].upper(), parameters, line[end + 1 :]) if line[end:] else None


def _event(fields: list[_Property], method: str) -> Iterator[Block]:
    by_name = {field.name: field for field in reversed(fields)}
    words = {name: _text(field.value) for name, field in by_name.items()}
    is_cancelled = method == "CANCEL" or words.get("STATUS", "").upper() == "CANCELLED"
    start, end = by_name.get("DTSTART"), by_name.get("DTEND")
    lines = [
        ("Cancelled event" if is_cancelled else "Event", words.get("SUMMARY", "")),
        ("Start", _moment(start)),
        ("End", _moment(end, is_end=True) or _end_after(start, words.get("DURATION", ""))),
        ("Due", _moment(by_name.get("DUE"))),
        ("Repeats", _repetition(words.get("RRULE", ""))),
        ("Place", words.get("LOCATION", "")),
        ("Organiser", _person(by_name.get("ORGANIZER"))),
        ("Attendees", ", ".join(filter(None, map(_person, _attendees(fields))))),
    ]
    yield Block("\n".join(f"{name}: {value}" for name, value in lines if value))
    for paragraph in re.split(r"\n\s*\n", _raw_text(by_name.get("DESCRIPTION"))):
        if paragraph.strip():
            yield Block("\n".join(line.strip() for line in paragraph.splitlines()))


def _attendees(fields: list[_Property]) -> list[_Property]:
    return [field for field in fields if field.name == "ATTENDEE"][:_MAX_ATTENDEES]


def _raw_text(field: _Property | None) -> str:
    if field is None:
        return ""
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], field.value)


def _text(value: str) -> str:
    """A value without its escapes, on one line."""
    return " ".join(_raw_text(_Property("", {}, value)).split())


def _moment(field: _Property | None, *, is_end: bool = False) -> str:
    """A date or time in words, with its time zone: "Tuesday 10 September 2024, 08:00 UTC"."""
    if field is None or (match := _MOMENT.match(field.value.strip())) is None:
        return ""
    try:
        moment = datetime.strptime(match[1] + (match[2] or "000000"), "%Y%m%d%H%M%S")
        if match[2] is None and is_end:  # the day after the last one
            moment -= timedelta(days=1)
    except (ValueError, OverflowError):
        return ""
    if match[2] is None:
        return _day(moment)
    zone = "UTC" if match[3] else field.parameters.get("TZID", "").strip("/")
    return f"{_day(moment)}, {moment:%H:%M}" + (f" {zone}" if zone else "")


def _day(moment: datetime) -> str:
    return f"{moment:%A} {moment.day} {moment:%B} {moment.year}"


def _end_after(start: _Property | None, duration: str) -> str:
    match = _DURATION.fullmatch(duration.strip())
    if start is None or match is None or not duration:
        return ""
    weeks, days, hours, minutes = (int(number or 0) for number in match.groups()[1:])
    begin = _MOMENT.match(start.value.strip())
    with suppress(ValueError, OverflowError):
        if begin is not None and begin[2] is not None:
            moment = datetime.strptime(begin[1] + begin[2], "%Y%m%d%H%M%S")
            moment += timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
            return _moment(start._replace(value=f"{moment:%Y%m%dT%H%M%S}{begin[3]}"))
    return ""


def _repetition(rule: str) -> str:
    """A rule in words: "every 2 weeks on Monday, 10 times"."""
    parts = dict(part.upper().split("=", 1) for part in rule.split(";") if "=" in part)
    unit = _FREQUENCY.get(parts.get("FREQ", ""))
    if unit is None:
        return ""
    interval = parts.get("INTERVAL", "1")
    words = f"every {unit}" if interval == "1" else f"every {interval} {unit}s"
    days = [_DAYS[day[-2:]] for day in parts.get("BYDAY", "").split(",") if day[-2:] in _DAYS]
    words += f" on {', '.join(days)}" if days else ""
    words += f", {parts['COUNT']} times" if "COUNT" in parts else ""
    until = _moment(_Property("UNTIL", {}, parts["UNTIL"])) if "UNTIL" in parts else ""
    return words + (f", until {until}" if until else "")


def _person(field: _Property | None) -> str:
    """Name and address: "Ana <ana@example.org>"."""
    if field is None:
        return ""
    address = re.sub(r"^mailto:", "", field.value.strip(), flags=re.IGNORECASE)
    name = _text(field.parameters.get("CN", ""))
    if not name or name == address:
        return address
    return f"{name} <{address}>" if "@" in address else name

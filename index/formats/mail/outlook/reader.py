"""A .msg file as a Mail: headers, recipients, bodies, attachments, appointments."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from email import message_from_string
from email.utils import format_datetime

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.html import declared_charset
from index.formats.mail.body.alternatives import choose
from index.formats.mail.files import attachment_name
from index.formats.mail.headers import PARSER_ERRORS, header, iso_date
from index.formats.mail.message import Attachment, Body, Mail
from index.formats.mail.mime import read_mime
from index.formats.mail.outlook.properties import OutlookFile, Properties
from index.formats.mail.outlook.rtf import decompress, rtf_body

_SUBJECT, _HEADERS, _REPLY_TO_ID = 0x0037, 0x007D, 0x1042
_SENDER = (0x0042, 0x0C1A), (0x5D02, 0x5D01, 0x0065, 0x0C1F)
_RECIPIENT = (0x3001, 0x5FF6), (0x39FE, 0x3003)
_SENT, _DELIVERED, _CREATED = 0x0039, 0x0E06, 0x3007
_RECIPIENT_TYPE = 0x0C15
_RECIPIENT_HEADERS = {1: "To", 2: "Cc", 3: "Bcc"}
_DISPLAYED = {"To": 0x0E04, "Cc": 0x0E03, "Bcc": 0x0E02}
_BODY, _HTML, _RTF, _CLASS = 0x1000, 0x1013, 0x1009, 0x001A
_FILE_NAMES, _FILE_DATA, _FILE_TYPE, _CONTENT_ID = (0x3707, 0x3704, 0x3001), 0x3701, 0x370E, 0x3712
_HIDDEN = 0x7FFE
_START, _END, _PLACE = (0x0060, 0x820D), (0x0061, 0x820E), 0x8208
_MAX_DEPTH = 20
_MAX_PARTS = 10_000


def read_outlook(data: bytes) -> Mail:
    """Raises PinciteError if the bytes are not an Outlook message."""
    return _mail(OutlookFile(data), (), 0)


def _mail(file: OutlookFile, storage: tuple[str, ...], depth: int) -> Mail:
    values = file.properties(storage, "message" if storage else "root")
    mail = Mail()
    sent = values.time(_SENT, _DELIVERED, _CREATED)
    stated = _stated_date(values)
    fields = {
        "Subject": values.text(_SUBJECT),
        "From": _person(values, _SENDER),
        **_recipients(file, values),
        "Date": stated or (format_datetime(sent) if sent else ""),
    }
    mail.headers = {name: " ".join(value.split()) for name, value in fields.items() if value}
    mail.date = iso_date(mail.headers.get("Date", ""))
    mail.is_reply = bool(values.text(_REPLY_TO_ID))
    versions = [_plain(values), _rich(values, mail)]
    mail.bodies = choose([[body] for body in versions if body])
    mail.calendars = _appointment(file, values)
    for path in file.children(storage, "__attach_version1.0_#")[:_MAX_PARTS]:
        _add_attachment(mail, file, file.properties(path, "other"), depth)
    return mail


def _stated_date(values: Properties) -> str:
    """The Date header of the message as it was sent, with the sender's time zone."""
    with suppress(*PARSER_ERRORS):
        return header(message_from_string(values.text(_HEADERS)), "Date")
    return ""


def _person(values: Properties, ids: tuple[tuple[int, ...], tuple[int, ...]]) -> str:
    """Name and address: "Ana <ana@example.org>"."""
    name = values.text(*ids[0]).strip().strip("'")
    addresses = [values.text(number).strip() for number in ids[1]]
    address = next((each for each in addresses if "@" in each and each[0] != "/"), "")
    if not address or address.lower() == name.lower():
        return name
    return f"{name} <{address}>" if name else address


def _recipients(file: OutlookFile, values: Properties) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for path in file.children(values.storage, "__recip_version1.0_#")[:_MAX_PARTS]:
        recipient = file.properties(path, "other")
        name = _RECIPIENT_HEADERS.get(recipient.number(_RECIPIENT_TYPE), "To")
        if person := _person(recipient, _RECIPIENT):
            found.setdefault(name, []).append(person)
    return {
        name: ", ".join(found.get(name, ())) or values.text(number)
        for name, number in _DISPLAYED.items()
    }


def _plain(values: Properties) -> Body | None:
    text = values.text(_BODY)
    return Body(text) if text.strip() else None


def _rich(values: Properties, mail: Mail) -> Body | None:
    """The HTML body, which Outlook often stores only within RTF; else that RTF as text."""
    text, is_html = values.text(_HTML), True
    if data := values.data(_HTML):
        declared = declared_charset(data) or values.codepage
        try:
            text, warnings = decode_text(data, declared)
            mail.warnings += warnings
        except PinciteError:
            mail.losses["damaged parts skipped"] += 1
    if not text.strip() and (data := decompress(values.data(_RTF))):
        text, is_html = rtf_body(data)
    return Body(text, is_html) if text.strip() else None


def _add_attachment(mail: Mail, file: OutlookFile, values: Properties, depth: int) -> None:
    inner = values.embedded(_FILE_DATA)
    if inner is not None and (*inner, "__properties_version1.0") in file.paths:
        if depth < _MAX_DEPTH:
            mail.forwarded.append(_mail(file, inner, depth + 1))
        else:
            mail.losses["parts skipped"] += 1
        return
    data = values.data(_FILE_DATA)
    kind = values.text(_FILE_TYPE)
    name = attachment_name(values.text(*_FILE_NAMES), kind)
    is_picture = kind.startswith("image/") or name.lower().endswith((".png", ".gif", ".jpg"))
    if kind.lower() == "multipart/signed":
        _add_signed(mail, data)
    elif inner is not None:
        mail.losses["embedded objects skipped"] += 1
    elif is_picture and (values.text(_CONTENT_ID) or values.number(_HIDDEN)):
        mail.losses["pictures skipped"] += 1
    elif data:
        mail.attachments.append(Attachment(name, data))
    else:
        mail.losses["empty attachments skipped"] += 1


def _add_signed(mail: Mail, data: bytes) -> None:
    """Adds the parts of a signed message, which is attached as MIME (MS-OXOSMIME 2.1.3)."""
    inner = read_mime(data)
    mail.bodies = mail.bodies or inner.bodies
    mail.attachments += inner.attachments
    mail.losses.update(inner.losses)


def _appointment(file: OutlookFile, values: Properties) -> list[str]:
    """What an appointment or a request for a meeting says, as iCalendar."""
    kind = values.text(_CLASS).lower()
    if not kind.startswith(("ipm.appointment", "ipm.schedule.meeting")):
        return []
    ids = file.named_ids()
    start, end = (
        values.time(*(ids.get(number, number) for number in numbers)) for numbers in (_START, _END)
    )
    place = values.text(ids.get(_PLACE, _PLACE)).replace("\n", " ")
    lines = [
        f"METHOD:{'CANCEL' if 'cancel' in kind else 'REQUEST'}",
        "BEGIN:VEVENT",
        f"SUMMARY:{values.text(_SUBJECT)}",
        f"DTSTART:{_stamp(start)}",
        f"DTEND:{_stamp(end)}",
        f"LOCATION:{place}",
        "END:VEVENT",
    ]
    return ["\n".join(line for line in lines if not line.endswith(":"))]


def _stamp(moment: datetime | None) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}" if moment else ""

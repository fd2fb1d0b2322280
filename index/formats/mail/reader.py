"""Reads mails: subjects are headings, with sender, recipients and date below.

A mailbox is one document: its messages are answers to one another, and a question about it needs no
more than their headings to tell them apart. Attached messages follow the one that they came with;
other attachments are documents of their own (files.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from index.errors import PinciteError
from index.formats.mail.body.html_body import html_blocks
from index.formats.mail.body.plain import plain_blocks
from index.formats.mail.body.quotes import is_forward_subject, mark_earlier
from index.formats.mail.calendar import calendar_text
from index.formats.mail.mbox import split_mailbox
from index.formats.mail.message import SHOWN_HEADERS, Block, Body, Mail, MailText
from index.formats.mail.mime import read_mime
from index.formats.mail.outlook.reader import read_outlook
from index.spans import Marker

_MAX_NAMES = 50  # of attachments that are listed
_REPLY_SUBJECT = ("re:", "aw:", "sv:", "antw:", "r:", "rif:", "odp:", "vs:", "re[")


def read_eml(data: bytes) -> MailText:
    return _single(read_mime(data))


def read_msg(data: bytes) -> MailText:
    """A mail as Outlook stores it."""
    return _single(read_outlook(data))


def read_mbox(data: bytes) -> MailText:
    """All messages of a mailbox that can be read.

    It is named after its file, and has the author and the date (or only the year or the month) that
    all its messages share.
    """
    extract = MailText()
    authors: set[str] = set()
    dates: set[str] = set()
    for message in split_mailbox(data):
        try:
            mail = read_mime(message)
            blocks = list(_blocks(mail))
        except (PinciteError, RecursionError):
            mail = Mail()
        if not mail.headers:
            extract.losses["messages skipped"] += 1
            continue
        _add(extract, mail, blocks)
        authors.add(mail.headers.get("From", ""))
        dates.add(mail.date)
    if not authors:
        raise PinciteError("none of its messages can be read.")
    extract.author = authors.pop() if len(authors) == 1 else ""
    extract.date = _shared_date(dates)
    return extract


def _shared_date(dates: Iterable[str]) -> str:
    """The date, month or year of them all; "" if they are of several years.

    >>> _shared_date(["2025-03-03", "2025-03-28"])
    '2025-03'
    """
    shared = []
    for parts in zip(*(date.split("-") for date in dates), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return "-".join(shared)


def _single(mail: Mail) -> MailText:
    if not {"Subject", "From", "Date"} & set(mail.headers):
        raise PinciteError("this is not an email message: it has no subject, sender or date.")
    extract = MailText(title=mail.headers.get("Subject", ""), date=mail.date)
    extract.author = mail.headers.get("From", "")
    _add(extract, mail, _blocks(mail))
    return extract


def _add(extract: MailText, mail: Mail, blocks: Iterable[Block]) -> None:
    for block in blocks:
        start = extract.next
        extract.add(block.text, kind=block.kind)
        if block.quoted and extract.next > start:
            end = extract.next - 2
            extract.markers.append(Marker("quote", start, end, ""))
    for each in _with_forwarded(mail):
        extract.losses.update(each.losses)
        extract.add_warnings(each.warnings)
        extract.attachments += each.attachments


def _with_forwarded(mail: Mail) -> Iterator[Mail]:
    yield mail
    for inner in mail.forwarded:
        yield from _with_forwarded(inner)


def _blocks(mail: Mail) -> Iterator[Block]:
    """The heading, the header and the text of a mail, then the mails attached to it."""
    subject = mail.headers.get("Subject", "")
    yield Block(subject or "(no subject)", "heading")
    fields = [f"{name}: {mail.headers[name]}" for name in SHOWN_HEADERS[1:] if name in mail.headers]
    if names := [attachment.name for attachment in mail.attachments]:
        more = len(names) - _MAX_NAMES
        names[_MAX_NAMES:] = [f"{more:,} more"] if more > 0 else []
        fields.append(f"Attachments: {', '.join(names)}")
    yield from (Block(field, "row") for field in fields)
    is_reply = mail.is_reply or subject.lower().startswith(_REPLY_SUBJECT)
    for body in mail.bodies:
        blocks = list(_body_blocks(body, mail))
        yield from mark_earlier(blocks, is_forward=is_forward_subject(subject), is_reply=is_reply)
    for calendar in mail.calendars:
        events = list(calendar_text(calendar))
        mail.losses["calendar parts skipped"] += not events
        yield from events
    for inner in mail.forwarded:
        yield from _blocks(inner)


def _body_blocks(body: Body, mail: Mail) -> list[Block]:
    return html_blocks(body.text, mail.losses) if body.is_html else plain_blocks(body)

"""A MIME message as a Mail: which of its parts are text, which are files, which are messages."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message
from typing import cast

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.html import declared_charset
from index.formats.mail.body.alternatives import choose, says_the_same
from index.formats.mail.body.armour import without_armour
from index.formats.mail.files import attachment_name
from index.formats.mail.headers import (
    PARSER_ERRORS,
    decode_bytes,
    decode_words,
    is_stateful,
    iso_date,
    python_encoding,
    raw_headers,
)
from index.formats.mail.message import SHOWN_HEADERS, Attachment, Body, Mail

_MAX_DEPTH = 50
"""Parts within parts. Mail programs write four levels, a message forwarded ten times has forty."""

_SHOWN_TEXTS = ("plain", "html", "enriched", "markdown", "x-markdown", "rfc822-headers")
_NOT_SHOWN = ("x-amp-html", "x-watch-html")  # other versions of the HTML, for some programs
_SIGNATURES = (
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
)
_EVENT_ID = re.compile(r"^UID:(.*)$", re.MULTILINE)
_BODY_NAME = re.compile(r"att\d{3,8}\.(?:html?|txt)", re.IGNORECASE)
"""Names that mail servers give to the pieces of a text that stand between attachments."""
_PICTURE_NAME = re.compile(r"image\d{3}\.\w{3,4}", re.IGNORECASE)
"""Names that Outlook gives to the pictures in a text."""
_PAGE = re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE)
"""HTML that a program calls plain text."""
_RAW_NAME = re.compile(r'\b(?:file)?name\s*=\s*"?([^";]+)', re.IGNORECASE)
_MAX_REPLACED = 0.02
"""Share of the characters of a damaged text that may be unreadable."""
_ENCRYPTED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")


def read_mime(data: bytes) -> Mail:
    """Raises PinciteError if the bytes are not a message."""
    try:
        message = message_from_bytes(data, policy=policy.compat32)
        return _mail(message, 0)
    except PARSER_ERRORS as error:
        raise PinciteError(
            f"this is not a readable email message ({type(error).__name__})."
        ) from error


def _mail(message: Message, depth: int) -> Mail:
    raw = raw_headers(message)
    headers = {name: decode_words(raw.get(name.lower(), ""), message) for name in SHOWN_HEADERS}
    mail = Mail({name: value for name, value in headers.items() if value})
    received = raw.get("received", "").rpartition(";")[2]
    mail.date = iso_date(headers["Date"]) or iso_date(received)
    mail.is_reply = bool(raw.get("in-reply-to"))
    reader = _PartReader(mail)
    mail.bodies = list(reader.bodies(message, depth))
    if not mail.bodies and reader.named_text:
        mail.bodies = [reader.named_text.pop(0)]
        mail.attachments.pop(0)
    return mail


@dataclass(slots=True)
class _PartReader:
    """Sorts the parts of one message; all but the bodies go to the mail at once."""

    mail: Mail
    named_text: list[Body] = field(default_factory=list)
    """Attached plain text, the first of which is shown if nothing else is."""
    related: int = 0
    """How many multipart/related parts, a page with its pictures, this one is in."""

    def bodies(self, part: Message, depth: int) -> Iterator[Body]:
        kind = part.get_content_type()
        if depth > _MAX_DEPTH:
            self.mail.losses["parts skipped"] += 1
        elif kind.startswith("multipart/") and part.is_multipart():
            yield from self._multipart(part, kind, depth)
        elif kind in ("message/external-body", "message/partial"):
            self.mail.losses["parts stored elsewhere skipped"] += 1
        elif kind in ("message/delivery-status", "message/disposition-notification"):
            yield from self._report(part)
        elif kind.startswith("message/") and part.is_multipart():
            self.mail.forwarded += [_mail(inner, depth + 1) for inner in _inner(part)]
        elif kind in _SIGNATURES:
            self.mail.losses["signatures skipped"] += 1
        elif kind in _ENCRYPTED:
            is_signed = "signed" in str(part.get_param("smime-type", "")).lower()
            what = "signed parts skipped" if is_signed else "encrypted parts skipped"
            self.mail.losses[what] += 1
        else:
            yield from self._leaf(part, kind)

    def _multipart(self, part: Message, kind: str, depth: int) -> Iterator[Body]:
        children = _children(part)
        if kind == "multipart/encrypted":
            self.mail.losses["encrypted parts skipped"] += 1
            return
        if kind == "multipart/alternative":
            versions = [list(self.bodies(child, depth + 1)) for child in children]
            yield from choose([version for version in versions if version])
            return
        self.related += kind == "multipart/related"
        shown = [body for child in children for body in self.bodies(child, depth + 1)]
        self.related -= kind == "multipart/related"
        yield from _without_repetition(shown)

    def _report(self, part: Message) -> Iterator[Body]:
        """A report of a mail server consists of groups of header fields."""
        groups = [
            "\n".join(f"{name}: {decode_words(str(value))}" for name, value in group.raw_items())
            for group in _children(part)
        ]
        yield Body("\n\n".join(groups))

    def _leaf(self, part: Message, kind: str) -> Iterator[Body]:
        main, _, sub = kind.partition("/")
        raw = raw_headers(part)
        name = _file_name(part, raw)
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        stated = "content-disposition" in raw and part.get_content_disposition()
        is_file = stated == "attachment" or bool(name)
        is_file = is_file and not (main == "text" and _BODY_NAME.fullmatch(name))
        if main == "multipart":  # damaged: none of its parts was found
            main, sub, is_file = "text", "plain", False
        if kind == "text/calendar" or name.lower().endswith(".ics"):
            self._add_calendar(data, part)
        elif main == "text" and sub in _NOT_SHOWN:
            return
        elif main == "text" and sub in _SHOWN_TEXTS and not is_file:
            yield from self._body(part, data, sub == "html")
        elif main == "image" and (self._is_inline(part) or _PICTURE_NAME.fullmatch(name)):
            self.mail.losses["pictures skipped"] += 1
        elif data.strip():
            self._attach(part, data, kind, name)
        elif is_file:
            self.mail.losses["empty attachments skipped"] += 1

    def _body(self, part: Message, data: bytes, is_html: bool) -> Iterator[Body]:
        if not data.strip():
            return
        try:
            text, warnings = decoded_text(data, part.get_content_charset(), is_html)
        except PinciteError:
            self.mail.losses["damaged parts skipped"] += 1
            return
        self.mail.warnings += warnings
        is_html = bool(_PAGE.match(text)) if not is_html else "<" in text
        text = text if is_html else without_armour(text, self.mail)
        content_type = str(part.get("Content-Type", "")).lower()
        if is_html or "flowed" not in content_type:
            yield Body(text, is_html)
            return
        flowed = str(part.get_param("format", "")).lower() == "flowed"
        delete_space = str(part.get_param("delsp", "")).lower() == "yes"
        yield Body(text, is_html, flowed, delete_space)

    def _add_calendar(self, data: bytes, part: Message) -> None:
        """Adds an invitation; of those to the same events only the longest one."""
        text = decode_bytes(data, part.get_content_charset())
        events = _EVENT_ID.findall(text)
        for place, other in enumerate(self.mail.calendars):
            if text == other or (events and _EVENT_ID.findall(other) == events):
                self.mail.calendars[place] = max(text, other, key=len)
                return
        if text.strip():
            self.mail.calendars.append(text)

    def _is_inline(self, part: Message) -> bool:
        """Is the image shown in the text, as a logo in a signature is?"""
        has_id = bool(part.get("Content-ID"))
        disposition = part.get_content_disposition()
        return disposition == "inline" or (has_id and (disposition is None or self.related > 0))

    def _attach(self, part: Message, data: bytes, kind: str, name: str) -> None:
        attachment = Attachment(attachment_name(name, kind), data)
        if kind == "text/plain" and part.get_content_disposition() != "attachment":
            bodies = list(self._body(part, data, is_html=False))
            if not self.mail.attachments:
                self.named_text += bodies
        self.mail.attachments.append(attachment)


def _children(part: Message) -> list[Message]:
    """The parts of a part; a damaged one can have text in their place."""
    payload = part.get_payload()
    children = cast(Iterable[object], payload if isinstance(payload, list) else [])
    return [child for child in children if isinstance(child, Message)]


def _inner(part: Message) -> list[Message]:
    """The message in a part. Some servers write it as base64, against the standard."""
    children = _children(part)
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() != "base64":
        return children
    texts = [child.get_payload() for child in children if not child.keys()]
    return [
        message_from_bytes(b64decode(text), policy=policy.compat32)
        for text in texts
        if isinstance(text, str)
    ] or children


def decoded_text(data: bytes, charset: str | None, is_html: bool) -> tuple[str, tuple[str, ...]]:
    """The text of a part, and a warning if its encoding had to be guessed.

    Raises PinciteError if it is not text.
    """
    if charset is not None and is_stateful(charset):
        return decode_bytes(data, charset), ()
    declared = charset or (declared_charset(data) if is_html else None)
    encoding = declared and python_encoding(declared)
    try:
        return decode_text(data, encoding)
    except PinciteError:
        text = decode_bytes(data, encoding, "replace")
        if "\0" in text or text.count("\ufffd") > _MAX_REPLACED * len(text):
            raise
        return text, ()


def _file_name(part: Message, raw: dict[str, str]) -> str:
    stated = [raw.get("content-disposition", ""), raw.get("content-type", "")]
    if not any("name" in value.lower() for value in stated):
        return ""
    name = decode_words(part.get_filename() or "")
    if "\ufffd" not in name:
        return name
    for value in stated:  # bytes that are not ASCII
        if match := _RAW_NAME.search(decode_words(value, part)):
            return match[1].strip()
    return name


def _without_repetition(bodies: list[Body]) -> Iterator[Body]:
    """Bodies one after another, without the HTML version of the plain text before it."""
    for place, body in enumerate(bodies):
        previous = bodies[place - 1] if place else None
        is_repeated = (
            previous is not None
            and body.is_html != previous.is_html
            and says_the_same(previous, body)
        )
        if not is_repeated:
            yield body

"""Email: one message (.eml) or a mailbox (.mbox); subjects are headings.

Attachments are counted, not opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.html import blocks, refuse_deep

_ENVELOPE = re.compile(rb"(?:\A|\r?\n\r?\n)From [^\r\n]*\r?\n")
_MAX_HEADER_CHARS = 200_000
"""Longer headers are not decoded: Python's decoder takes quadratic time. It is some ten thousand
encoded words."""

# what Python's parser raises on malformed headers
_PARSER_ERRORS = (
    MessageError,
    LookupError,
    ValueError,
    AttributeError,
    TypeError,
    AssertionError,
)


def read_eml(data: bytes) -> ExtractedText:
    extract = ExtractedText()
    _add(extract, data)
    return extract


def read_mbox(data: bytes) -> ExtractedText:
    extract = ExtractedText()
    ends = [match.end() for match in _ENVELOPE.finditer(data)]
    if not ends:
        raise PinciteError("this is not a mailbox: no line begins with 'From '.")
    starts = [match.start() for match in _ENVELOPE.finditer(data)]
    for start, end in zip(ends, [*starts[1:], len(data)], strict=True):
        _add(extract, re.sub(rb"(?m)^>(>*From )", rb"\1", data[start:end]))
    extract.title = ""  # a mailbox is named after its file, not after its first message
    return extract


def _add(extract: ExtractedText, data: bytes) -> None:
    try:
        message = message_from_bytes(data, policy=policy.compat32)
        headers = {name: _header(message, name) for name in ("Subject", "From", "To", "Date")}
        bodies = list(_bodies(message, extract))
    except _PARSER_ERRORS as error:
        raise PinciteError(
            f"this is not a readable email message ({type(error).__name__})."
        ) from error
    if not any(headers.values()):
        raise PinciteError("this is not an email message: it has no subject, sender or date.")
    extract.title, extract.author = (
        extract.title or headers["Subject"],
        extract.author or headers["From"],
    )
    extract.date = extract.date or _date(headers["Date"])
    extract.add(headers["Subject"] or "(no subject)", heading=True)
    extract.add(
        "\n".join(f"{name}: {headers[name]}" for name in ("From", "To", "Date") if headers[name])
    )
    for text, is_html in bodies:
        if is_html:
            refuse_deep(text)
            blocks(extract, text)
        else:
            extract.add(text.replace("\r\n", "\n"))


def _header(message: Message, name: str) -> str:
    raw = str(message.get(name, ""))
    if len(raw) <= _MAX_HEADER_CHARS:
        with suppress(*_PARSER_ERRORS):
            raw = str(make_header(decode_header(raw)))
    return " ".join(raw.split())


def _bodies(message: Message, extract: ExtractedText) -> Iterator[tuple[str, bool]]:
    """(text, is HTML) of each part that a mail program shows; of alternatives, the plain one."""
    parts = [part for part in message.walk() if not part.is_multipart()]
    shown = [
        part for part in parts if part.get_content_maintype() == "text" and not part.get_filename()
    ]
    subtypes = {part.get_content_subtype() for part in shown}
    extract.losses["attachments skipped"] += len(parts) - len(shown)
    for part in shown:
        is_html = part.get_content_subtype() == "html"
        payload = part.get_payload(decode=True)
        if is_html and "plain" in subtypes:
            continue
        if isinstance(payload, bytes) and payload.strip():
            text, warnings = decode_text(payload, part.get_content_charset())
            extract.add_warnings(warnings)
            yield text, is_html


def _date(header: str) -> str:
    try:
        date = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    if date.year < 1000:
        return ""
    return (date.astimezone(UTC) if date.tzinfo else date).strftime("%Y-%m-%d")

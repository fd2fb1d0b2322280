"""Mail: one message (.eml) or a box of them (.mbox), each subject a heading. Attachments are counted, not opened."""

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
_LONGEST_HEADER = 200_000
"""Characters of one that is decoded, some ten thousand encoded words; Python's decoder takes time by their square."""

_BROKEN = (
    MessageError,
    LookupError,
    ValueError,
    AttributeError,
    TypeError,
    AssertionError,
)  # the parser raises these on odd headers


def read_eml(data: bytes) -> ExtractedText:
    extract = ExtractedText()
    _add(extract, data)
    return extract


def read_mbox(data: bytes) -> ExtractedText:
    extract = ExtractedText()
    ends = [match.end() for match in _ENVELOPE.finditer(data)]
    if not ends:
        raise PinciteError("this is no mailbox: no line begins with 'From '.")
    starts = [match.start() for match in _ENVELOPE.finditer(data)]
    for start, end in zip(ends, [*starts[1:], len(data)], strict=True):
        _add(extract, re.sub(rb"(?m)^>(>*From )", rb"\1", data[start:end]))
    extract.title = ""  # a box is named after its file, not after its first message
    return extract


def _add(extract: ExtractedText, data: bytes) -> None:
    try:
        mail = message_from_bytes(data, policy=policy.compat32)
        headers = {name: _header(mail, name) for name in ("Subject", "From", "To", "Date")}
        bodies = list(_bodies(mail, extract))
    except _BROKEN as error:
        raise PinciteError(f"this is no mail that can be read ({type(error).__name__}).") from error
    if not any(headers.values()):
        raise PinciteError("this is no mail: it has no subject, sender or date.")
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


def _header(mail: Message, name: str) -> str:
    raw = str(mail.get(name, ""))
    if len(raw) <= _LONGEST_HEADER:
        with suppress(*_BROKEN):
            raw = str(make_header(decode_header(raw)))
    return " ".join(raw.split())


def _bodies(mail: Message, extract: ExtractedText) -> Iterator[tuple[str, bool]]:
    """What a reader would see, each part with whether it is HTML: of alternatives, the plain one."""
    parts = [part for part in mail.walk() if not part.is_multipart()]
    shown = [
        part for part in parts if part.get_content_maintype() == "text" and not part.get_filename()
    ]
    kinds = {part.get_content_subtype() for part in shown}
    extract.losses["attachments skipped"] += len(parts) - len(shown)
    for part in shown:
        is_html = part.get_content_subtype() == "html"
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload.strip() and not (is_html and "plain" in kinds):
            text, notes = decode_text(payload, part.get_content_charset())
            extract.warnings += [note for note in notes if note not in extract.warnings]
            yield text, is_html


def _date(header: str) -> str:
    try:
        when = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return (
        (when.astimezone(UTC) if when.tzinfo else when).strftime("%Y-%m-%d")
        if when.year >= 1000
        else ""
    )

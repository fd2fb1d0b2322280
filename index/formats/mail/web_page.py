"""Web pages saved with their pictures and style sheets as one MIME message (.mht, .mhtml)."""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import Message

from index.errors import PinciteError
from index.formats.extract import ExtractedText
from index.formats.html import add_page
from index.formats.mail.headers import PARSER_ERRORS, header
from index.formats.mail.mime import decoded_text

_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_MAX_SHEETS = 20


def read_mht(data: bytes) -> ExtractedText:
    """The page that the message is about. Raises PinciteError if it has none."""
    try:
        message = message_from_bytes(data, policy=policy.compat32)
        parts = [part for part in message.walk() if not part.is_multipart()]
        page = _page(message, parts)
        text, warnings = decoded_text(_content(page), page.get_content_charset(), is_html=True)
        sheets = [_content(part) for part in parts if part.get_content_type() == "text/css"]
        title = header(message, "Subject")
    except PARSER_ERRORS as error:
        raise PinciteError(f"this is not a readable web page ({type(error).__name__}).") from error
    extract = ExtractedText(warnings=list(warnings))
    css = "\n".join(sheet.decode("utf-8", "replace") for sheet in sheets[:_MAX_SHEETS])
    add_page(extract, text, css)
    extract.title = extract.title or title
    return extract


def _page(message: Message, parts: Sequence[Message]) -> Message:
    """The part that is named as the first one, or is stored under the address of the page."""
    pages = [part for part in parts if part.get_content_type() in _PAGE_TYPES]
    if not pages:
        raise PinciteError("this is not a saved web page: it has no HTML.")
    start = str(message.get_param("start", ""))
    address = header(message, "Snapshot-Content-Location")
    for name, value in (("Content-ID", start), ("Content-Location", address)):
        for part in pages:
            if value and str(part.get(name, "")).strip() == value:
                return part
    return pages[0]


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""

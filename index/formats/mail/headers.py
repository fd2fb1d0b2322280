"""Header fields of a message as text: encoded words (RFC 2047), raw bytes, dates."""

from __future__ import annotations

import re
from contextlib import suppress
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime

MAX_HEADER_CHARS = 200_000
"""Longer headers are not decoded: Python's decoder takes quadratic time. It is some ten thousand
encoded words."""

# what Python's parser raises on malformed messages
PARSER_ERRORS = (
    MessageError,
    LookupError,
    ValueError,
    AttributeError,
    TypeError,
    AssertionError,
)

_STATEFUL = ("iso-2022", "utf-7", "hz", "unicode-1-1-utf-7")
"""Encodings whose bytes are all ASCII, so that a trial as UTF-8 proves nothing."""
_WESTERN = ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252", "cp1252")
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
}
"""Encodings with more characters than those named, which mail programs use under their names."""
_SURROGATE = re.compile("[\udc80-\udcff]")


def raw_headers(message: Message) -> dict[str, str]:
    """The first header field of each name, in lower case; bytes that are not ASCII are surrogates.

    Reading them once takes a tenth of the time of looking each up in the message.
    """
    return {key.lower(): str(value) for key, value in reversed(list(message.raw_items()))}


def header(message: Message, name: str) -> str:
    """The first header field of a name, decoded, on one line; "" if there is none."""
    return decode_words(raw_headers(message).get(name.lower(), ""), message)


def decode_words(raw: str, message: Message | None = None) -> str:
    """A header as text.

    Bytes that are not ASCII are read as UTF-8, in the encoding of the message, or as Windows-1252.
    """
    if raw.isascii() and "=?" not in raw:
        return " ".join(raw.split())
    if _SURROGATE.search(raw):
        data = raw.encode("utf-8", "surrogateescape")
        try:
            raw = data.decode()
        except UnicodeDecodeError:
            raw = decode_bytes(data, message.get_content_charset() if message else None)
    if "=?" in raw and len(raw) <= MAX_HEADER_CHARS:
        with suppress(*PARSER_ERRORS):
            raw = "".join(_word(part, charset) for part, charset in decode_header(raw))
    return " ".join(raw.split())


def _word(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    if charset is None:  # a part without encoded words, encoded so by Python's decoder
        with suppress(UnicodeDecodeError):
            return part.decode("raw-unicode-escape")
    return decode_bytes(part, charset)


def decode_bytes(data: bytes, charset: str | None, errors: str = "strict") -> str:
    """Text in a declared encoding; where that fails UTF-8, then Windows-1252 with U+FFFD.

    `errors` is how the declared encoding treats bytes that it does not have.
    """
    with suppress(UnicodeDecodeError, LookupError):
        return data.decode(python_encoding(charset), errors)
    with suppress(UnicodeDecodeError):
        return data.decode()
    return data.decode("cp1252", "replace")


def python_encoding(charset: str | None) -> str:
    """What mail programs mean by a charset: Windows-1252 by ISO 8859-1 and ASCII."""
    name = (charset or "utf-8").strip(" \"'").lower()
    return "cp1252" if name in _WESTERN else _WIDER.get(name, name)


def is_stateful(charset: str | None) -> bool:
    """Is it an encoding such as ISO-2022-JP, whose bytes are all ASCII?"""
    return (charset or "").lower().startswith(_STATEFUL)


def iso_date(text: str) -> str:
    """The day of a Date header in the sender's time zone, ISO 8601; "" if it is not a date."""
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return date.strftime("%Y-%m-%d") if date.year >= 1000 else ""

"""Documents that are inserted whole into a Word document (altChunk)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from index.errors import PinciteError
from index.formats.charset import decode_text
from index.formats.extract import ExtractedText
from index.formats.zip_package import ZipPackage

_WORD = (".docx", ".docm", ".dotx")
_HTML = (".html", ".htm", ".xhtml", ".mht", ".mhtml")


def read_insert(
    package: ZipPackage, name: str, read_word: Callable[[bytes], ExtractedText]
) -> ExtractedText | None:
    """The text of an inserted document; None if its format is not read or it is damaged."""
    suffix = PurePosixPath(name).suffix.lower()
    try:
        data = package.read(name)
        if suffix in _WORD or data[:4] == b"PK\x03\x04":
            return read_word(data)
        if suffix in (".mht", ".mhtml") or data[:13].lower() == b"mime-version:":
            data = _html_of_mail(data)
        if suffix in _HTML or data.lstrip()[:1] == b"<":
            from index.formats.html import read_html

            return read_html(data)
        if suffix == ".txt":
            text, warnings = decode_text(data)
            inner = ExtractedText(warnings=list(warnings))
            for block in text.replace("\r\n", "\n").split("\n\n"):
                inner.add(block)
            return inner
    except PinciteError:
        return None
    return None


def _html_of_mail(data: bytes) -> bytes:
    """The page in a web archive, in UTF-8."""
    from email import message_from_bytes
    from email.policy import default

    message = message_from_bytes(data, policy=default)
    for each in message.walk():
        if each.get_content_type() == "text/html":
            content = each.get_payload(decode=True)
            if isinstance(content, bytes):
                return content
    return b""

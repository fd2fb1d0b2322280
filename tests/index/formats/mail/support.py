"""Mails for the tests, written line by line as mail programs do."""

from __future__ import annotations

from collections.abc import Sequence

from index.formats.mail.message import MailText

HEADER = (
    "From: Ana <ana@example.org>\nTo: Bo <bo@example.org>\nDate: Tue, 3 Sep 2024 10:00:00 +0200"
)


def mail(
    body: str, content_type: str = "text/plain; charset=utf-8", subject: str = "Roof"
) -> bytes:
    return (
        f"{HEADER}\nSubject: {subject}\nMIME-Version: 1.0\nContent-Type: {content_type}\n\n{body}"
    ).encode()


def multipart(kind: str, *parts: str, subject: str = "Roof") -> bytes:
    """A mail with these parts, each with its own header."""
    return mail(_parts("B", parts), f'multipart/{kind}; boundary="B"', subject)


def part(body: str, content_type: str, *fields: str) -> str:
    return "\n".join((f"Content-Type: {content_type}", *fields, "", body))


def nested(kind: str, boundary: str, *parts: str) -> str:
    """A part that consists of others."""
    return part(_parts(boundary, parts), f'multipart/{kind}; boundary="{boundary}"')


def _parts(boundary: str, parts: Sequence[str]) -> str:
    return "".join(f"--{boundary}\n{each}\n" for each in parts) + f"--{boundary}--\n"


def text_of(extract: MailText) -> list[str]:
    """The blocks below the header."""
    blocks = extract.text.split("\n\n")
    fields = ("From: ", "To: ", "Cc: ", "Date: ", "Attachments: ")
    return [block for block in blocks[1:] if not block.startswith(fields)]


def marked(extract: MailText, kind: str) -> list[str]:
    """The texts of the blocks of a kind."""
    return [
        extract.text[each.start : each.end]
        for each in sorted(extract.markers, key=lambda marker: marker.start)
        if each.kind == kind
    ]

"""What a mail consists of, whether it was read from MIME or from an Outlook file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from index.formats.extract import ExtractedText
from index.spans import BlockKind


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail. The name has no folder; it may occur more than once in a mail."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """A text that a mail program shows."""

    text: str
    is_html: bool = False
    flowed: bool = False
    """Lines that end with a space continue in the next one (RFC 3676)."""
    delete_space: bool = False
    """That space is not part of the text."""


@dataclass(slots=True)
class Mail:
    """One message with all that is in it."""

    headers: dict[str, str] = field(default_factory=dict)
    """Decoded, on one line; those of `SHOWN_HEADERS` that the message has."""
    date: str = ""
    """ISO 8601, in the time zone of the sender; empty if not stated."""
    is_reply: bool = False
    bodies: list[Body] = field(default_factory=list)
    calendars: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    forwarded: list[Mail] = field(default_factory=list)
    """Messages attached to this one."""
    losses: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


SHOWN_HEADERS = ("Subject", "From", "To", "Cc", "Bcc", "Date")


class Block(NamedTuple):
    """A paragraph, line, row or heading of a mail's text."""

    text: str
    kind: BlockKind | None = None
    quoted: bool = False
    """Is it the text of an earlier message that this one answers?"""


@dataclass(slots=True)
class MailText(ExtractedText):
    """The text of a mail, and the files attached to it."""

    attachments: list[Attachment] = field(default_factory=list)

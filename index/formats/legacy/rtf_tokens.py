"""The tokens of RTF: braces, control words, control signs and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,40})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A control word with its number; `is_starred` at the start of a group that may be skipped."""

    name: str
    number: int | None
    is_starred: bool


@dataclass(frozen=True, slots=True)
class Sign:
    character: str


@dataclass(frozen=True, slots=True)
class Brace:
    opens: bool


Token = Word | Sign | Brace | bytes
"""Bytes are text."""


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens in their order. Line ends and binary data are left out."""
    at, is_starred, is_opened = 0, False, False
    while match := _TOKEN.match(data, at):
        at = match.end()
        word, number, code, sign, brace, text = match.groups()
        if sign == b"*":
            is_starred = is_opened
            continue
        if word == b"bin":
            at += max(int(number or 0), 0)
        elif word:
            yield Word(word.decode(), int(number) if number else None, is_starred)
        elif sign:
            yield Sign(sign.decode("latin-1"))
        elif code:
            yield bytes([int(code, 16)])
        elif brace:
            yield Brace(brace == b"{")
        elif text:
            yield text
        else:
            continue
        is_starred, is_opened = False, brace == b"{"

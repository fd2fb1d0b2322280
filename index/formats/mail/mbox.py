"""The messages of a mailbox, whose separators are lines that begin with "From "."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.errors import PinciteError

_SEPARATOR = re.compile(rb"^From [^\r\n]*\r?\n", re.MULTILINE)
_DATE = re.compile(
    rb"\b(?:mon|tue|wed|thu|fri|sat|sun)\b.*\b\d{1,2}:\d\d\b.*(?:\d{4}|[a-z]{3,4})\s*$",
    re.IGNORECASE,
)
_MONTH_AND_YEAR = re.compile(
    rb"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b.*\b(?:19|20)\d\d\b", re.IGNORECASE
)
_MAX_DATE_BYTES = 120
_FIELD = re.compile(rb">?[!-9;-~]+[ \t]*:|>From ")
_KNOWN_FIELD = re.compile(
    rb"(from|to|subject|date|received|return-path|message-id|x-[a-z-]+|mime-version|status|"
    rb"delivered-to|content-type|sender|reply-to)[ \t]*:",
    re.IGNORECASE,
)
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?$", re.MULTILINE | re.I)
_BLANK = re.compile(rb"\r?\n\r?\n")
_ESCAPED = re.compile(rb"(?m)^>(>*From )")


def split_mailbox(data: bytes) -> Iterator[bytes]:
    """The messages without their separators, with ">From " restored.

    Raises PinciteError if the bytes do not begin with a separator.
    """
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    first = _SEPARATOR.match(data)
    if first is None:
        raise PinciteError("this is not a mailbox: it does not begin with a line 'From …'.")
    is_dated = _is_dated(first[0])
    start = first.end()
    position = _stated_end(data, start)
    for match in _SEPARATOR.finditer(data, start):
        if match.start() < position or not _is_separator(data, match, is_dated):
            continue
        yield _ESCAPED.sub(rb"\1", data[start : match.start()])
        start = match.end()
        position = _stated_end(data, start)
    yield _ESCAPED.sub(rb"\1", data[start:])


def _is_separator(data: bytes, match: re.Match[bytes], is_dated: bool) -> bool:
    """Is a line that begins with "From " a separator and not a sentence?

    It has a date if the first one has, and header fields follow; the line before is blank, except
    in mailboxes of programs that leave it out.
    """
    if is_dated and not _is_dated(match[0]):
        return False
    follows_blank = data[max(match.start() - 4, 0) : match.start()].endswith((b"\n\n", b"\n\r\n"))
    following = data[match.end() : match.end() + 200]
    pattern = _FIELD if follows_blank and is_dated else _KNOWN_FIELD
    return pattern.match(following) is not None and (follows_blank or is_dated)


def _is_dated(line: bytes) -> bool:
    """Does it end with a date, as `asctime` writes it or with a time zone?"""
    line = line[-_MAX_DATE_BYTES:]
    return _DATE.search(line) is not None and _MONTH_AND_YEAR.search(line) is not None


def _stated_end(data: bytes, start: int) -> int:
    """Where a message ends by its Content-Length; `start` if that is not there or not true."""
    line = _SEPARATOR.search(data, start)
    blank = _BLANK.search(data, start, line.start() + 1 if line else len(data))
    if blank is None:
        return start
    length = _LENGTH.search(data, start, blank.start() + 1)
    if length is None:
        return start
    end = blank.end() + int(length[1])
    rest = data[end : end + 16].lstrip(b"\r\n")
    return end if end <= len(data) and (not rest or rest.startswith(b"From ")) else start

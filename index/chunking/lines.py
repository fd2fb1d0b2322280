"""The lines of a text, and what each of them looks like."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.chunking.abbreviations import NEVER_LAST, NUMBERED

_LINE = re.compile(r"[^\r\n\f\v\x85\u2028\u2029]*+(\r\n|[\r\n\f\v\x85\u2028\u2029]|\Z)")
_LIST_ITEM = re.compile(
    r"\s*(?:[-*•▪●◦‣■–—+]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)]|\d{1,3}(?:\.\d{1,3}){1,5}\.?|§+)\s"
)
_NOT_PROSE = re.compile(r"\S(?:\t| {3})| \| |[{};<>\\=]|^\s*+[\w-]{1,20}[:=]")
_NUMBER = re.compile(r"\(?(?:\d|[a-z]\)|[ivx]{1,5}\))")
_DECIMAL = re.compile(r"\s*\d{1,3}\.\d{1,3}\s[a-z]")
_LETTER = re.compile(r"[^\W_]")
_LONGEST_WORD = 130
_OPENERS = "\"'“‘«„(["
_CLOSERS = "\"'”’»“)]"

MIN_LENGTH = 40
"""A shorter line is hardly one that was wrapped."""


class Line(NamedTuple):
    start: int
    end: int
    """With its line end."""
    length: int
    """Without white space at its end; 0 if it is blank."""
    indent: int
    """White space at its start."""
    first: str
    """The first word; its beginning if it is very long."""
    is_item: bool
    """Whether it begins with a list mark, or is a rule."""
    is_rule: bool
    """Whether it has no letters or digits: "-----"."""
    is_open: bool
    """Whether it ends without a stop."""

    @classmethod
    def at(cls, text: str, start: int, end: int) -> Line:
        written = text[start:end].rstrip()
        if not written:
            return cls(start, end, 0, 0, "", False, False, False)
        first = written.split(maxsplit=1)[0][:_LONGEST_WORD]
        is_rule = not first[0].isalnum() and not _LETTER.search(written)
        is_item = is_rule or _LIST_ITEM.match(text, start, end) is not None
        length = len(written)
        indent = length - len(written.lstrip())
        return cls(start, end, length, indent, first, is_item, is_rule, _is_open(written))

    @property
    def goes_on(self) -> bool:
        """Whether it begins with a small letter."""
        return self.first.lstrip(_OPENERS)[:1].islower()

    @property
    def has_no_case(self) -> bool:
        """Whether its first word cannot say that: of capitals, or of a script without case."""
        is_capitals = len(self.first) > 1 and self.first.isupper()
        return is_capitals or (
            self.first[:1].isalpha() and self.first.lower() == self.first.upper()
        )


def _is_open(written: str) -> bool:
    last = written[-1:]
    return (
        (last.isalnum() or last in ",–—-&/(") if last not in _CLOSERS else written[-2:-1].isalnum()
    )


def read_lines(text: str, start: int, end: int) -> list[Line]:
    """The lines of `text[start:end]`, blank ones too."""
    lines: list[Line] = []
    for match in _LINE.finditer(text, start, end):
        if match.end() > match.start():
            line = Line.at(text, *match.span())
            if line.is_item and lines and _is_reference(text, lines[-1], line):
                line = line._replace(is_item=False)
            lines.append(line)
    return lines


def _is_reference(text: str, line: Line, following: Line) -> bool:
    """Whether the number at the start of a line numbers no item: "under section" stands above."""
    if following.is_rule or line.length < MIN_LENGTH or not line.is_open:
        return False
    if not begins_with_number(following):
        return False
    is_decimal = _DECIMAL.match(text, following.start, following.end) is not None
    return is_decimal or last_word(text, line) in NEVER_LAST | NUMBERED


def last_word(text: str, line: Line) -> str:
    """In lower case; of a line that is not blank."""
    end = line.start + line.length
    return text[max(line.start, end - _LONGEST_WORD) : end].split()[-1].lower()


def is_prose(text: str, line: Line) -> bool:
    """Whether a line is none of a table, a log or a program, nor a single word."""
    is_word = len(line.first) == line.length
    return not is_word and not _NOT_PROSE.search(text, line.start, line.end)


def begins_with_number(line: Line) -> bool:
    return _NUMBER.match(line.first) is not None

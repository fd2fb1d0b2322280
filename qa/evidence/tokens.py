"""Whole tokens: words, numbers, identifiers, paths and addresses, with their signs."""

from __future__ import annotations

import re

_UNSPACED = "\u0e00"
"""From here on are scripts that put no space between words, where a token has no edge to find."""

_JOINTS = frozenset(".,:/@_=&+#-\u2010\u2011–'’")
_ADDRESS = re.compile(
    r"(?<![^\s(\[\"'“<])(?:[a-z]{2,9}://|\.{0,2}/|~/|[A-Z]:\\|[\w.+-]+@|[\w.-]+/[\w.-]+/)"
    r"[\w.~%/\\?&=#@:+-]*[\w/\\]"
)
_TELEPHONE = re.compile(
    r"(?<!\w)(?:\+\d{1,3}[ -]?(?:\(\d{1,5}\)[ -]?)?|\(0\d{0,5}\)[ -]?|\(\d{3}\) ?(?=\d{3}-))"
    r"\d[\d /-]{4,16}\d(?!\w)"
)
_SHORT_PAIR = re.compile(r"(?<!\w)[^\W\d_]{1,4}/[^\W\d_]{1,4}(?!\w)")
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")
_MARK_BEFORE = re.compile(r"(?:(?<=[\s(\[{\"'“‘«=:;,])|\A)(?:[$#@§№~]|-{1,2}|−|\.{0,2}/|~/)\Z")
_MARK_AFTER = re.compile(r"[%‰°′″](?:[CFK]\b)?|\+{1,2}(?!\w)|#(?!\w)")


def whole_tokens(text: str, start: int, end: int) -> tuple[int, int]:
    """The range extended to whole tokens of `text`.

    A possessive ending is no part of the token, nor is what follows the stop of a sentence that
    lacks its space ("in May.The").

    >>> start, end = whole_tokens("See /etc/mill.conf.", 5, 8)
    >>> "See /etc/mill.conf."[start:end]
    '/etc/mill.conf'
    """
    for address in _ADDRESS.finditer(text) if "/" in text or "@" in text or "\\" in text else ():
        if address.start() < end and start < address.end():
            start, end = min(start, address.start()), max(end, address.end())
    for number in _TELEPHONE.finditer(text) if "(" in text or "+" in text else ():
        if number.start() < end and start < number.end():
            start, end = min(start, number.start()), max(end, number.end())
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    mark = _MARK_BEFORE.search(text[max(start - 3, 0) : start])
    if mark and text[start].isalnum():
        start -= len(mark[0])
    after = _MARK_AFTER.match(text, end)
    return start, after.end() if after else end


def _joined(text: str, i: int) -> bool:
    """Whether the characters before and after the offset `i` are of one token."""
    before, after = text[i - 1], text[i]
    if before >= _UNSPACED or after >= _UNSPACED:
        return False
    if _is_word(before) and _is_word(after):
        return True
    if after in _JOINTS and _is_word(before):
        return _is_joint(text, i)
    return before in _JOINTS and _is_word(after) and i > 1 and _is_joint(text, i - 1)


def _is_joint(text: str, i: int) -> bool:
    """Whether the character at `i` joins what stands on both sides."""
    joint, left, right = text[i], text[i - 1 : i], text[i + 1 : i + 2]
    if not (left and right and _is_word(left) and _is_word(right)):
        return False
    if joint == ".":
        return not (left.islower() and right.isupper())
    if joint in ",:–":
        return left.isdigit() and right.isdigit()
    if joint == "/":
        near = text[max(i - 5, 0) : i + 6]
        return (left.isdigit() and right.isdigit()) or bool(_SHORT_PAIR.search(near))
    if joint in "'’":
        return not _POSSESSIVE.match(text, i)
    return True


def _is_word(character: str) -> bool:
    return character.isalnum()

"""Which version of a text is read where a mail has it in plain text and in HTML."""

from __future__ import annotations

import html
import re
import string
from collections.abc import Sequence

from index.formats.mail.message import Body

_MIN_COVERAGE = 0.7
"""Share of the words of the HTML that the plain text has, or it is a stub or an extract."""
_SAME = 0.9

_INVISIBLE = re.compile(r"<(?:(style|script|head|title)\b|!--)")
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+")
_NO_WORD = dict.fromkeys((ord(mark) for mark in string.punctuation if mark != "_"), " ")
_CELL = re.compile(r"<t[dh]\b[^<>]*>", re.IGNORECASE)
_ROW = re.compile(r"<tr\b", re.IGNORECASE)
_MAX_CELL_CHARS = 60
_MAX_ROWS = 30
_MAX_LINES = 2_000


def choose(versions: Sequence[list[Body]]) -> list[Body]:
    """The version to read: the plain text, unless the HTML has more words or whole table rows."""
    plain = next((each for each in versions if not any(body.is_html for body in each)), None)
    rich = next((each for each in reversed(versions) if any(body.is_html for body in each)), None)
    if plain is None or rich is None:
        return plain or rich or []
    plain_text = "\n".join(body.text for body in plain)
    rich_text = "\n".join(body.text for body in rich)
    plain_words, rich_words = _words(plain), _words(rich)
    if not rich_words or 2 * len(rich_words) < len(plain_words):
        return plain
    if len(rich_words & plain_words) < _MIN_COVERAGE * len(rich_words):
        return rich
    return rich if _breaks_rows(rich_text, plain_text) else plain


def says_the_same(one: Body, other: Body) -> bool:
    """Do the two texts have the same words?"""
    words, others = _words([one]), _words([other])
    shared = len(words & others)
    return bool(words) and shared >= _SAME * max(len(words), len(others))


def _words(bodies: Sequence[Body]) -> set[str]:
    texts = [_visible(body.text) if body.is_html else body.text for body in bodies]
    text = " ".join(texts)
    text = text.lower() if text.isascii() else text.casefold()
    words = text.translate(_NO_WORD).split() if text.isascii() else _WORD.findall(text)
    return {word for word in set(words) if len(word) > 1}


def _visible(text: str) -> str:
    """The words of a page: quickly, and well enough to compare them."""
    parts, start = [], 0
    lower = text.lower()
    while match := _INVISIBLE.search(lower, start):
        end = f"</{match[1]}" if match[1] else "-->"
        parts.append(text[start : match.start()])
        start = lower.find(end, match.end())
        if start < 0:
            break
    else:
        parts.append(text[start:])
    return html.unescape(_TAG.sub(" ", " ".join(parts)).replace("&nbsp;", " "))


def _breaks_rows(rich: str, plain: str) -> bool:
    """Does the plain text have the cells of most table rows on lines of their own?"""
    if "<tr" not in rich.lower():
        return False
    lines = [" ".join(line.split()) for line in plain.splitlines()[:_MAX_LINES]]
    rows = whole = 0
    for row in _ROW.split(rich)[1:]:
        cells = [
            words
            for cell in _CELL.split(row.partition("</tr")[0])[1:]
            if (words := " ".join(_visible(cell).split()))
        ]
        if len(cells) < 2 or max(map(len, cells)) > _MAX_CELL_CHARS or rows == _MAX_ROWS:
            continue
        rows += 1
        whole += any(cells[0] in line and cells[1] in line for line in lines)
    return rows >= 2 and 2 * whole < rows

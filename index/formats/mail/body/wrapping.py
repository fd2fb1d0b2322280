"""Joins the lines that a mail program has wrapped at a fixed width."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.formats.mail.body.quotes import is_label_line

_WIDTHS = range(40, 121)
"""Widths at which programs wrap: 72, 76 and 78, less what quotation marks took."""
_FULL = 0.85  # of the width, to allow for lines that were wrapped by hand
_HALF = 0.45  # of the width: a line that goes on in lower case can be this short
_QUARTER = 0.25  # of the width: so can one that ends in a word such as "the"

_ITEM = re.compile(
    r"\s*([-*+•–—·◦▪o]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\(?[ivx]{1,5}[.)]|§+\s?\d+\S*|\[[ xX]\])\s"
)
_OPEN_ENDS = frozenset(
    (
        *("a", "an", "the", "of", "to", "in", "for", "and", "or", "nor", "but", "by", "with"),
        *("at", "on", "from", "into", "over", "under", "between", "is", "are", "was", "were"),
        *("be", "been", "has", "have", "had", "will", "would", "shall", "should", "can", "could"),
        *("may", "might", "must", "not", "our", "your", "his", "her", "its", "their", "my"),
        *("this", "that", "these", "those", "which", "who", "whose", "as", "than", "per", "via"),
        *("mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "no.", "e.g.", "i.e.", "approx."),
    )
)
"""Words that do not end a line of their own."""
_MAX_LINE = 120
_END = (".", "!", "?", ":", ";")
_FIELD = re.compile(r"\s*[A-Z][\w /-]{1,30}:\s")
"""A line such as "Order number: 77"."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{20}")


def wrap_width(lines: Sequence[str]) -> float:
    """The width at which the lines were wrapped; 0 if they were not.

    It is the length that only a twentieth of the lines that another line follows exceed.
    """
    lengths = sorted(
        [
            len(line)
            for line, following in pairwise(map(str.rstrip, lines))
            if line
            and following
            and not (("//" in line or "www." in line) and _ADDRESS.search(line))
        ]
    )
    if not lengths:
        return 0
    width = lengths[-1 - len(lengths) // 20]
    return width if width in _WIDTHS else 0


def unwrap(lines: Sequence[tuple[str, bool]], width: float) -> Iterator[str]:
    """The lines of a paragraph, joined where they were wrapped.

    A line is its text and whether it ends where it ends.
    """
    parts: list[str] = []
    for (raw, is_fixed), (following, _) in pairwise((*lines, ("", False))):
        line = raw.rstrip()
        parts.append(line.lstrip())
        if is_fixed or not following or not width or not _goes_on(line, following, width):
            yield "".join(parts)
            parts = []
        elif not (line.endswith("-") and _ends_in_hyphen(line, following)):
            parts.append(" ")


def _goes_on(line: str, following: str, width: float) -> bool:
    """Does the sentence go on in the following line?"""
    if len(line) > _MAX_LINE:
        return False
    if (not following[:2].isalpha() or following[0] in "ivx") and _ITEM.match(following):
        return False
    if ":" in following and (
        is_label_line(following) or (_FIELD.match(line) and _FIELD.match(following))
    ):
        return False
    first = following.split(maxsplit=1)[0]
    length = len(line) + 1 + len(first)
    if length > max(width, _FULL * width + 1) or _ends_in_hyphen(line, first):
        return True
    is_full = length > _FULL * width
    if line.rsplit(maxsplit=1)[-1].lower() in _OPEN_ENDS:
        return len(line) > _QUARTER * width
    if line.endswith(_END):
        return is_full and len(line) > _HALF * width
    if len(line) < _HALF * width:
        return False
    names_follow = len(following) < _HALF * width  # as after "Best regards,"
    return first[0].islower() or is_full or (line.endswith(",") and not names_follow)


def _ends_in_hyphen(line: str, following: str) -> bool:
    return line.endswith("-") and line[-2:-1].isalpha() and following.lstrip()[:1].islower()

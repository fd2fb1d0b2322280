"""Search for words in one text: every place, at its exact offsets."""

from __future__ import annotations

import re
from functools import lru_cache

from index.errors import PinciteError
from index.search.written_forms import written_forms
from ui.views.i18n.language import gettext, written

MAX_CHARS = 200
"""Of the words searched for."""

MAX_HITS = 10_000
"""Hits that are listed; a common letter in a book has more."""


def hits(text: str, words: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The places of `words` in `[start, end)`, in order, at most MAX_HITS; empty without a word.

    Raises PinciteError if the words are too long.
    """
    if len(words) > MAX_CHARS:
        raise PinciteError(
            gettext(
                "The words to search for have {number} characters; at most {most} are allowed. "
                "Search for fewer words.",
                number=written(len(words)),
                most=written(MAX_CHARS),
            )
        )
    if not words.strip():
        return []
    found = []
    for match in _pattern(words).finditer(text, start, len(text) if end is None else end):
        found.append(match.span())
        if len(found) == MAX_HITS:
            break
    return found


@lru_cache(maxsize=64)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(written_forms(words), re.IGNORECASE)

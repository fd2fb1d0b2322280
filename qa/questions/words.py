"""The words of a text that say what it is about."""

from __future__ import annotations

import re

from index.search.named_documents import STOP_WORDS

_WORD = re.compile(r"\w+(?:[-.,/]\w+)*")
_ENDING = re.compile(r"[^\W\d]{2}[^\W\ds]s$")


def content_words(text: str) -> set[str]:
    """Its words in small letters, without an ending "s" and without words that name nothing."""
    words = {word.casefold() for word in _WORD.findall(text)} - STOP_WORDS
    return {word[:-1] if _ENDING.search(word) else word for word in words}

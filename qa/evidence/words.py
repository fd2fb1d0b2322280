"""Words of questions and texts, compared without their endings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from index.storage.query_variants import STOP_WORDS

WORD = re.compile(r"[^\W_]+(?:[-.,:/@_'’][^\W_]+)*")
_ENDINGS = ("ing", "ed", "es", "s", "d", "e")
_MIN_STEM = 3
_TITLES = re.compile(
    r"^\W*(?:(?:Mrs?|Ms|Dr|Prof|Revd?|Cllr)\.? |(?:Miss|Captain|Sir|Dame|Professor|Councillor) )+"
    r"(?=[A-Z])"
)


@lru_cache(16_384)
def stem(word: str) -> str:
    """The word in lower case without possessive, plural and verb endings.

    >>> [stem(word) for word in ("Stopping", "stops", "stopped", "Ann's", "ties")]
    ['stop', 'stop', 'stop', 'ann', 'ti']
    """
    word = re.sub(r"['’]s?\Z", "", word.casefold())
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_STEM - (ending == "es"):
            word = word[: -len(ending)]
            doubled = ending in ("ing", "ed") and word[-1:] == word[-2:-1] and word[-1] not in "ls"
            return word[:-1] if doubled else word
    return word


def content_stems(text: str) -> set[str]:
    """The stems of the words that name something."""
    return {stem(word) for word in content_words(text)}


def content_words(text: str) -> Iterator[str]:
    for match in WORD.finditer(text):
        if match[0].casefold() not in STOP_WORDS:
            yield match[0]


def without_titles(name: str) -> str:
    """A person's name without the titles before it.

    >>> without_titles("Cllr Dr. Ada Rey")
    'Ada Rey'
    """
    return _TITLES.sub("", name)

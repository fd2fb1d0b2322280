"""Questions as people type them: in lower case, as keywords, with a letter wrong."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from qa.train.data import Example
from qa.train.data_settings import DataSettings

_LONG_WORD = re.compile(r"\b[A-Za-z]{5,}\b")
_LEFT_OUT = frozenset(
    {
        *("a", "an", "the", "of", "in", "on", "at", "to", "for", "by", "with", "is", "are", "was"),
        *("were", "be", "been", "do", "does", "did", "has", "have", "had", "can", "could", "will"),
        *("would", "should", "shall", "may", "must", "i", "you", "he", "she", "it", "we", "they"),
        *("my", "your", "his", "her", "its", "our", "their", "what", "which", "that", "there"),
    }
)
"""Words that a keyword question lacks. Not those that say what is asked: who, when, not, before."""

_MIN_KEYWORDS = 2


def noised(example: Example, number: int, settings: DataSettings) -> Example:
    """The example with a noisy question, for the share `settings.noisy` of them."""
    draw = settings.generator("noise", number)
    if draw.random() >= settings.noisy:
        return example
    change = draw.choice([lower, keywords, misspelt])
    return replace(example, question=change(example.question, draw))


def lower(question: str, draw: random.Random) -> str:
    """In lower case, mostly without the question mark.

    >>> lower("Who is Ada?", random.Random(0))
    'who is ada'
    """
    return question.lower().rstrip("?. ") if draw.random() < 0.8 else question.lower()


def keywords(question: str, draw: random.Random) -> str:
    """Without the words that carry no meaning; the question itself if too few remain.

    >>> keywords("When does the office close?", random.Random(0))
    'when office close'
    """
    words = question.lower().rstrip("?. ").split()
    kept = [word for word in words if word.strip(",;:") not in _LEFT_OUT]
    return " ".join(kept) if len(kept) >= _MIN_KEYWORDS else question


def misspelt(question: str, draw: random.Random) -> str:
    """With two letters of a longer word swapped, or one left out or doubled.

    The first letter stays; a question without longer words stays as it is.
    """
    words = list(_LONG_WORD.finditer(question))
    if not words:
        return question
    word = draw.choice(words)
    at = word.start() + draw.randrange(1, len(word[0]) - 1)
    letters = draw.choice(
        [question[at + 1] + question[at], question[at + 1], question[at] + question[at : at + 2]]
    )
    return question[:at] + letters + question[at + 2 :]

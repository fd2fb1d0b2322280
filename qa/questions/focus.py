"""The part of a long question that asks."""

from __future__ import annotations

import re

MAX_WORDS = 60
"""Words from which the circumstances told before a question outweigh it: of 128 tokens, which a
reader reads of a question, they are about half."""

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?!\s|\Z)[^.!?\n]*)*[.!?]*\s*")


def asked_part(question: str) -> str:
    """The question, or of a long one the sentences that end with a question mark, else the last.

    At most MAX_WORDS words: the end of them, where the question mostly stands.

    >>> asked_part("How high is the deposit?")
    'How high is the deposit?'
    """
    if len(question.split()) <= MAX_WORDS:
        return question
    sentences = [match[0].strip() for match in _SENTENCE.finditer(question) if match[0].strip()]
    asking = [sentence for sentence in sentences if sentence.endswith("?")]
    words = " ".join(asking or sentences[-1:]).split()
    return " ".join(words[-MAX_WORDS:]) if words else question

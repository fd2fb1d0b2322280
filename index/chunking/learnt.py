"""Abbreviations of one document, which NLTK's Punkt learns from the document itself.

A text that writes "Sched. 4" or "Abt. 7" again and again uses abbreviations that no list has. Punkt
(Kiss and Strunk 2006) finds them without training data: words that stand before a full stop far
more often than without one.
"""

from __future__ import annotations

import re

from index.chunking.abbreviations import ENGLISH_WORDS

MIN_CHARS = 5_000
"""A shorter text does not repeat its abbreviations often enough."""

MAX_CHARS = 60_000
"""Characters from which they are learnt; the beginning of a longer text."""

_MAX_LENGTH = 6
_MIN_COUNT = 4
_NOT_AN_END = r"\.\s+[a-z0-9§(]"


def learn_abbreviations(text: str) -> frozenset[str]:
    """In lower case and without the stop.

    Words that Punkt takes for abbreviations, of at most six letters, and that stand at least once
    before a small letter or a number, where no sentence begins.
    """
    if len(text) < MIN_CHARS:
        return frozenset()
    from nltk.tokenize.punkt import PunktTrainer

    sample = text[:MAX_CHARS]
    trainer = PunktTrainer()
    trainer.train(sample, finalize=True)
    return frozenset(
        word
        for word in trainer.get_params().abbrev_types
        if word.isalpha()
        and 1 < len(word) <= _MAX_LENGTH
        and word not in ENGLISH_WORDS
        and len(re.findall(rf"(?i)\b{re.escape(word)}\.", sample)) >= _MIN_COUNT
        and re.search(rf"(?i:\b{re.escape(word)}){_NOT_AN_END}", sample)
    )

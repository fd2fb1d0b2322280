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
_NOT_AN_END = re.compile(rf"\b([^\W\d_]{{2,{_MAX_LENGTH}}})\.\s+[a-z0-9§(]")
"""A word that stands before a small letter or a number, where no sentence begins."""


def learn_abbreviations(text: str) -> frozenset[str]:
    """In lower case and without the stop.

    Words that Punkt takes for abbreviations, of at most six letters, and that stand at least once
    before a small letter or a number. Of texts without such a word, half of them, Punkt is not
    asked: it takes longer than all the rest of the splitting.
    """
    if len(text) < MIN_CHARS:
        return frozenset()
    sample = text[:MAX_CHARS]
    candidates = _candidates(sample)
    if not candidates:
        return frozenset()
    from nltk.tokenize.punkt import PunktTrainer

    trainer = PunktTrainer()
    trainer.train(sample, finalize=True)
    return candidates.intersection(trainer.get_params().abbrev_types)


def _candidates(sample: str) -> frozenset[str]:
    """What can be learnt at all: no English word, at least four times before a stop."""
    words = {word.lower() for word in _NOT_AN_END.findall(sample)} - ENGLISH_WORDS
    return frozenset(
        word
        for word in words
        if len(re.findall(rf"(?i)\b{re.escape(word)}\.", sample)) >= _MIN_COUNT
    )

"""Whether a sentence tells what is, what was, or what would have been."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.types import AnswerCandidate

MIN_RATIO = 0.1
"""Of the confidence of the best candidate, from which one of the present takes its place."""

_NOW = re.compile(
    r"\b(?:now|today|current(?:ly)?|presently|nowadays|at the moment|"
    r"(?:the|its|his|her|our|your|their|at) present)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:until|till|formerly|previously|originally|initially|at first|used to|was|were|had)\b",
    re.I,
)
_PRESENT = re.compile(r"\b(?:is|are|has|have|now|since|today|currently)\b", re.I)
_UNREAL = re.compile(
    r"\bwould have (?:not |never )?(?:cost|made|paid|sold|bought|built|led|\w+(?:ed|en|wn))\b|"
    r"\b(?:rumou?rs?|claims?|stor(?:y|ies)|reports?) that\b.*\b(?:false|untrue|wrong|unfounded)\b",
    re.I,
)
_PLANNED = re.compile(r"\b(?:was|were) (?:(?:planned|supposed|meant|due|intended) )?to\b", re.I)
_GIVEN_UP = re.compile(
    r"\b(?:never|cancell?ed|abandoned|dropped|given up|shelved|rejected|not (?:built|made|held|"
    r"bought|opened|done|carried out))\b",
    re.I,
)
_ASKS_FOR_PLANS = re.compile(
    r"\b(?:would|could|might|should|if|to be|to have|supposed|plan\w*|intend\w*|meant|due|rumou?r"
    r"|rumou?rs|claim\w*)\b",
    re.I,
)
_CLAUSE_BREAK = re.compile(r"[;:—]|, (?:but|and|so)\b")


def is_unreal(sentence: str, start: int, end: int, following: str, question: str) -> bool:
    """Whether the clause of a span tells what did not happen, to a question for what did.

    >>> is_unreal("It would have cost 9 crowns.", 19, 27, "", "What did it cost?")
    True
    """
    if _ASKS_FOR_PLANS.search(question):
        return False
    breaks = list(_CLAUSE_BREAK.finditer(sentence))
    first = max((each.end() for each in breaks if each.end() <= start), default=0)
    last = min((each.start() for each in breaks if each.start() >= end), default=len(sentence))
    clause = sentence[first:last]
    given_up = _GIVEN_UP.search(sentence[last:]) or _GIVEN_UP.search(following)
    return bool(_UNREAL.search(clause) or (given_up and _PLANNED.search(clause)))


def present_first(
    candidates: Sequence[AnswerCandidate], question: str
) -> tuple[AnswerCandidate, ...]:
    """Where what is now is asked for and the best one was so: what its document says that is.

    It is as certain as the one that it replaces.
    """
    best = next(iter(candidates), None)
    if best is None or not _NOW.search(question) or not _is_past(best):
        return tuple(candidates)
    for candidate in candidates[1:]:
        is_of_document = candidate.span.document == best.span.document
        is_present = not _is_past(candidate) and _PRESENT.search(candidate.sentence.text)
        counts = candidate.confidence >= MIN_RATIO * best.confidence
        if is_of_document and is_present and counts:
            first = replace(candidate, confidence=max(best.confidence, candidate.confidence))
            return (first, *(each for each in candidates if each is not candidate))
    return tuple(candidates)


def _is_past(candidate: AnswerCandidate) -> bool:
    text = candidate.sentence.text
    return _PAST.search(text) is not None and not _PRESENT.search(text)

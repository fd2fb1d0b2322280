"""Conflicts with sentences of other documents that deny the clause of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.spans import Passage
from qa.evidence.opposites import opposite_places
from qa.shapes.conflicts import newest_first
from qa.types import AnswerCandidate


def with_opposites(
    candidates: Sequence[AnswerCandidate], question: str, passages: Sequence[Passage]
) -> tuple[tuple[AnswerCandidate, ...], tuple[AnswerCandidate, ...]]:
    """The candidates with the newest of the opposite ones first, and the other opposite ones.

    Those are the best candidate and the sentences of other documents that deny its clause.
    Such a sentence takes the place of the words that were read in it.
    """
    if not candidates:
        return (), ()
    best = candidates[0]
    places = list(opposite_places(best.occurrences[0], passages, question))
    if not places:
        return tuple(candidates), ()
    sentences = [place.span for place in places]
    read = [
        replace(each, occurrences=tuple(left))
        for each in candidates
        if (left := [o for o in each.occurrences if not any(map(o.span.overlaps, sentences))])
    ]
    opposed = [AnswerCandidate((place,), best.confidence, {}) for place in places]
    return newest_first(read, [read[0], *opposed], question)
